import type { Transaction } from "#lib/database/client.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import type { Context } from "#lib/kernel/context.ts";
import { moveRollout } from "#lib/rollouts/move.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { insertPlan } from "#lib/rollouts/store-plan.ts";

/** Puts a rollout in the list of those that wait for their time. */
export async function scheduleRollout(
  ctx: Context,
  tx: Transaction,
  rollout: RolloutRecord,
  { until, reason }: { until: Date; reason: string },
): Promise<void> {
  await moveRollout(ctx, tx, rollout, {
    command: "schedule",
    event: "rollout_scheduled",
    statusReason: reason,
    data: { until: until.toISOString(), reason },
  });
}

/** Divides the devices into batches and starts. Who is selected is decided now, and not any more later. */
export async function startRollout(ctx: Context, tx: Transaction, rollout: RolloutRecord): Promise<void> {
  const freshness = freshnessOf(ctx);
  const plan = await insertPlan(tx, rollout, freshness);
  await moveRollout(ctx, tx, rollout, {
    command: "start",
    event: "rollout_started",
    statusReason: null,
    data: { product: rollout.productSlug, toVersion: rollout.toVersion, digest: rollout.digest, ...plan },
    change: { startedAt: freshness.now },
  });
}
