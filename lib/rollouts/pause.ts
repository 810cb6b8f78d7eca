import { requirePermission } from "#lib/access/require-permission.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { rolloutActionInput } from "#lib/rollouts/input.ts";
import { moveRollout } from "#lib/rollouts/move.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { showRollout } from "#lib/rollouts/show.ts";
import { lockRollout } from "#lib/rollouts/store-read.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";

/**
 * Pauses a rollout. From the commit on nobody may begin what was offered; the orchestrator takes the offers back.
 * Devices in the middle of an update finish it.
 */
export async function pauseRollout(ctx: Context, rawInput: unknown): Promise<RolloutView> {
  requirePermission(ctx.actor, "rollouts:write");
  const { rolloutId, reason } = parseInput(rolloutActionInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const rollout = await lockRollout(tx, rolloutId);
    await pauseLocked(ctx, tx, rollout, { reason: reason ?? "" });
    return showRollout(ctx, tx, rolloutId);
  });
}

/** Pauses a rollout that the caller has locked: the operator's click, and the gate's verdict. */
export async function pauseLocked(
  ctx: Context,
  tx: Transaction,
  rollout: RolloutRecord,
  { reason, ...data }: { reason: string; failureRate?: number; failureRateMax?: number },
): Promise<void> {
  await moveRollout(ctx, tx, rollout, {
    command: "pause",
    event: "rollout_paused",
    statusReason: reason || null,
    data: { ...data, ...(reason !== "" && { reason }) },
    change: { pausedFrom: rollout.status },
  });
}
