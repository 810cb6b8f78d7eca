import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { getRiskInput } from "#lib/risk/input.ts";
import { findAssessment } from "#lib/risk/store.ts";
import type { RiskView } from "#lib/risk/view.ts";

/** Reads the latest assessment of a deployment or a rollout. Throws NOT_FOUND while there is none. */
export async function getRisk(ctx: Context, rawInput: unknown): Promise<RiskView> {
  requirePermission(ctx.actor, "deployments:read");
  const { deploymentId, rolloutId } = parseInput(getRiskInput, rawInput);
  const view = await findAssessment(
    ctx.db,
    deploymentId === undefined ? { rolloutId: rolloutId ?? "" } : { deploymentId },
  );
  if (!view) throw notFound("assessment");
  return view;
}
