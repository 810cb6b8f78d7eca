import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { rolloutActionInput } from "#lib/rollouts/input.ts";
import { withReason } from "#lib/rollouts/move.ts";
import { recordDevices } from "#lib/rollouts/record-events.ts";
import { transition } from "#lib/rollouts/rules/transitions.ts";
import { showRollout } from "#lib/rollouts/show.ts";
import { retryFailed } from "#lib/rollouts/store-offers.ts";
import { lockRollout } from "#lib/rollouts/store-read.ts";
import { trimAcceptedFailures } from "#lib/rollouts/store-write.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";

/**
 * Puts the failed devices back in line, also those that were rolled back; those on their way back are left alone. Their
 * failures no longer count towards the limit. A paused rollout offers to them only when it is resumed.
 */
export async function retryFailedDevices(ctx: Context, rawInput: unknown): Promise<RolloutView> {
  requirePermission(ctx.actor, "rollouts:write");
  const { rolloutId, reason } = parseInput(rolloutActionInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const rollout = await lockRollout(tx, rolloutId);
    transition(rollout, "retry");
    const retried = await retryFailed(tx, rolloutId, ctx.clock.now());
    await trimAcceptedFailures(tx, rolloutId);
    recordDevices(ctx, tx, rollout, "device_retried", retried, withReason(reason));
    return showRollout(ctx, tx, rolloutId);
  });
}
