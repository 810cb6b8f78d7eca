import { plannedAnew, Prisma, type Queryable } from "#lib/database/client.ts";
import type { Freshness } from "#lib/devices/rules/device.ts";
import type { DeviceFilter } from "#lib/devices/rules/filter.ts";
import { isOnlineNow } from "#lib/devices/store-online.ts";
import { selectionWhere } from "#lib/devices/store-selection.ts";
import { emptyWhereabouts, type Placement, type Whereabouts } from "#lib/rollbacks/rules/whereabouts.ts";
import { isVersion } from "#lib/rollbacks/store-running.ts";

/** Whose devices are looked at: those of a plan, and of the rollouts of one of its executions. */
interface PlacedPlan {
  product: { slug: string };
  deviceFilter: DeviceFilter;
  from: { version: string; digest: string | null };
  to: { version: string; digest: string | null };
  /** Null before the first execution. */
  executionId: string | null;
}

interface PlacedDevice {
  id: string;
  name: string;
  fleet: string | null;
  version: string | null;
  placement: Placement;
  reason: string | null;
  rolloutId: string | null;
  lastSeenAt: Date | null;
}

/** Counts what is where, over all devices at once. */
export async function readWhereabouts(db: Queryable, plan: PlacedPlan, freshness: Freshness): Promise<Whereabouts> {
  const rows = await db.$queryRaw<{ placement: Placement; count: number }[]>`
    SELECT placement, count(*)::int AS count FROM (${placed(plan, freshness)}) AS placed GROUP BY placement`;
  const where = emptyWhereabouts();
  for (const { placement, count } of rows) {
    where[placement] = count;
    where.total += count;
  }
  return where;
}

/** Lists devices with their places, by name, one more than asked for where there are more. */
export async function selectPlacedDevices(
  db: Queryable,
  plan: PlacedPlan,
  query: { placement: Placement | undefined; after: readonly [string, string] | null; limit: number },
  freshness: Freshness,
): Promise<PlacedDevice[]> {
  const conditions = [Prisma.sql`true`];
  if (query.placement !== undefined) conditions.push(Prisma.sql`placement = ${query.placement}`);
  if (query.after !== null) {
    conditions.push(Prisma.sql`(placed.name, placed.id) > (${query.after[0]}, ${query.after[1]}::uuid)`);
  }
  return db.$queryRaw<PlacedDevice[]>`
    SELECT placed.id, placed.name, f.name AS fleet, placed.version, placed.placement, placed.reason,
           placed.rollout_id AS "rolloutId", placed.last_seen_at AS "lastSeenAt"
    FROM (${placed(plan, freshness)}) AS placed LEFT JOIN fleets f ON f.id = placed.fleet_id
    WHERE ${Prisma.join(conditions, " AND ")}
    ORDER BY placed.name, placed.id LIMIT ${query.limit + 1}`;
}

/**
 * Every device that a plan is about, with its place: those of its rollouts, and those that still run what is taken back.
 * A device whose rollback failed runs the newer version, or nobody knows what.
 */
function placed({ product, deviceFilter, from, to, executionId }: PlacedPlan, freshness: Freshness): Prisma.Sql {
  return Prisma.sql`
    ${plannedAnew}
    SELECT d.id, d.name, d.fleet_id, d.last_seen_at, runs.version, part.rollout_id, part.reason,
           part.device_id IS NULL AS is_unasked,
           CASE
             WHEN runs.is_to THEN 'back'
             WHEN part.status = 'healthy' AND NOT coalesce(runs.is_from, false) THEN 'back'
             WHEN part.status IN ('scheduled', 'updating') THEN 'underWay'
             WHEN part.status = 'failed' AND (part.reason IS DISTINCT FROM 'silent' OR ${isOnlineNow(freshness)}) THEN 'failed'
             WHEN NOT coalesce(runs.is_from, false) AND runs.device_id IS NOT NULL THEN 'elsewhere'
             WHEN ${isOnlineNow(freshness)} THEN 'untouched'
             ELSE 'unreachable'
           END AS placement
    FROM devices d
    LEFT JOIN (
      SELECT a.device_id, a.version, ${isVersion(from)} AS is_from, ${isVersion(to)} AS is_to
      FROM device_apps a WHERE a.app = ${product.slug}
    ) runs ON runs.device_id = d.id
    LEFT JOIN (
      SELECT DISTINCT ON (s.device_id) s.device_id, s.status, s.reason, s.rollout_id
      FROM image_rollouts r JOIN rollout_device_status s ON s.rollout_id = r.id
      WHERE r.rollback_execution_id = ${executionId}::uuid
      ORDER BY s.device_id, r.rollback_round DESC
    ) part ON part.device_id = d.id
    WHERE d.retired_at IS NULL
      AND (part.device_id IS NOT NULL OR (runs.is_from AND ${selectionWhere(deviceFilter, freshness)}))`;
}

/** Counts devices that run what is taken back and that no rollout of the execution has met. */
export async function countUnasked(db: Queryable, plan: PlacedPlan, freshness: Freshness): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM (${placed(plan, freshness)}) AS placed WHERE is_unasked`;
  return row?.count ?? 0;
}

/** Counts devices that are in the middle of being brought the newer version, whom nobody can stop any more. */
export async function countArriving(
  db: Queryable,
  { productId, from }: { productId: string; from: { digest: string | null } },
): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count
    FROM image_rollouts r JOIN device_actions a ON a.rollout_id = r.id
    WHERE r.product_id = ${productId}::uuid AND r.digest = ${from.digest} AND r.rollback_execution_id IS NULL
      AND a.closed_at IS NULL AND a.kind = 'update' AND a.status <> 'offered'`;
  return row?.count ?? 0;
}
