import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { ForceType } from "#lib/hawkbit/rules/vocabulary.ts";
import type { MaintenanceWindow } from "#lib/hawkbit/rules/window.ts";

/** Puts assignments of a tenant in line, so that of two at once for one device the later one stops the earlier. */
export async function queueAssignments(tx: Transaction, tenant: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`assignments:${tenant}`}, 0))`;
}

/** An action that a newer one takes the place of. */
export interface OlderAction {
  id: number;
  deviceId: string;
  rolloutId: string | null;
  productId: string | null;
  isCancelRequested: boolean;
}

/** Locks what is still open for these devices. What a device closed itself, and is only still watched, is left alone. */
export async function lockOpenActions(tx: Transaction, deviceIds: readonly string[]): Promise<OlderAction[]> {
  return tx.$queryRaw<OlderAction[]>`
    SELECT id, device_id AS "deviceId", rollout_id AS "rolloutId", product_id AS "productId",
           cancel_requested_at IS NOT NULL AS "isCancelRequested"
    FROM device_actions
    WHERE device_id = ANY(${[...deviceIds]}::uuid[]) AND closed_at IS NULL AND status <> 'installed'
    ORDER BY id FOR UPDATE`;
}

export async function countActions(db: Queryable, deviceIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.$queryRaw<{ deviceId: string; count: bigint }[]>`
    SELECT device_id AS "deviceId", count(*) AS count FROM device_actions
    WHERE device_id = ANY(${[...deviceIds]}::uuid[]) GROUP BY device_id`;
  return new Map(rows.map(({ deviceId, count }) => [deviceId, Number(count)]));
}

export interface NewAssignment {
  deviceId: string;
  forceType: ForceType;
  /** RFC 3339. */
  forcedAt: string | null;
  weight: number | null;
  window: MaintenanceWindow | null;
  /** Its user is not asked, whatever the tenant's setting. */
  skipsConsent: boolean;
}

/** Inserts the actions of one set and answers their ids in the order given. */
export async function insertAssignments(
  tx: Transaction,
  set: { id: number; name: string; version: string; createdBy: { kind: string; id?: string; name?: string } },
  assignments: readonly NewAssignment[],
  now: Date,
): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number; deviceId: string }[]>`
    INSERT INTO device_actions (device_id, distribution_set_id, kind, image, version, status, attempt, offered_at,
                                accepted_at, force_type, forced_at, weight, "window", created_by, updated_at)
    SELECT w."deviceId", ${set.id}::int, 'update', ${set.name}, ${set.version},
           CASE WHEN w."skipsConsent" THEN 'accepted' ELSE 'offered' END, 1, ${now}::timestamptz,
           CASE WHEN w."skipsConsent" THEN ${now}::timestamptz END, w."forceType", w."forcedAt", w.weight,
           NULLIF(w."window", 'null'::jsonb), ${JSON.stringify(set.createdBy)}::jsonb, ${now}::timestamptz
    FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(assignments)}::jsonb) AS (
      "deviceId" uuid, "forceType" text, "forcedAt" timestamptz, weight int, "window" jsonb, "skipsConsent" boolean))
      WITH ORDINALITY AS w ("deviceId", "forceType", "forcedAt", weight, "window", "skipsConsent", place)
    ORDER BY w.place
    RETURNING id, device_id AS "deviceId"`;
  const idOf = new Map(rows.map((row) => [row.deviceId, row.id]));
  return assignments.flatMap(({ deviceId }) => idOf.get(deviceId) ?? []);
}

/** Ends actions that were made finished: their devices are taken to have what they install. */
export async function saveInstalledAlready(tx: Transaction, actionIds: readonly number[], now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE device_actions SET status = 'healthy', closed_at = ${now}::timestamptz WHERE id = ANY(${[...actionIds]}::int[])`;
  await tx.$executeRaw`
    UPDATE devices d SET installed_action_id = a.id FROM device_actions a
    WHERE a.id = ANY(${[...actionIds]}::int[]) AND d.id = a.device_id`;
}
