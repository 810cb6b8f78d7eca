import type { Transaction } from "#lib/database/client.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { EventType } from "#lib/events/types.ts";
import { lockDdiAction, type DdiAction } from "#lib/hawkbit/ddi/store.ts";
import { endCancelled } from "#lib/hawkbit/end-cancelled.ts";
import { hasEnded } from "#lib/hawkbit/rules/current-action.ts";
import { addServerEntry, saveStopRequests } from "#lib/hawkbit/store-actions.ts";
import type { Context } from "#lib/kernel/context.ts";

export interface ActionOfDevice {
  deviceId: string;
  deviceName: string;
  actionId: number;
}

/** `unknown`: the device has no such action. `refused`: its state does not allow it. */
export type CancelOutcome = "done" | "unknown" | "refused";

/**
 * Asks a device to stop an action, of a rollout or not. The device hears of it at its next poll and may refuse, for
 * instance because it is installing. Refused where the action has ended, or its device was asked already.
 */
export async function requestStop(ctx: Context, tx: Transaction, target: ActionOfDevice): Promise<CancelOutcome> {
  const now = ctx.clock.now();
  const action = await lockDdiAction(tx, { ...target, now });
  if (action === null) return "unknown";
  if (hasEnded(action) || action.isCancelRequested) return "refused";
  await saveStopRequests(tx, [action.id], "cancellation was asked for", now);
  record(ctx, tx, target, action, "action_stop_requested");
  return "done";
}

/**
 * Ends an action without waiting for its device, which was asked to stop before; a device of a rollout is left out of
 * it. What the device still reports is refused. Refused where nobody asked it to stop.
 */
export async function quitByForce(ctx: Context, tx: Transaction, target: ActionOfDevice): Promise<CancelOutcome> {
  const now = ctx.clock.now();
  const action = await lockDdiAction(tx, { ...target, now });
  if (action === null) return "unknown";
  if (hasEnded(action) || !action.isCancelRequested) return "refused";
  await addServerEntry(tx, action.id, { type: "canceled", text: "an operator quit it by force" }, now);
  await endCancelled(ctx, tx, { ...action, deviceId: target.deviceId }, "An operator quit it by force");
  record(ctx, tx, target, action, "action_cancelled");
  return "done";
}

function record(ctx: Context, tx: Transaction, target: ActionOfDevice, action: DdiAction, type: EventType): void {
  const { deviceId, deviceName, actionId } = target;
  const { rolloutId, productId } = action;
  const subject = { kind: "device" as const, id: deviceId };
  recordEvent(ctx, tx, { type, subject, rolloutId, productId, data: { name: deviceName, deviceId, actionId } });
}
