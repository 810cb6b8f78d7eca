import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { rolloutIdInput } from "#lib/rollouts/input.ts";
import { selectOutcomes } from "#lib/rollouts/store-list.ts";
import { requireRollout } from "#lib/rollouts/store-read.ts";
import type { FailureRatePoint } from "#lib/rollouts/view.ts";

/** As many points as a chart can show; the answer stays small for any fleet. */
const SLICES = 120;

/** Tells how the failure rate of each batch grew, from the outcomes in the event log. */
export async function showFailureRateHistory(ctx: Context, rawInput: unknown): Promise<{ points: FailureRatePoint[] }> {
  requirePermission(ctx.actor, "rollouts:read");
  const { rolloutId } = parseInput(rolloutIdInput, rawInput);
  await requireRollout(ctx.db, rolloutId);

  const sums = new Map<number, { healthy: number; failed: number }>();
  const outcomes = await selectOutcomes(ctx.db, rolloutId, SLICES);
  const points = outcomes.map(({ at, batchIndex, ...more }) => {
    const before = sums.get(batchIndex) ?? { healthy: 0, failed: 0 };
    const sum = { healthy: before.healthy + more.healthy, failed: before.failed + more.failed };
    sums.set(batchIndex, sum);
    return { at: at.toISOString(), batchIndex, ...sum, failureRate: sum.failed / (sum.healthy + sum.failed) };
  });
  return { points };
}
