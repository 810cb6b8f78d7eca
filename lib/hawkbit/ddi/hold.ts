import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { lockDdiAction, type DdiAction, type DdiDevice } from "#lib/hawkbit/ddi/store.ts";
import { SERVER_TEXT, type EntryType } from "#lib/hawkbit/rules/vocabulary.ts";
import { addServerEntry, saveAction, saveStopRequests } from "#lib/hawkbit/store-actions.ts";
import type { Context } from "#lib/kernel/context.ts";
import { changeDevices } from "#lib/rollouts/change-devices.ts";
import type { WaitingReason } from "#lib/rollouts/rules/rollout.ts";
import { lockAction } from "#lib/rollouts/store-actions.ts";

/** Notes that a device waits for its window to open. Written once. */
export async function holdForWindow(ctx: Context, device: DdiDevice, action: DdiAction): Promise<void> {
  if (action.waitingFor === "window") return;
  await inTransaction(ctx, (tx) =>
    letWait(ctx, tx, device, action.id, { waitingFor: "window", type: "scheduled", text: "waits for its window" }),
  );
}

/** Asks a device to stop an action for which no window will open any more. It may refuse, and finish what it began. */
export async function stopAfterLastWindow(ctx: Context, device: DdiDevice, { id }: DdiAction): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    const now = ctx.clock.now();
    const action = await lockDdiAction(tx, { deviceId: device.id, actionId: id, now });
    if (action === null || action.isClosed || action.isCancelRequested) return;
    await saveStopRequests(tx, [id], "its last maintenance window is over", now);
  });
}

/**
 * Writes what keeps a device from going on, or null that nothing does any more, with a line in the action's log. An
 * action that ended meanwhile, or was asked to stop, stays as it is.
 */
export async function letWait(
  ctx: Context,
  tx: Transaction,
  device: Pick<DdiDevice, "id">,
  actionId: number,
  { waitingFor, type, text }: { waitingFor: WaitingReason | null; type: EntryType; text: string },
): Promise<void> {
  const now = ctx.clock.now();
  const action = await lockDdiAction(tx, { deviceId: device.id, actionId, now });
  if (action === null || action.isClosed || action.isCancelRequested || action.waitingFor === waitingFor) return;
  if (action.rolloutId === null) {
    await saveAction(tx, actionId, { waitingFor }, now);
    await addServerEntry(tx, actionId, { type, text }, now);
    return;
  }
  const record = await lockAction(tx, device.id, actionId);
  if (record === null) return;
  const entry = { type, messages: [`${SERVER_TEXT}${text}`], code: null, deviceTime: null };
  const news = { action: record, change: null };
  await changeDevices(ctx, tx, [{ ...news, waitingFor, entry, isByServer: true }]);
}
