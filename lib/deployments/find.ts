import { requirePermission } from "#lib/access/require-permission.ts";
import { deploymentIdInput } from "#lib/deployments/input.ts";
import { showDeployment } from "#lib/deployments/show.ts";
import type { DeploymentView } from "#lib/deployments/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Reads one deployment. Throws NOT_FOUND. */
export async function getDeployment(ctx: Context, rawInput: unknown): Promise<DeploymentView> {
  requirePermission(ctx.actor, "deployments:read");
  const { deploymentId } = parseInput(deploymentIdInput, rawInput);
  return showDeployment(ctx.db, deploymentId);
}
