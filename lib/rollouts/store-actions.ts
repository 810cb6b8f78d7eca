import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import type {
  ActionKind,
  ActionStatus,
  DeviceStatus,
  Release,
  RolloutStatus,
  WaitingReason,
} from "#lib/rollouts/rules/rollout.ts";
import type { RolloutSettings } from "#lib/rollouts/rules/settings.ts";
import { selectEntries, type ActionEntry } from "#lib/rollouts/store-entries.ts";
import { statusForDevices } from "#lib/rollouts/store-withdrawal.ts";

/** An action with what is needed to decide about it. */
export interface ActionRecord {
  id: number;
  deviceId: string;
  deviceName: string;
  deviceAddress: string | null;
  kind: ActionKind;
  status: ActionStatus;
  attempt: number;
  release: Release;
  closedAt: Date | null;
  waitingFor: WaitingReason | null;
  deadlineAt: Date | null;
  probeAttempts: number;
  rollout: {
    id: string;
    productId: string;
    productSlug: string;
    /** As it stands for devices: of a version that was withdrawn nobody may begin, also before its rollout pauses. */
    status: RolloutStatus;
    settings: RolloutSettings;
    tag: string;
    version: string;
  };
  /** Its place in the rollout. */
  batchIndex: number;
  deviceStatus: DeviceStatus;
  previous: Release | null;
}

/** Locks one action of a device and reads it. Null where the device has no such action. */
export async function lockAction(tx: Transaction, deviceId: string, actionId: number): Promise<ActionRecord | null> {
  const [action] = await lockActions(
    tx,
    Prisma.sql`SELECT id FROM device_actions WHERE id = ${actionId}::int AND device_id = ${deviceId}::uuid FOR UPDATE`,
  );
  return action ?? null;
}

/** Locks any number of actions, always in the order of their ids, so that two who do it wait for each other. */
export async function lockActionsById(tx: Transaction, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.$queryRaw`SELECT 1 FROM device_actions WHERE id = ANY(${[...ids]}::int[]) ORDER BY id FOR UPDATE`;
}

/** Locks actions of a rollout whose deadline has passed, the longest silent first. */
export async function lockSilentActions(
  tx: Transaction,
  rolloutId: string,
  now: Date,
  limit: number,
): Promise<ActionRecord[]> {
  return lockActions(
    tx,
    Prisma.sql`
      SELECT id FROM device_actions
      WHERE rollout_id = ${rolloutId}::uuid AND closed_at IS NULL AND deadline_at <= ${now}::timestamptz
      ORDER BY id LIMIT ${limit} FOR UPDATE`,
  );
}

/** Locks, then reads in a second statement: what is read together with a lock may be older than the lock. */
async function lockActions(tx: Transaction, locking: Prisma.Sql): Promise<ActionRecord[]> {
  const locked = await tx.$queryRaw<{ id: number }[]>(locking);
  return locked.length === 0
    ? []
    : selectActionsById(
        tx,
        locked.map((row) => row.id),
      );
}

export async function selectActionsById(db: Queryable, ids: readonly number[]): Promise<ActionRecord[]> {
  const rows = await db.$queryRaw<ActionRow[]>`
    SELECT a.id, a.device_id, d.name AS device_name, d.address, a.kind, a.status, a.attempt, a.image, a.digest, a.version,
           a.closed_at, a.waiting_for, a.deadline_at, a.probe_attempts, a.rollout_id, a.product_id, p.slug,
           r.tag, r.to_version, s.batch_index, s.status AS device_status, s.previous,
           -- Long or laborious, and the same for all actions of a rollout: told once.
           CASE WHEN row_number() OVER (PARTITION BY a.rollout_id ORDER BY a.id) = 1 THEN r.settings END AS settings,
           CASE WHEN row_number() OVER (PARTITION BY a.rollout_id ORDER BY a.id) = 1 THEN ${statusForDevices}
           END AS rollout_status
    FROM device_actions a
    JOIN devices d ON d.id = a.device_id
    JOIN image_rollouts r ON r.id = a.rollout_id
    JOIN products p ON p.id = a.product_id
    JOIN rollout_device_status s ON s.rollout_id = a.rollout_id AND s.device_id = a.device_id
    WHERE a.id = ANY(${[...ids]}::int[])
    ORDER BY a.id`;
  const rollouts = new Map(
    rows.flatMap(({ rollout_id, rollout_status, settings }) =>
      rollout_status === null ? [] : [[rollout_id, { status: rollout_status, settings }]],
    ),
  );
  return rows.map((row) => toActionRecord(row, rollouts.get(row.rollout_id)));
}

/** What is to be written about one action and its device. Null leaves a column as it is. */
export interface ActionWrite {
  actionId: number;
  deviceId: string;
  rolloutId: string;
  status: ActionStatus;
  isClosed: boolean;
  /** Null where the rollout waits for somebody else than the device. */
  deadlineAt: Date | null;
  waitingFor: WaitingReason | null;
  /** The device's own code, where it sent one. */
  code: number | null;
  progress: number | null;
  message: string | null;
  probeAt: Date | null;
  probeAttempts: number;
  deviceStatus: DeviceStatus | null;
  reason: string | null;
  fails: boolean;
}

export interface RunningRelease {
  deviceId: string;
  app: string;
  release: Release;
}

/** What reports, probes or silence change, of any number of actions. */
export interface ActionNews {
  writes: readonly ActionWrite[];
  /** Lines for the actions' logs, in order. */
  entries: readonly ActionEntry[];
  /** What devices run since their update or rollback ended well. */
  running: readonly RunningRelease[];
}

/**
 * Writes changes of actions, whose locks the caller holds, with what they mean for their logs, for the devices' places in
 * their rollouts, and for what runs. In one statement: a busy fleet's reports wait for each way to the database and back.
 * Its triggers fire at its end; the one that counts devices locks their batches from then until the commit.
 */
export async function saveNews(tx: Transaction, { writes, entries, running }: ActionNews, now: Date): Promise<void> {
  if (writes.length === 0) return;
  // The ids are named by themselves too: of a JSON text the planner does not know how few rows it holds.
  const ids = writes.map(({ actionId }) => actionId);
  const devices = writes.filter((write) => write.deviceStatus !== null);
  const deviceIds = devices.map(({ deviceId }) => deviceId);
  await tx.$executeRaw`
    WITH changed AS (
      UPDATE device_actions a
      SET status = w.status, deadline_at = w."deadlineAt", probe_attempts = w."probeAttempts",
          probe_at = CASE WHEN w."isClosed" THEN NULL ELSE coalesce(w."probeAt", a.probe_at) END,
          progress = coalesce(w.progress, a.progress), message = coalesce(w.message, a.message),
          accepted_at = CASE WHEN w.status = 'offered' THEN a.accepted_at
                             ELSE coalesce(a.accepted_at, ${now}::timestamptz) END,
          closed_at = CASE WHEN w."isClosed" THEN ${now}::timestamptz END,
          waiting_for = CASE WHEN w."isClosed" THEN NULL ELSE w."waitingFor" END,
          last_status_code = coalesce(w.code, a.last_status_code), updated_at = ${now}::timestamptz
      FROM jsonb_to_recordset(${JSON.stringify(writes)}::jsonb) AS w (
        "actionId" int, status text, "isClosed" boolean, "deadlineAt" timestamptz, progress int, message text,
        "probeAt" timestamptz, "probeAttempts" int, "waitingFor" text, code int)
      WHERE a.id = w."actionId" AND a.id = ANY(${ids}::int[])
    ), logged AS (
      INSERT INTO device_action_entries (action_id, type, messages, code, is_by_server, reported_at, device_time)
      ${selectEntries(entries)}
    ), runs AS (
      INSERT INTO device_apps (device_id, app, image, digest, version, reported_at)
      SELECT w."deviceId", w.app, w.release->>'image', w.release->>'digest', w.release->>'version', ${now}::timestamptz
      FROM jsonb_to_recordset(${JSON.stringify(running)}::jsonb) AS w ("deviceId" uuid, app text, release jsonb)
      ORDER BY w."deviceId", w.app
      ON CONFLICT (device_id, app) DO UPDATE
      SET image = excluded.image, digest = excluded.digest, version = excluded.version,
          reported_at = excluded.reported_at
    )
    UPDATE rollout_device_status s
    SET status = w."deviceStatus", reason = w.reason, has_failed = s.has_failed OR w.fails,
        updated_at = ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(devices)}::jsonb) AS w (
      "rolloutId" uuid, "deviceId" uuid, "deviceStatus" text, reason text, fails boolean)
    WHERE s.rollout_id = w."rolloutId" AND s.device_id = w."deviceId" AND s.device_id = ANY(${deviceIds}::uuid[])`;
}

interface ActionRow {
  id: number;
  device_id: string;
  device_name: string;
  address: string | null;
  kind: string;
  status: string;
  attempt: number;
  image: string;
  digest: string | null;
  version: string | null;
  closed_at: Date | null;
  waiting_for: string | null;
  deadline_at: Date | null;
  probe_attempts: number;
  rollout_id: string;
  product_id: string;
  slug: string;
  /** Null in all but the first row of a rollout. */
  rollout_status: string | null;
  settings: unknown;
  tag: string;
  to_version: string;
  batch_index: number;
  device_status: string;
  previous: unknown;
}

/** CHECK constraints hold the texts to the unions; settings and previous are written by this chapter alone. */
function toActionRecord(row: ActionRow, rollout: { status: string; settings: unknown } | undefined): ActionRecord {
  return {
    id: row.id,
    deviceId: row.device_id,
    deviceName: row.device_name,
    deviceAddress: row.address,
    kind: row.kind as ActionKind,
    status: row.status as ActionStatus,
    attempt: row.attempt,
    release: { image: row.image, digest: row.digest, version: row.version },
    closedAt: row.closed_at,
    waitingFor: row.waiting_for as WaitingReason | null,
    deadlineAt: row.deadline_at,
    probeAttempts: row.probe_attempts,
    rollout: {
      id: row.rollout_id,
      productId: row.product_id,
      productSlug: row.slug,
      status: rollout?.status as RolloutStatus,
      settings: rollout?.settings as RolloutSettings,
      tag: row.tag,
      version: row.to_version,
    },
    batchIndex: row.batch_index,
    deviceStatus: row.device_status as DeviceStatus,
    previous: row.previous as Release | null,
  };
}
