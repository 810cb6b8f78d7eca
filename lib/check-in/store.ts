import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import type { ActionKind, Release, RolloutStatus } from "#lib/rollouts/rules/rollout.ts";
import type { RolloutSettings } from "#lib/rollouts/rules/settings.ts";
import { statusForDevices } from "#lib/rollouts/store-withdrawal.ts";
import { readFormats, type DeltaFormat } from "#lib/updates/rules/formats.ts";

export interface OpenAction {
  id: number;
  kind: ActionKind;
  rolloutId: string;
  rolloutStatus: RolloutStatus;
  product: string;
  release: Release;
  /** Nobody has reported on it yet, so the device has not begun. */
  isOffered: boolean;
  settings: RolloutSettings;
  /** Null while nobody waits for the device. */
  deadlineAt: Date | null;
  /** What to download, where the product is made of files. */
  files: OfferedFile[];
}

export interface OfferedFile {
  name: string;
  sha256: string;
  /** Bytes. */
  size: number;
  /** What makes it out of the file that the device has, the smallest first; null where it names no formats. */
  deltas: OfferedDelta[] | null;
}

export interface OfferedDelta {
  /** The version to whose file it is applied. */
  from: string;
  format: DeltaFormat;
  name: string;
  sha256: string;
  /** Bytes. */
  size: number;
}

export interface DeviceState {
  /** The pause between its polls, where it is not the usual one. */
  pollSeconds: number | null;
  /** Something is open for it, of a rollout or by hand. */
  hasOpenAction: boolean;
  /** The formats of deltas that it says it can apply. */
  deltaFormats: DeltaFormat[];
  /** What rollouts have open for it, oldest first. */
  actions: OpenAction[];
  apps: Record<string, Release>;
}

interface StateRow {
  id: string;
  poll_seconds: number | null;
  has_open_action: boolean;
  delta_formats: string | null;
  apps: Record<string, Release> | null;
  actions:
    | {
        id: number;
        kind: string;
        status: string;
        rolloutId: string;
        rolloutStatus: string;
        product: string;
        release: Release;
        settings: RolloutSettings;
        deadlineAt: string | null;
        files: OfferedFile[] | null;
      }[]
    | null;
}

/** What leads to file `f` of version `v` from what device `d` says that it runs of product `p`. */
const deltasOfFile = Prisma.sql`
  SELECT jsonb_agg(jsonb_build_object('from', base.version, 'format', u.format, 'name', made.file_name,
                                      'sha256', u.checksum, 'size', u.package_size) ORDER BY u.package_size)
  FROM update_packages u
  JOIN versions base ON base.id = u.from_version_id
  JOIN device_apps has ON has.device_id = d.id AND has.app = p.slug AND has.version = base.version
  JOIN cdn_files made ON made.id = u.file_id
  WHERE u.to_version_id = v.id AND u.file_name = f.file_name AND u.is_delta AND u.state = 'ready'`;

/** Reads what a device runs and its open actions. Null where it is retired or not there. */
export async function readDeviceState(db: Queryable, deviceId: string): Promise<DeviceState | null> {
  const states = await readDeviceStates(db, [deviceId]);
  return states.get(deviceId.toLowerCase()) ?? null;
}

/**
 * The same for any number of devices in one statement: polls are nearly all there is. A device says in its attribute
 * `deltaFormats`, separated by commas, which deltas it can apply.
 */
export async function readDeviceStates(db: Queryable, deviceIds: readonly string[]): Promise<Map<string, DeviceState>> {
  const rows = await db.$queryRaw<StateRow[]>`
    SELECT d.id, d.poll_seconds,
      EXISTS (SELECT 1 FROM device_actions a WHERE a.device_id = d.id AND a.closed_at IS NULL) AS has_open_action,
      d.attributes->>'deltaFormats' AS delta_formats,
      (SELECT jsonb_object_agg(app.app, jsonb_build_object(
         'image', app.image, 'digest', app.digest, 'version', app.version))
       FROM device_apps app WHERE app.device_id = d.id) AS apps,
      (SELECT jsonb_agg(jsonb_build_object(
         'id', a.id, 'kind', a.kind, 'status', a.status, 'rolloutId', a.rollout_id, 'rolloutStatus', ${statusForDevices},
         'product', p.slug, 'settings', r.settings, 'deadlineAt', a.deadline_at,
         'files', (SELECT jsonb_agg(jsonb_build_object(
                     'name', f.file_name, 'sha256', f.sha256, 'size', f.file_size,
                     'deltas', CASE WHEN d.attributes->>'deltaFormats' IS NOT NULL THEN (${deltasOfFile}) END)
                     ORDER BY f.file_name)
                   FROM versions v JOIN cdn_files f ON f.version_id = v.id
                   WHERE v.product_id = a.product_id AND v.version = a.version),
         'release', jsonb_build_object('image', a.image, 'digest', a.digest, 'version', a.version)) ORDER BY a.id)
       FROM device_actions a
       JOIN image_rollouts r ON r.id = a.rollout_id
       JOIN products p ON p.id = a.product_id
       WHERE a.device_id = d.id AND a.closed_at IS NULL) AS actions
    FROM devices d WHERE d.id = ANY(${[...deviceIds]}::uuid[]) AND d.retired_at IS NULL`;
  return new Map(
    rows.map((row) => [
      row.id,
      {
        pollSeconds: row.poll_seconds,
        hasOpenAction: row.has_open_action,
        deltaFormats: readFormats((row.delta_formats ?? "").split(",")),
        apps: row.apps ?? {},
        actions: (row.actions ?? []).map(toOpenAction),
      },
    ]),
  );
}

/** CHECK constraints hold kind and status to their unions, so the casts are safe. */
function toOpenAction(row: NonNullable<StateRow["actions"]>[number]): OpenAction {
  const { id, rolloutId, product, release, settings } = row;
  return {
    id,
    rolloutId,
    product,
    release,
    settings,
    kind: row.kind as ActionKind,
    rolloutStatus: row.rolloutStatus as RolloutStatus,
    isOffered: row.status === "offered",
    deadlineAt: row.deadlineAt === null ? null : new Date(row.deadlineAt),
    files: row.files ?? [],
  };
}

export interface ReportedApps {
  deviceId: string;
  apps: Record<string, { image: string; digest?: string | null; version?: string | null }>;
}

/** Notes what devices say they run, for any number of devices at once. */
export async function saveApps(tx: Transaction, reports: readonly ReportedApps[], now: Date): Promise<void> {
  const rows = reports.flatMap(({ deviceId, apps }) =>
    Object.entries(apps).map(([app, release]) => ({ deviceId, app, ...release })),
  );
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO device_apps (device_id, app, image, digest, version, reported_at)
    SELECT w."deviceId", w.app, w.image, w.digest, w.version, ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS w (
      "deviceId" uuid, app text, image text, digest text, version text)
    -- One order for everybody, so that two reports at once wait for each other instead of in a circle.
    ORDER BY w."deviceId", w.app
    ON CONFLICT (device_id, app) DO UPDATE
    SET image = excluded.image, digest = excluded.digest, version = excluded.version, reported_at = excluded.reported_at`;
}

export interface ReportedAttributes {
  deviceId: string;
  attributes: Record<string, unknown>;
}

/**
 * Merges attributes into those of any number of devices; null removes one. Returns the devices that were changed: where
 * all together would be larger than allowed, nothing is. Rows are locked in the order in which sightings are written.
 */
export async function mergeAttributes(
  tx: Transaction,
  reports: readonly ReportedAttributes[],
  bytesMax: number,
): Promise<Set<string>> {
  if (reports.length === 0) return new Set();
  const rows = reports.map(({ deviceId, attributes }) => ({
    deviceId,
    attributes,
    removed: Object.keys(attributes).filter((name) => attributes[name] === null),
  }));
  const changed = await tx.$queryRaw<{ id: string }[]>`
    WITH given AS (
      SELECT g."deviceId" AS id, g.attributes, ARRAY(SELECT jsonb_array_elements_text(g.removed)) AS removed
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g ("deviceId" uuid, attributes jsonb, removed jsonb)
    ), locked AS (
      SELECT d.id, (d.attributes || g.attributes) - g.removed AS attributes
      FROM devices d JOIN given g ON g.id = d.id ORDER BY d.id FOR NO KEY UPDATE OF d
    )
    UPDATE devices d SET attributes = l.attributes
    FROM locked l WHERE d.id = l.id AND octet_length(l.attributes::text) <= ${bytesMax}
    RETURNING d.id`;
  return new Set(changed.map((row) => row.id));
}
