import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { createDeployment } from "#lib/deployments/create.ts";
import { deployInput } from "#lib/deployments/input.ts";
import { toDeploymentView, type DeploymentView } from "#lib/deployments/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput, withAliases } from "#lib/kernel/input.ts";
import { DEPLOY_ALIASES } from "#lib/templates/input.ts";

/** Deploys a version to an environment by a template: it stands in the line from now on, and starts when it may. */
export async function deployFromTemplate(ctx: Context, rawInput: unknown): Promise<DeploymentView> {
  requirePermission(ctx.actor, "deployments:write");
  const input = parseInput(deployInput, withAliases(rawInput, DEPLOY_ALIASES));

  return inTransaction(ctx, async (tx) => {
    const trigger = { kind: ctx.actor.kind === "token" ? "api" : "manual" } as const;
    return toDeploymentView(await createDeployment(ctx, tx, { ...input, trigger }));
  });
}
