import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { createDeployment } from "#lib/deployments/create.ts";
import { promoteInput } from "#lib/deployments/promotion/input.ts";
import { judgePromotion } from "#lib/deployments/promotion/judge.ts";
import { lockReleaseOf } from "#lib/deployments/promotion/store.ts";
import type { DeploymentRecord } from "#lib/deployments/record.ts";
import { moveVariables } from "#lib/deployments/rules/promotion.ts";
import { hideSecrets, openSecrets } from "#lib/deployments/secrets.ts";
import { showDeployment } from "#lib/deployments/show.ts";
import { requireDeployment } from "#lib/deployments/store.ts";
import type { DeploymentView } from "#lib/deployments/view.ts";
import type { EnvironmentRecord } from "#lib/environments/store.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import type { Definition } from "#lib/templates/rules/definition.ts";
import { requireTemplate } from "#lib/templates/show.ts";

/**
 * Deploys to the next environment, or to a later one, exactly what was verified in this one. Throws WRONG_STATE, saying
 * why, for what was not; CONFLICT where the version holds something else by now.
 */
export async function promoteDeployment(ctx: Context, rawInput: unknown): Promise<DeploymentView> {
  requirePermission(ctx.actor, "deployments:write");
  const { deploymentId, environment, template, variables, ...wishes } = parseInput(promoteInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    await lockReleaseOf(tx, deploymentId);
    const source = await requireDeployment(tx, deploymentId);
    const { from, to, objection } = await judgePromotion(ctx, tx, source, environment);
    if (objection !== null || from === null || to === null || source.version === null) {
      throw new DomainError(
        "WRONG_STATE",
        `Deployment #${source.number} cannot be promoted. ${objection ?? ""}`.trim(),
      );
    }
    const used = await requireTemplate(tx, template ?? templateOf(source));
    const taken = template === undefined ? takeOver(ctx, source, used.definition, { from, to }) : {};
    const { id, number } = await createDeployment(ctx, tx, {
      ...wishes,
      template: used.id,
      product: source.product.id,
      version: source.version.id,
      environment: to.id,
      variables: { ...taken, ...variables },
      trigger: { kind: "promotion", id: source.id, name: `#${source.number}` },
      promotedFromId: source.id,
      verified: { digest: source.release.digest, artifacts: source.release.artifacts },
    });
    recordEvent(ctx, tx, {
      type: "deployment_promoted",
      subject: { kind: "deployment", id: source.id },
      productId: source.product.id,
      data: {
        number: source.number,
        from: from.slug,
        to: to.slug,
        deployment: number,
        version: source.release.version,
      },
    });
    return showDeployment(tx, id);
  });
}

function templateOf({ template, number }: DeploymentRecord): string {
  if (template !== null) return template.id;
  throw new DomainError("IMPOSSIBLE", `Deployment #${number} was made without a template: name one.`, {
    errors: [{ path: "template", message: "Name the template with which it is deployed there." }],
  });
}

/** The values of the deployment that is promoted, as far as the template still asks for them; secrets are sealed anew. */
function takeOver(
  ctx: Context,
  source: DeploymentRecord,
  { variables }: Definition,
  { from, to }: { from: EnvironmentRecord; to: EnvironmentRecord },
): Record<string, unknown> {
  const asked = new Set(variables.map(({ name }) => name));
  const values = { ...hideSecrets(source.variables), ...openSecrets(ctx, source) };
  const kept = Object.fromEntries(Object.entries(values).filter(([name]) => asked.has(name)));
  const environments = variables.filter(({ type }) => type === "environment").map(({ name }) => name);
  return moveVariables(kept, environments, { from: from.slug, to: to.slug });
}
