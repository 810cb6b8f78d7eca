import { requirePermission } from "#lib/access/require-permission.ts";
import type { Queryable } from "#lib/database/client.ts";
import { previewPromotionInput } from "#lib/deployments/promotion/input.ts";
import { judgePromotion, type JudgedPromotion } from "#lib/deployments/promotion/judge.ts";
import { findBuildOf } from "#lib/deployments/promotion/store.ts";
import type { PromotionView } from "#lib/deployments/promotion/view.ts";
import type { DeploymentRecord } from "#lib/deployments/record.ts";
import { requireDeployment } from "#lib/deployments/store.ts";
import { showEnvironment } from "#lib/environments/show.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Shows where a deployment would be promoted to, what runs there, and why it may not go, if so. Changes nothing. */
export async function previewPromotion(ctx: Context, rawInput: unknown): Promise<PromotionView> {
  requirePermission(ctx.actor, "deployments:read");
  const { deploymentId, environment } = parseInput(previewPromotionInput, rawInput);
  const deployment = await requireDeployment(ctx.db, deploymentId);
  const { from, to, running, objection } = await judgePromotion(ctx, ctx.db, deployment, environment);
  const { release, product, template } = deployment;
  return {
    deploymentId,
    product,
    from: from && { id: from.id, slug: from.slug, name: from.name },
    to: to && toTarget(await showEnvironment(ctx, ctx.db, to)),
    coming: { version: release.version, digest: release.digest },
    running: running && { version: running.version, digest: running.digest },
    pair: await findPair(ctx.db, deployment, running),
    objection,
    template: template && { id: template.id, slug: template.slug, name: template.name },
  };
}

function toTarget(environment: NonNullable<PromotionView["to"]>): PromotionView["to"] {
  const { id, slug, name, deviceCount, requiredApprovals } = environment;
  return { id, slug, name, deviceCount, requiredApprovals };
}

async function findPair(
  db: Queryable,
  { version, release }: DeploymentRecord,
  running: JudgedPromotion["running"],
): Promise<PromotionView["pair"]> {
  if (version === null || running === null) return null;
  const from = await findBuildOf(db, running.versionId);
  const to = release.artifacts.at(-1)?.id ?? (await findBuildOf(db, version.id));
  return from !== null && to !== null && from !== to ? { from, to } : null;
}
