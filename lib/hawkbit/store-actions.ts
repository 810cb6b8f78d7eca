import type { Transaction } from "#lib/database/client.ts";
import { SERVER_TEXT, type EntryType } from "#lib/hawkbit/rules/vocabulary.ts";
import type { ActionStatus, WaitingReason } from "#lib/rollouts/rules/rollout.ts";
import { addEntries } from "#lib/rollouts/store-entries.ts";

/** What is written about an action that has no rollout. What is left out stays as it is. */
export interface ActionChange {
  status?: ActionStatus;
  isClosed?: boolean;
  waitingFor?: WaitingReason | null;
  isCancelRequested?: boolean;
  progress?: number | null;
  message?: string | null;
  code?: number | null;
}

/** Writes one action. The caller holds its lock. */
export async function saveAction(tx: Transaction, actionId: number, change: ActionChange, now: Date): Promise<void> {
  const { status, isClosed, waitingFor, isCancelRequested, progress, message, code } = change;
  await tx.deviceAction.update({
    where: { id: actionId },
    data: {
      updatedAt: now,
      ...(status !== undefined && { status }),
      ...(status === "accepted" && { acceptedAt: now }),
      ...(isClosed === true && { closedAt: now, waitingFor: null, probeAt: null }),
      ...(waitingFor !== undefined && { waitingFor }),
      ...(isCancelRequested !== undefined && { cancelRequestedAt: isCancelRequested ? now : null }),
      ...(progress != null && { progress }),
      ...(message != null && { message }),
      ...(code != null && { lastStatusCode: code }),
    },
  });
}

/** Adds a line of the server's own to an action's log. */
export async function addServerEntry(
  tx: Transaction,
  actionId: number,
  { type, text }: { type: EntryType; text: string },
  now: Date,
): Promise<void> {
  const messages = [`${SERVER_TEXT}${text}`];
  await addEntries(tx, [{ actionId, type, messages, code: null, isByServer: true, at: now, deviceTime: null }]);
}

/** Remembers what a device has installed, and that its attributes may have changed with it. */
export async function saveInstalled(tx: Transaction, deviceId: string, actionId: number | null): Promise<void> {
  await tx.device.update({
    where: { id: deviceId },
    data: { wantsAttributes: true, ...(actionId !== null && { installedActionId: actionId }) },
  });
}
