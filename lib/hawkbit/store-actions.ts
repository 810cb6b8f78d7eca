import type { Transaction } from "#lib/database/client.ts";
import { SERVER_TEXT, type EntryType } from "#lib/hawkbit/rules/vocabulary.ts";
import type { ActionStatus, WaitingReason } from "#lib/rollouts/rules/rollout.ts";
import { addEntries } from "#lib/rollouts/store-entries.ts";

/** What is written about an action that has no rollout. What is left out stays as it is. */
export interface ActionChange {
  status?: ActionStatus;
  isClosed?: boolean;
  waitingFor?: WaitingReason | null;
  /** Nobody asks for it to be stopped any more. */
  isCancelRequested?: false;
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
      ...(isCancelRequested === false && { cancelRequestedAt: null }),
      ...(progress != null && { progress }),
      ...(message != null && { message }),
      ...(code != null && { lastStatusCode: code }),
    },
  });
}

/**
 * Asks for actions to be stopped, and says why in their logs. Whoever waited for a person or for a window had all the
 * time in the world; from here on the device has to answer, and a rollout must see that it does not. The caller holds
 * the locks.
 */
export async function saveStopRequests(
  tx: Transaction,
  actionIds: readonly number[],
  text: string,
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE device_actions a
    SET cancel_requested_at = ${now}::timestamptz, waiting_for = NULL, updated_at = ${now}::timestamptz,
        deadline_at = coalesce(a.deadline_at, (
          SELECT ${now}::timestamptz + make_interval(secs => (r.settings->>'deviceTimeoutSeconds')::float8)
          FROM image_rollouts r WHERE r.id = a.rollout_id))
    WHERE a.id = ANY(${[...actionIds]}::int[])`;
  await addServerEntries(tx, actionIds, { type: "canceling", text }, now);
}

/** Adds a line of the server's own to an action's log. */
export async function addServerEntry(
  tx: Transaction,
  actionId: number,
  line: { type: EntryType; text: string },
  now: Date,
): Promise<void> {
  await addServerEntries(tx, [actionId], line, now);
}

/** Adds the same line to the logs of many. */
export async function addServerEntries(
  tx: Transaction,
  actionIds: readonly number[],
  { type, text }: { type: EntryType; text: string },
  now: Date,
): Promise<void> {
  const entry = { type, messages: [`${SERVER_TEXT}${text}`], code: null, isByServer: true, at: now, deviceTime: null };
  await addEntries(
    tx,
    actionIds.map((actionId) => ({ ...entry, actionId })),
  );
}

/** Remembers what devices have installed (null: nothing new), and that their attributes may have changed with it. */
export async function saveInstalled(
  tx: Transaction,
  installed: readonly { deviceId: string; actionId: number | null }[],
): Promise<void> {
  if (installed.length === 0) return;
  // Locked in one order, as by all who write many devices.
  await tx.$executeRaw`
    WITH told AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(installed)}::jsonb) AS w ("deviceId" uuid, "actionId" int)
    ), locked AS (
      SELECT d.id FROM devices d JOIN told ON told."deviceId" = d.id ORDER BY d.id FOR NO KEY UPDATE OF d
    )
    UPDATE devices d SET wants_attributes = true, installed_action_id = coalesce(told."actionId", d.installed_action_id)
    FROM told JOIN locked ON locked.id = told."deviceId" WHERE d.id = locked.id`;
}
