import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { findRiskInput } from "#lib/risk/input.ts";
import { findAssessment } from "#lib/risk/store.ts";
import type { RiskView } from "#lib/risk/view.ts";

/** Finds the latest assessment of a deployment or a rollout; null until somebody has assessed it. */
export async function findRisk(ctx: Context, rawInput: unknown): Promise<{ assessment: RiskView | null }> {
  requirePermission(ctx.actor, "deployments:read");
  const { deploymentId, rolloutId } = parseInput(findRiskInput, rawInput);
  const where = deploymentId === undefined ? { rolloutId: rolloutId ?? "" } : { deploymentId };
  return { assessment: await findAssessment(ctx.db, where) };
}
