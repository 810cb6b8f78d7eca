import { requirePermission } from "#lib/access/require-permission.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { holdRelease } from "#lib/rollouts/hold-release.ts";
import { rollBackInput } from "#lib/rollouts/input.ts";
import { moveRollout, withReason } from "#lib/rollouts/move.ts";
import { pauseLocked } from "#lib/rollouts/pause.ts";
import { recordRolloutEvent } from "#lib/rollouts/record-events.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { allowedStates, transition } from "#lib/rollouts/rules/transitions.ts";
import { showRollout } from "#lib/rollouts/show.ts";
import { lockRollout } from "#lib/rollouts/store-read.ts";
import { saveBatch } from "#lib/rollouts/store-write.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";

/**
 * Takes a release back from all devices of a rollout, or of one batch. This records the wish; the orchestrator offers
 * the way back to the devices.
 */
export async function rollBackRollout(ctx: Context, rawInput: unknown): Promise<RolloutView> {
  requirePermission(ctx.actor, "rollouts:write");
  const { rolloutId, reason, batchIndex } = parseInput(rollBackInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const rollout = await lockRollout(tx, rolloutId);
    if (batchIndex === undefined) await rollBackLocked(ctx, tx, rollout, reason ?? "");
    else await rollBackBatch(ctx, tx, rollout, { batchIndex, reason });
    return showRollout(ctx, tx, rolloutId);
  });
}

/**
 * Begins to take back a rollout that the caller has locked. The digest is held, so that neither a repeated webhook nor a
 * poll of the registry brings it back before a person lets it go.
 */
export async function rollBackLocked(
  ctx: Context,
  tx: Transaction,
  rollout: RolloutRecord,
  reason: string,
): Promise<void> {
  transition(rollout, "rollBack");
  if (rollout.plannedAt === null) {
    throw new DomainError("WRONG_STATE", "This rollout never started, so there is nothing to take back.", {
      allowedStates: allowedStates("rollBack"),
    });
  }
  await moveRollout(ctx, tx, rollout, {
    command: "rollBack",
    event: "rollout_rolling_back",
    statusReason: reason || null,
    data: reason === "" ? {} : { reason },
    change: { completedAt: null, pausedFrom: null },
  });
  await holdRelease(ctx, tx, rollout, reason || `Rollout #${rollout.number} was rolled back.`);
}

async function rollBackBatch(
  ctx: Context,
  tx: Transaction,
  rollout: RolloutRecord,
  { batchIndex, reason }: { batchIndex: number; reason: string | undefined },
): Promise<void> {
  const target = transition(rollout, "rollBackBatch");
  const batch = rollout.facts.batches[batchIndex];
  if (batch === undefined) throw notFound("batch");
  if (batch.startedAt === null) {
    throw new DomainError("WRONG_STATE", `Batch ${batchIndex + 1} has not started, so there is nothing to take back.`, {
      allowedStates: allowedStates("rollBackBatch"),
    });
  }
  if (target !== rollout.status) {
    await pauseLocked(ctx, tx, rollout, { reason: reason ?? `Batch ${batchIndex + 1} is rolled back.` });
  }
  // Without an end it is a wish under way; the orchestrator ends it when every device has its offer.
  await saveBatch(tx, rollout.id, batchIndex, { status: "rolledBack", completedAt: null });
  recordRolloutEvent(ctx, tx, rollout, "batch_rolling_back", {
    number: rollout.number,
    batchIndex,
    ...withReason(reason),
  });
}
