import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { approveInput } from "#lib/rollouts/input.ts";
import { withReason } from "#lib/rollouts/move.ts";
import { recordRolloutEvent } from "#lib/rollouts/record-events.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { nextStep } from "#lib/rollouts/rules/next-step.ts";
import { allowedStates, transition } from "#lib/rollouts/rules/transitions.ts";
import { showRollout } from "#lib/rollouts/show.ts";
import { lockRollout } from "#lib/rollouts/store-read.ts";
import { saveBatch } from "#lib/rollouts/store-write.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";

/** Lets the batch begin that waits for a person. The delay between batches does not apply to it any more. */
export async function approveBatch(ctx: Context, rawInput: unknown): Promise<RolloutView> {
  requirePermission(ctx.actor, "rollouts:approve");
  const { rolloutId, reason, batchIndex } = parseInput(approveInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const rollout = await lockRollout(tx, rolloutId);
    transition(rollout, "approve");
    const waiting = getWaitingBatch(rollout, ctx.clock.now());
    // Who saw another batch wait means that one: a second click must not approve the next batch unseen.
    if (batchIndex !== undefined && batchIndex !== waiting) {
      throw new DomainError(
        "CONFLICT",
        `Batch ${batchIndex + 1} does not wait for approval; reload to see which does.`,
      );
    }
    await saveBatch(tx, rolloutId, waiting, { approvedAt: ctx.clock.now(), approvedBy: toActorView(ctx.actor) });
    recordRolloutEvent(ctx, tx, rollout, "batch_approved", {
      number: rollout.number,
      batchIndex: waiting,
      ...withReason(reason),
    });
    return showRollout(ctx, tx, rolloutId);
  });
}

function getWaitingBatch(rollout: RolloutRecord, now: Date): number {
  const step = nextStep(rollout, rollout.facts, now);
  const next = rollout.facts.batches.find((batch) => batch.status === "pending");
  if (step.kind === "wait" && step.reason === "approval" && next !== undefined) return next.index;
  throw new DomainError("WRONG_STATE", "No batch of this rollout waits for approval.", {
    allowedStates: allowedStates("approve"),
  });
}
