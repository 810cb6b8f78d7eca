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
import { cancelBatches } from "#lib/rollouts/store-write.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";

/**
 * Ends a rollout for good. From the commit on nobody may begin what was offered; the orchestrator takes the offers back
 * and leaves out who still waits. Devices keep what they have, and those in the middle of an update finish it.
 */
export async function cancelRollout(ctx: Context, rawInput: unknown): Promise<RolloutView> {
  requirePermission(ctx.actor, "rollouts:write");
  const { rolloutId, reason } = parseInput(rolloutActionInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const rollout = await lockRollout(tx, rolloutId);
    await cancelLocked(ctx, tx, rollout, reason ?? "");
    return showRollout(ctx, tx, rolloutId);
  });
}

/** Cancels a rollout that the caller has locked: an operator's wish, a newer release, or a tag that does not exist. */
export async function cancelLocked(
  ctx: Context,
  tx: Transaction,
  rollout: RolloutRecord,
  reason: string,
): Promise<void> {
  await moveRollout(ctx, tx, rollout, {
    command: "cancel",
    event: "rollout_cancelled",
    statusReason: reason || null,
    data: reason === "" ? {} : { reason },
  });
  await cancelBatches(tx, rollout.id);
}
