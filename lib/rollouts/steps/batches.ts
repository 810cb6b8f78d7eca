import type { Transaction } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { recordRolloutEvent } from "#lib/rollouts/record-events.ts";
import type { BatchRecord, RolloutRecord } from "#lib/rollouts/record.ts";
import { transition } from "#lib/rollouts/rules/transitions.ts";
import { saveBatch, saveRollout } from "#lib/rollouts/store-write.ts";

/** Starts a batch. Its devices are offered the release in the steps after this one. */
export async function startBatch(
  ctx: Context,
  tx: Transaction,
  rollout: RolloutRecord,
  batchIndex: number,
): Promise<void> {
  const now = ctx.clock.now();
  const status = transition(rollout, "startBatch");
  await saveBatch(tx, rollout.id, batchIndex, { status: "running", startedAt: now });
  await saveRollout(tx, rollout.id, { status, statusReason: rollout.statusReason, currentBatch: batchIndex }, now);
  recordRolloutEvent(ctx, tx, rollout, "batch_started", tellBatch(rollout, batchIndex));
}

/** Completes a batch that went well enough, or in which nobody needed the release. */
export async function completeBatch(
  ctx: Context,
  tx: Transaction,
  rollout: RolloutRecord,
  batchIndex: number,
): Promise<void> {
  const now = ctx.clock.now();
  const status = transition(rollout, "completeBatch");
  const startedAt = rollout.facts.batches[batchIndex]?.startedAt ?? now;
  await saveBatch(tx, rollout.id, batchIndex, { status: "completed", startedAt, completedAt: now });
  await saveRollout(tx, rollout.id, { status, statusReason: rollout.statusReason, currentBatch: batchIndex }, now);
  const isFollowed = rollout.facts.batches.some(
    ({ index, status: other }) => index > batchIndex && other === "pending",
  );
  recordRolloutEvent(ctx, tx, rollout, "batch_completed", {
    ...tellBatch(rollout, batchIndex),
    // By hand each batch needs a yes of its own.
    ...(rollout.strategy === "manual" && isFollowed && { missingApprovals: 1 }),
  });
}

/** Ends the wish to take back a batch: every device that can go back has its offer. */
export async function finishBatchRollback(
  ctx: Context,
  tx: Transaction,
  rollout: RolloutRecord,
  batchIndex: number,
): Promise<void> {
  await saveBatch(tx, rollout.id, batchIndex, { completedAt: ctx.clock.now() });
}

function tellBatch(rollout: RolloutRecord, batchIndex: number): Record<string, unknown> {
  const batch: BatchRecord | undefined = rollout.facts.batches[batchIndex];
  return {
    number: rollout.number,
    batchIndex,
    percent: batch?.percent,
    deviceCount: batch?.deviceCount,
    counts: batch?.counts,
  };
}
