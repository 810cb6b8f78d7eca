import { systemActor } from "#lib/access/rules/actor.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { approveBatch } from "#lib/rollouts/approve.ts";
import { cancelLocked } from "#lib/rollouts/cancel.ts";
import { pauseLocked } from "#lib/rollouts/pause.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { isFinal } from "#lib/rollouts/rules/rollout.ts";
import { isAllowed } from "#lib/rollouts/rules/transitions.ts";
import { lockRollout } from "#lib/rollouts/store-read.ts";
import type { StageCall } from "#lib/stage-kinds/call.ts";
import { selectRolloutsOfStage } from "#lib/stage-kinds/store-rollouts.ts";

/** So that the events say who let a batch begin. */
const asAnalysis = (ctx: Context): Context => ({ ...ctx, actor: systemActor("canary analysis") });

/** Lets a batch begin. False where the rollout has moved on meanwhile, by a person's hand say. */
export async function letBatchBegin(
  ctx: Context,
  rollout: RolloutRecord,
  batchIndex: number,
  reason: string,
): Promise<boolean> {
  try {
    await approveBatch(asAnalysis(ctx), { rolloutId: rollout.id, batchIndex, reason: reason.slice(0, 500) });
    return true;
  } catch (error) {
    if (error instanceof DomainError && (error.code === "CONFLICT" || error.code === "WRONG_STATE")) return false;
    throw error;
  }
}

/** Pauses a rollout where it is running. One that is paused, or over, is left as it is. */
export async function pauseIfRunning(ctx: Context, rolloutId: string, reason: string): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const rollout = await lockRollout(tx, rolloutId);
    if (!isAllowed("pause", rollout.status) || rollout.status === "paused") return;
    await pauseLocked(asAnalysis(ctx), tx, rollout, { reason });
  });
}

/** Ends the rollouts of earlier attempts: a person who tries again wants this one in their place. */
export async function endEarlierRollouts({ ctx, turn }: StageCall<"canary">, current: RolloutRecord): Promise<void> {
  for (const id of await selectRolloutsOfStage(ctx.db, turn.context.deploymentId, turn.stage)) {
    if (id === current.id) continue;
    await inTransaction(ctx, async (tx) => {
      const rollout = await lockRollout(tx, id);
      const isEnding = isFinal(rollout.status) || rollout.status === "rollingBack";
      if (!isEnding) await cancelLocked(ctx, tx, rollout, `superseded by #${current.number}`);
    });
  }
}
