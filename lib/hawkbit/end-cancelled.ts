import type { Transaction } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { recordDevices } from "#lib/rollouts/record-events.ts";
import { saveAction } from "#lib/hawkbit/store-actions.ts";
import { skipDevice } from "#lib/rollouts/store-write.ts";

/** An action that is stopped, as far as ending it needs to know it. */
export interface StoppedAction {
  id: number;
  deviceId: string;
  rolloutId: string | null;
  productId: string | null;
}

/**
 * Ends an action as cancelled. A device of a rollout is left out of it from then on, with the reason. The caller holds
 * the action's lock and writes the line in its log.
 */
export async function endCancelled(
  ctx: Context,
  tx: Transaction,
  action: StoppedAction,
  reason: string,
): Promise<void> {
  const now = ctx.clock.now();
  await saveAction(tx, action.id, { status: "cancelled", isClosed: true, message: reason }, now);
  const { rolloutId, productId } = action;
  if (rolloutId === null || productId === null) return;
  const left = await skipDevice(tx, { rolloutId, deviceId: action.deviceId, actionId: action.id, reason }, now);
  if (left === null) return;
  const rollout = { id: rolloutId, productId };
  recordDevices(ctx, tx, rollout, { type: "device_skipped", devices: [left], data: { reason } });
}
