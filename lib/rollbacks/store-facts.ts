import { plannedAnew, Prisma, type Queryable } from "#lib/database/client.ts";
import type { Freshness } from "#lib/devices/rules/device.ts";
import type { DeviceFilter } from "#lib/devices/rules/filter.ts";
import { isOnlineNow } from "#lib/devices/store-online.ts";
import { selectionWhere } from "#lib/devices/store-selection.ts";
import { selectLatestChecks } from "#lib/migration-guard/store-checks.ts";
import type { CheckFacts } from "#lib/rollbacks/rules/checks.ts";
import type { UpdateTimes } from "#lib/rollbacks/rules/downtime.ts";
import { isVersion } from "#lib/rollbacks/store-running.ts";

/** What a rollback is about, as far as its checks need to know. */
export interface CheckedPlace {
  /** Null for a plan that is not made yet. */
  planId: string | null;
  product: { id: string; slug: string };
  environmentId: string | null;
  deviceFilter: DeviceFilter;
  from: { versionId: string; version: string; digest: string | null };
  to: { versionId: string; version: string; digest: string | null };
}

/** Beyond so many rows a list says how many there are, and nobody reads on. */
const ROWS_MAX = 500;
const OPEN_DEPLOYMENTS = ["queued", "running", "paused", "rollingBack"];
const OPEN_ROLLOUTS = ["pending", "scheduled", "running", "paused", "rollingBack"];

/** Counts whom it would reach, by fleet, in one pass over the devices of the place. */
export async function readImpact(
  db: Queryable,
  { product, deviceFilter, from }: CheckedPlace,
  freshness: Freshness,
): Promise<CheckFacts["impact"]> {
  const rows = await db.$queryRaw<
    { fleetId: string | null; fleet: string | null; devices: number; placeDevices: number; online: number }[]
  >`
    ${plannedAnew}
    SELECT d.fleet_id AS "fleetId", f.name AS fleet, count(*)::int AS "placeDevices",
           count(*) FILTER (WHERE running.device_id IS NOT NULL)::int AS devices,
           count(*) FILTER (WHERE running.device_id IS NOT NULL AND ${isOnlineNow(freshness)})::int AS online
    FROM devices d
    LEFT JOIN fleets f ON f.id = d.fleet_id
    LEFT JOIN (SELECT a.device_id FROM device_apps a WHERE a.app = ${product.slug} AND ${isVersion(from)}) running
      ON running.device_id = d.id
    WHERE ${selectionWhere(deviceFilter, freshness)}
    GROUP BY d.fleet_id, f.name
    ORDER BY devices DESC, f.name`;
  const sum = (field: "devices" | "placeDevices" | "online") => rows.reduce((total, row) => total + row[field], 0);
  return {
    devices: sum("devices"),
    placeDevices: sum("placeDevices"),
    online: sum("online"),
    fleets: rows
      .filter(({ devices }) => devices > 0)
      .map(({ fleetId, fleet, devices }) => ({ fleetId, fleet, devices })),
  };
}

/** Reads what both versions are now. */
export async function readVersions(
  db: Queryable,
  { product, from, to }: CheckedPlace,
): Promise<Pick<CheckFacts, "from" | "to" | "isOlder">> {
  const rows = await db.$queryRaw<
    {
      id: string;
      version: string;
      digest: string | null;
      isHeld: boolean;
      isDeprecated: boolean;
      files: number;
      isOlder: boolean;
    }[]
  >`
    SELECT v.id, v.version, v.digest, v.is_deprecated AS "isDeprecated",
           EXISTS (SELECT 1 FROM release_holds h
                   WHERE h.product_id = v.product_id AND h.digest = v.digest AND h.released_at IS NULL) AS "isHeld",
           (SELECT count(*)::int FROM deployment_artifacts x WHERE x.version_id = v.id) AS files,
           v.precedence_key COLLATE "C" < (SELECT f.precedence_key FROM versions f WHERE f.id = ${from.versionId}::uuid)
             COLLATE "C" AS "isOlder"
    FROM versions v
    WHERE v.product_id = ${product.id}::uuid AND v.id IN (${from.versionId}::uuid, ${to.versionId}::uuid)`;
  const find = (id: string) => rows.find((row) => row.id === id);
  const [newer, older] = [find(from.versionId), find(to.versionId)];
  return {
    from: { version: from.version, digest: newer?.digest ?? null },
    to: {
      version: to.version,
      digest: older?.digest ?? null,
      isHeld: older?.isHeld === true,
      isDeprecated: older?.isDeprecated === true,
      files: older?.files ?? 0,
    },
    isOlder: older?.isOlder === true,
  };
}

/** Versions of the product after the older and up to the newer of the two, under the alias `v`. */
function between({ product, from, to }: CheckedPlace): Prisma.Sql {
  return Prisma.sql`
    v.product_id = ${product.id}::uuid
    AND v.precedence_key COLLATE "C" > (SELECT o.precedence_key FROM versions o WHERE o.id = ${to.versionId}::uuid) COLLATE "C"
    AND v.precedence_key COLLATE "C" <= (SELECT n.precedence_key FROM versions n WHERE n.id = ${from.versionId}::uuid) COLLATE "C"`;
}

/** Reads which stages of deployments changed data on the way from the older to the newer version. */
export async function readMigrations(db: Queryable, place: CheckedPlace): Promise<CheckFacts["migrations"]> {
  return db.$queryRaw`
    SELECT d.id AS "deploymentId", d.number, v.version, s.name AS stage,
           coalesce(jsonb_typeof(planned #> '{config,back}') = 'object', false) AS "hasWayBack"
    FROM versions v
    JOIN deployments d ON d.version_id = v.id
      AND (${place.environmentId}::uuid IS NULL OR d.environment_id = ${place.environmentId}::uuid)
    CROSS JOIN LATERAL jsonb_array_elements(d.plan -> 'stages') AS planned
    JOIN machine_stages s ON s.machine_id = d.machine_id AND s.name = planned ->> 'name'
    WHERE ${between(place)} AND planned ->> 'kind' = 'migration'
      AND (s.status IN ('completed', 'running', 'waiting', 'rollbackFailed') OR s.half_done) AND s.rolled_back_at IS NULL
    ORDER BY d.number DESC LIMIT ${ROWS_MAX}`;
}

export async function readFloors(db: Queryable, place: CheckedPlace): Promise<CheckFacts["floors"]> {
  return db.$queryRaw`
    SELECT v.id AS "versionId", v.version FROM versions v
    WHERE ${between(place)} AND v.is_floor ORDER BY v.precedence_key DESC LIMIT ${ROWS_MAX}`;
}

/** Reads what changelogs call breaking, or say was removed. */
export async function readBreaking(db: Queryable, place: CheckedPlace): Promise<CheckFacts["breaking"]> {
  return db.$queryRaw`
    SELECT v.id AS "versionId", v.version, left(entry ->> 'description', 500) AS description
    FROM versions v CROSS JOIN LATERAL jsonb_array_elements(v.changelog) AS entry
    WHERE ${between(place)} AND (entry ->> 'breaking' = 'true' OR entry ->> 'type' = 'removed')
    ORDER BY v.precedence_key DESC LIMIT ${ROWS_MAX}`;
}

/** Reads what the newest assessment found that compared the API documents of these two versions; null where none did. */
export async function readApiComparison(
  db: Queryable,
  { from, to }: CheckedPlace,
): Promise<CheckFacts["apiComparison"]> {
  const [row] = await db.$queryRaw<{ breaking: number; first: string | null }[]>`
    SELECT (features #>> '{compared,api,breaking}')::int AS breaking, features #>> '{compared,api,first}' AS first
    FROM risk_assessments
    WHERE from_version_id = ${to.versionId}::uuid AND to_version_id = ${from.versionId}::uuid
      AND features #>> '{compared,api,kind}' = 'compared'
    ORDER BY planned_at DESC LIMIT 1`;
  return row ?? null;
}

/**
 * Reads who needs the product: products that declare it, by the newest release of theirs in the environment (everywhere
 * where none is meant), and versions that run on the same devices and require it.
 */
export async function readDependents(
  db: Queryable,
  { product, environmentId, deviceFilter, from }: CheckedPlace,
  freshness: Freshness,
): Promise<CheckFacts["dependents"]> {
  const declared = await db.$queryRaw<CheckFacts["dependents"]>`
    SELECT DISTINCT p.id AS "productId", p.slug AS product, v.version, dep.range, NULL::int AS devices
    FROM product_dependencies dep
    JOIN products p ON p.id = dep.product_id
    CROSS JOIN LATERAL (
      SELECT DISTINCT ON (r.environment_id) r.version_id FROM environment_releases r
      WHERE r.product_id = p.id AND r.failed_at IS NULL
        AND (${environmentId}::uuid IS NULL OR r.environment_id = ${environmentId}::uuid)
      ORDER BY r.environment_id, r.deployed_at DESC) AS newest
    JOIN versions v ON v.id = newest.version_id
    WHERE dep.depends_on_id = ${product.id}::uuid
    ORDER BY p.slug, v.version LIMIT ${ROWS_MAX}`;
  const required = await db.$queryRaw<CheckFacts["dependents"]>`
    WITH needy AS (
      SELECT v.id, v.digest, v.version, p.id AS product_id, p.slug, need ->> 'range' AS range
      FROM versions v JOIN products p ON p.id = v.product_id
      CROSS JOIN LATERAL jsonb_array_elements(v.compatibility -> 'requires') AS need
      WHERE jsonb_typeof(v.compatibility -> 'requires') = 'array' AND need ->> 'name' = ${product.slug}
    )
    SELECT needy.product_id AS "productId", needy.slug AS product, needy.version, needy.range, count(*)::int AS devices
    FROM needy
    JOIN device_apps b ON b.app = needy.slug AND (b.digest = needy.digest OR (b.digest IS NULL AND b.version = needy.version))
    JOIN device_apps a ON a.device_id = b.device_id AND a.app = ${product.slug} AND ${isVersion(from)}
    JOIN devices d ON d.id = b.device_id
    WHERE ${selectionWhere(deviceFilter, freshness)}
    GROUP BY 1, 2, 3, 4 ORDER BY devices DESC, product LIMIT ${ROWS_MAX}`;
  return [...declared, ...required];
}

/** Reads what is under way in the same place. */
export async function readActive(
  db: Queryable,
  { planId, product, environmentId, from }: CheckedPlace,
): Promise<Pick<CheckFacts, "openDeployments" | "openRollouts" | "openRollbacks">> {
  const openDeployments = await db.$queryRaw<CheckFacts["openDeployments"]>`
    SELECT d.id, d.number, d.release ->> 'version' AS version, d.status,
           d.version_id IS NOT DISTINCT FROM ${from.versionId}::uuid AS "isOfFrom"
    FROM deployments d
    WHERE d.product_id = ${product.id}::uuid AND d.status = ANY(${OPEN_DEPLOYMENTS}::text[])
      AND (${environmentId}::uuid IS NULL OR d.environment_id = ${environmentId}::uuid)
    ORDER BY d.number LIMIT ${ROWS_MAX}`;
  const openRollouts = await db.$queryRaw<CheckFacts["openRollouts"]>`
    SELECT r.id, r.number, r.to_version AS version, r.status,
           (r.digest = ${from.digest} OR r.to_version = ${from.version}) AS "isOfFrom"
    FROM image_rollouts r LEFT JOIN deployments d ON d.id = r.deployment_id
    WHERE r.product_id = ${product.id}::uuid AND r.status = ANY(${OPEN_ROLLOUTS}::text[])
      -- One that a deployment made is told of by its deployment.
      AND (d.id IS NULL OR d.status <> ALL(${OPEN_DEPLOYMENTS}::text[]))
      AND (d.environment_id IS NULL OR ${environmentId}::uuid IS NULL OR d.environment_id = ${environmentId}::uuid)
      AND r.rollback_execution_id IS NULL
    ORDER BY r.number LIMIT ${ROWS_MAX}`;
  const openRollbacks = await selectOpenRollbacks(db, { planId, productId: product.id, environmentId });
  return { openDeployments, openRollouts, openRollbacks };
}

/** Lists other plans that are being carried out in a place, or stand there half-way. */
export async function selectOpenRollbacks(
  db: Queryable,
  { planId, productId, environmentId }: { planId: string | null; productId: string; environmentId: string | null },
): Promise<CheckFacts["openRollbacks"]> {
  return db.$queryRaw`
    SELECT p.id AS "planId", p.number FROM rollback_plans p
    WHERE p.product_id = ${productId}::uuid AND p.status IN ('executing', 'needsDecision')
      AND p.id IS DISTINCT FROM ${planId}::uuid
      AND (${environmentId}::uuid IS NULL OR p.environment_id IS NULL OR p.environment_id = ${environmentId}::uuid)
    ORDER BY p.number LIMIT ${ROWS_MAX}`;
}

/** Counts what refers to the newer version and stays behind, and reads what the migration guard said of it. */
export async function readRecords(db: Queryable, { product, from, to }: CheckedPlace): Promise<CheckFacts["records"]> {
  const channels = await db.$queryRaw<CheckFacts["records"]["channels"]>`
    SELECT c.name, NULL::int AS devices FROM channel_versions cv JOIN channels c ON c.id = cv.channel_id
    WHERE cv.version_id = ${from.versionId}::uuid AND cv.is_offered ORDER BY c.name`;
  const distributions = await db.$queryRaw<CheckFacts["records"]["distributions"]>`
    SELECT d.id, c.name AS channel, d.status FROM update_distributions d JOIN channels c ON c.id = d.channel_id
    WHERE d.product_id = ${product.id}::uuid AND d.version_id = ${from.versionId}::uuid
      AND d.status IN ('scheduled', 'running', 'paused')
    ORDER BY c.name, d.id`;
  const [counts] = await db.$queryRaw<{ openActions: number; packages: number }[]>`
    SELECT (SELECT count(*)::int FROM device_actions a JOIN image_rollouts r ON r.id = a.rollout_id
            WHERE r.product_id = ${product.id}::uuid AND r.digest = ${from.digest} AND a.closed_at IS NULL
              AND a.kind = 'update') AS "openActions",
           (SELECT count(*)::int FROM update_packages k
            WHERE k.from_version_id = ${from.versionId}::uuid OR k.to_version_id = ${from.versionId}::uuid) AS packages`;
  const way = { productId: product.id, fromVersionId: from.versionId, toVersionId: to.versionId };
  const migrationChecks = (await selectLatestChecks(db, way))
    .filter(({ verdict }) => verdict !== "pass")
    .map(({ databaseId, database, migration, verdict, orphans, summary }) => {
      return { databaseId, database, migration, verdict, orphans, summary };
    });
  return {
    channels,
    distributions,
    openActions: counts?.openActions ?? 0,
    packages: counts?.packages ?? 0,
    migrationChecks,
  };
}

const TIMED_ROLLOUTS = 20;

/** Reads how long devices took for the last updates of a product, from accepting to being healthy. */
export async function readUpdateTimes(db: Queryable, productId: string): Promise<UpdateTimes | null> {
  const [row] = await db.$queryRaw<{ count: number; low: number; median: number; high: number }[]>`
    WITH last AS (
      SELECT id FROM image_rollouts WHERE product_id = ${productId}::uuid AND started_at IS NOT NULL
      ORDER BY created_at DESC LIMIT ${TIMED_ROLLOUTS}
    ), took AS (
      SELECT extract(epoch FROM a.closed_at - a.accepted_at) AS seconds
      FROM last JOIN device_actions a ON a.rollout_id = last.id
      WHERE a.status IN ('healthy', 'rolledBack') AND a.accepted_at IS NOT NULL AND a.closed_at IS NOT NULL
    )
    SELECT count(*)::int AS count,
           percentile_cont(0.1) WITHIN GROUP (ORDER BY seconds)::float8 AS low,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)::float8 AS median,
           percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds)::float8 AS high
    FROM took`;
  return row === undefined || row.count === 0 ? null : row;
}
