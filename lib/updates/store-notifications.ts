import type { Queryable } from "#lib/database/client.ts";

/** That a client was told of a version. */
export interface Told {
  productId: string;
  versionId: string;
  clientId: string;
  distributionId: string | null;
  fromVersion: string | null;
  at: Date;
}

/** Writes who was told. The first time counts. Versions deleted meanwhile are of no interest. */
export async function insertTold(db: Queryable, told: readonly Told[]): Promise<void> {
  await db.$executeRaw`
    INSERT INTO update_notifications (product_id, version_id, client_id, distribution_id, from_version, told_at)
    SELECT t.product_id, t.version_id, t.client_id, d.id, t.from_version, t.told_at
    FROM unnest(
      ${told.map((one) => one.productId)}::uuid[], ${told.map((one) => one.versionId)}::uuid[],
      ${told.map((one) => one.clientId)}::text[], ${told.map((one) => one.distributionId)}::uuid[],
      ${told.map((one) => one.fromVersion)}::text[], ${told.map((one) => one.at.toISOString())}::timestamptz[]
    ) AS t (product_id, version_id, client_id, distribution_id, from_version, told_at)
    LEFT JOIN update_distributions d ON d.id = t.distribution_id
    ON CONFLICT (version_id, client_id) DO NOTHING`;
}

/** Says whether a client may have met a version: it is on a channel, or was when the client was told of it. */
export async function mayKnow(db: Queryable, versionId: string, clientId: string): Promise<boolean> {
  const [row] = await db.$queryRaw<{ known: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM channel_versions WHERE version_id = ${versionId}::uuid)
        OR EXISTS (SELECT 1 FROM update_notifications
                   WHERE version_id = ${versionId}::uuid AND client_id = ${clientId}) AS known`;
  return row?.known === true;
}

export async function isRegisteredDevice(db: Queryable, id: string): Promise<boolean> {
  return (await db.device.findUnique({ where: { id }, select: { id: true } })) !== null;
}

/** Deletes what was noted of clients before a time, at most so many rows. Devices that are registered stay. */
export async function deleteOldNotes(db: Queryable, before: Date, limit: number): Promise<number> {
  return db.$executeRaw`
    DELETE FROM update_notifications WHERE (version_id, client_id) IN (
      SELECT n.version_id, n.client_id FROM update_notifications n
      WHERE greatest(n.told_at, n.downloaded_at, n.installed_at, n.failed_at) < ${before}::timestamptz
        AND NOT EXISTS (SELECT 1 FROM devices d WHERE d.id::text = n.client_id)
      LIMIT ${limit})`;
}

export interface ClientOutcome {
  productId: string;
  versionId: string;
  clientId: string;
  fromVersion: string | null;
  outcome: "downloaded" | "installed" | "failed";
  error: string | null;
  at: Date;
}

/** Writes what became of an update. Whoever reports without having been told, as through a mirror, counts as told. */
export async function saveOutcomeOfClient(db: Queryable, report: ClientOutcome): Promise<void> {
  const { productId, versionId, clientId, fromVersion, outcome, error, at } = report;
  const when = (wanted: ClientOutcome["outcome"]) => (outcome === wanted ? at : null);
  await db.$executeRaw`
    INSERT INTO update_notifications AS n (product_id, version_id, client_id, from_version, told_at, downloaded_at,
                                           installed_at, failed_at, error)
    VALUES (${productId}::uuid, ${versionId}::uuid, ${clientId}, ${fromVersion}, ${at}::timestamptz,
            ${when("downloaded")}::timestamptz, ${when("installed")}::timestamptz, ${when("failed")}::timestamptz, ${error})
    ON CONFLICT (version_id, client_id) DO UPDATE SET
      from_version = coalesce(n.from_version, excluded.from_version),
      downloaded_at = coalesce(n.downloaded_at, excluded.downloaded_at),
      installed_at = coalesce(n.installed_at, excluded.installed_at),
      failed_at = CASE WHEN coalesce(n.installed_at, excluded.installed_at) IS NULL
                       THEN coalesce(excluded.failed_at, n.failed_at) END,
      error = CASE WHEN coalesce(n.installed_at, excluded.installed_at) IS NULL
                   THEN coalesce(excluded.error, n.error) END`;
}

/** Notes which devices run what they were told of, by their reports since a time. Safe to run twice. */
export async function noteInstalledByDevices(db: Queryable, since: Date): Promise<number> {
  return db.$executeRaw`
    UPDATE update_notifications n SET installed_at = a.reported_at, failed_at = NULL, error = NULL
    FROM device_apps a
    JOIN products p ON p.slug = a.app
    JOIN versions v ON v.product_id = p.id AND v.version = a.version
    WHERE a.reported_at >= ${since}::timestamptz
      AND n.version_id = v.id AND n.client_id = a.device_id::text AND n.installed_at IS NULL`;
}

export interface OutcomeRow {
  versionId: string;
  version: string;
  told: number;
  downloaded: number;
  installed: number;
  failed: number;
  lastToldAt: Date;
}

export interface OutcomeQuery {
  productId: string;
  versionId: string | null;
  distributionId: string | null;
  since: Date;
}

/** Counts, for each version, those who were told of it since a time and what became of them. */
export async function countOutcomes(db: Queryable, query: OutcomeQuery): Promise<OutcomeRow[]> {
  return db.$queryRaw<OutcomeRow[]>`
    SELECT v.id AS "versionId", v.version, count(*)::int AS told,
           count(coalesce(n.downloaded_at, n.installed_at))::int AS downloaded,
           count(n.installed_at)::int AS installed, count(n.failed_at)::int AS failed, max(n.told_at) AS "lastToldAt"
    FROM update_notifications n JOIN versions v ON v.id = n.version_id
    WHERE n.product_id = ${query.productId}::uuid AND n.told_at >= ${query.since}::timestamptz
      AND (${query.versionId}::uuid IS NULL OR n.version_id = ${query.versionId}::uuid)
      AND (${query.distributionId}::uuid IS NULL OR n.distribution_id = ${query.distributionId}::uuid)
    GROUP BY v.id, v.version, v.precedence_key ORDER BY v.precedence_key DESC LIMIT 100`;
}

/** How many installed each version in each span of time; what was before the first one counts into span -1. */
export async function countInstalls(
  db: Queryable,
  { productId, versionId, distributionId, since }: OutcomeQuery,
  spanSeconds: number,
): Promise<{ version: string; span: number; installed: number }[]> {
  return db.$queryRaw`
    SELECT v.version, greatest(-1, floor(extract(epoch FROM n.installed_at - ${since}::timestamptz)
             / ${spanSeconds}::float8))::int AS span, count(*)::int AS installed
    FROM update_notifications n JOIN versions v ON v.id = n.version_id
    WHERE n.product_id = ${productId}::uuid AND n.installed_at IS NOT NULL
      AND (${versionId}::uuid IS NULL OR n.version_id = ${versionId}::uuid)
      AND (${distributionId}::uuid IS NULL OR n.distribution_id = ${distributionId}::uuid)
    GROUP BY 1, 2`;
}

export interface SplitRow {
  distributionId: string;
  channel: string;
  version: string;
  isOther: boolean;
  told: number;
  downloaded: number;
  installed: number;
  failed: number;
}

const SPLITS_MAX = 5;

/** Both sides of the last splits, also where nobody was told yet. */
export async function countSplits(db: Queryable, productId: string): Promise<SplitRow[]> {
  return db.$queryRaw<SplitRow[]>`
    WITH splits AS (
      SELECT d.*, c.name AS channel FROM update_distributions d JOIN channels c ON c.id = d.channel_id
      WHERE d.product_id = ${productId}::uuid AND d.strategy = 'split'
      ORDER BY d.created_at DESC LIMIT ${SPLITS_MAX}
    ), sides AS (
      SELECT id, channel, created_at, version_id, false AS is_other FROM splits
      UNION ALL SELECT id, channel, created_at, other_version_id, true FROM splits
    )
    SELECT s.id AS "distributionId", s.channel, v.version, s.is_other AS "isOther", count(n.client_id)::int AS told,
           count(coalesce(n.downloaded_at, n.installed_at))::int AS downloaded,
           count(n.installed_at)::int AS installed, count(n.failed_at)::int AS failed
    FROM sides s JOIN versions v ON v.id = s.version_id
    LEFT JOIN update_notifications n ON n.distribution_id = s.id AND n.version_id = s.version_id
    GROUP BY s.id, s.channel, s.created_at, v.version, s.is_other
    ORDER BY s.created_at DESC, s.is_other`;
}

const FAILURES_MAX = 20;

/** What went wrong, the most frequent first. */
export async function countFailures(
  db: Queryable,
  query: OutcomeQuery,
): Promise<{ version: string; error: string; count: number }[]> {
  return db.$queryRaw`
    SELECT v.version, coalesce(n.error, '') AS error, count(*)::int AS count
    FROM update_notifications n JOIN versions v ON v.id = n.version_id
    WHERE n.product_id = ${query.productId}::uuid AND n.failed_at >= ${query.since}::timestamptz
      AND (${query.versionId}::uuid IS NULL OR n.version_id = ${query.versionId}::uuid)
      AND (${query.distributionId}::uuid IS NULL OR n.distribution_id = ${query.distributionId}::uuid)
    GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT ${FAILURES_MAX}`;
}
