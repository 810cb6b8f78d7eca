import type { Transaction } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { assertNever } from "#lib/kernel/errors.ts";
import { cancelLocked } from "#lib/rollouts/cancel.ts";
import { pauseLocked } from "#lib/rollouts/pause.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { rollBackLocked } from "#lib/rollouts/roll-back.ts";
import type { Step } from "#lib/rollouts/rules/next-step.ts";
import { completeBatch, finishBatchRollback, startBatch } from "#lib/rollouts/steps/batches.ts";
import { endRollout, finishRollback } from "#lib/rollouts/steps/end.ts";
import {
  awaitRollbacks,
  offerToDevices,
  offerWayBack,
  skipDevices,
  withdrawFromDevices,
} from "#lib/rollouts/steps/offers.ts";
import { failSilentDevices } from "#lib/rollouts/steps/silence.ts";
import { scheduleRollout, startRollout } from "#lib/rollouts/steps/start.ts";

export type Deed = Exclude<Step, { kind: "wait" }>;

/** Carries one step out on a rollout that the caller has locked. Nothing is decided here. */
export async function carryOut(ctx: Context, tx: Transaction, rollout: RolloutRecord, step: Deed): Promise<void> {
  switch (step.kind) {
    case "schedule":
      return scheduleRollout(ctx, tx, rollout, step);
    case "start":
      return startRollout(ctx, tx, rollout);
    case "startBatch":
      return startBatch(ctx, tx, rollout, step.batchIndex);
    case "completeBatch":
      return completeBatch(ctx, tx, rollout, step.batchIndex);
    case "offer":
      return offerToDevices(ctx, tx, rollout);
    case "complete":
    case "fail":
      return endRollout(ctx, tx, rollout, step);
    case "pause":
      return pauseLocked(ctx, tx, rollout, {
        reason: step.reason,
        ...(step.failureRate !== undefined && {
          failureRate: step.failureRate,
          failureRateMax: rollout.settings.maxFailureRate,
        }),
      });
    default:
      return takeBack(ctx, tx, rollout, step);
  }
}

type TakingBack = Extract<
  Deed,
  {
    kind:
      | "cancel"
      | "expire"
      | "withdraw"
      | "skip"
      | "rollBack"
      | "offerRollbacks"
      | "awaitRollbacks"
      | "finishBatchRollback"
      | "finishRollback";
  }
>;

async function takeBack(ctx: Context, tx: Transaction, rollout: RolloutRecord, step: TakingBack): Promise<void> {
  switch (step.kind) {
    case "cancel":
      return cancelLocked(ctx, tx, rollout, step.reason);
    case "expire":
      return failSilentDevices(ctx, tx, rollout);
    case "withdraw":
      return withdrawFromDevices(ctx, tx, rollout, step);
    case "skip":
      return skipDevices(ctx, tx, rollout, step);
    case "rollBack":
      return rollBackLocked(ctx, tx, rollout, step.reason);
    case "offerRollbacks":
      return offerWayBack(ctx, tx, rollout);
    case "awaitRollbacks":
      return awaitRollbacks(ctx, tx, rollout);
    case "finishBatchRollback":
      return finishBatchRollback(ctx, tx, rollout, step.batchIndex);
    case "finishRollback":
      return finishRollback(ctx, tx, rollout);
    default:
      return assertNever(step);
  }
}
