import { Prisma, type Queryable } from "#lib/database/client.ts";
import type { PastFailure } from "#lib/risk/rules/facts.ts";

const NAMED_MAX = 5;

/** Deployments, and rollouts that none of them made, that came to an end. */
const ENDED = Prisma.sql`
  SELECT 'deployment' AS kind, d.id, d.number, coalesce(d.release->>'version', '') AS version,
         d.product_id, d.environment_id, d.completed_at AS at, d.status_reason AS reason,
         d.status <> 'completed' OR EXISTS (
           SELECT 1 FROM environment_releases r WHERE r.deployment_id = d.id AND r.failed_at IS NOT NULL
         ) AS failed
  FROM deployments d
  WHERE d.status IN ('completed', 'failed', 'rolledBack') AND d.completed_at IS NOT NULL
  UNION ALL
  SELECT 'rollout', r.id, r.number, r.to_version, r.product_id, NULL::uuid, r.completed_at, r.status_reason,
         r.status <> 'completed'
  FROM image_rollouts r
  WHERE r.deployment_id IS NULL AND r.status IN ('completed', 'failed', 'rolledBack') AND r.completed_at IS NOT NULL`;

export interface HistoryRow {
  recent: PastFailure[];
  recentCount: number;
  product: { outcomes: number; failures: number };
  environment: { outcomes: number; failures: number };
}

/** Counts what ended before a time, in one statement, and names the latest failures of the last seven days. */
export async function findHistory(
  db: Queryable,
  place: { productId: string; environmentId: string | null },
  before: Date,
): Promise<HistoryRow> {
  const { productId, environmentId } = place;
  const [counts] = await db.$queryRaw<
    { recent: number; outcomes: number; failures: number; hereOutcomes: number; hereFailures: number }[]
  >`
    SELECT count(*) FILTER (WHERE failed AND product_id = ${productId}::uuid
                              AND at > ${before}::timestamptz - interval '7 days')::int AS recent,
           count(*) FILTER (WHERE product_id = ${productId}::uuid)::int AS outcomes,
           count(*) FILTER (WHERE failed AND product_id = ${productId}::uuid)::int AS failures,
           count(*) FILTER (WHERE environment_id = ${environmentId}::uuid)::int AS "hereOutcomes",
           count(*) FILTER (WHERE failed AND environment_id = ${environmentId}::uuid)::int AS "hereFailures"
    FROM (${ENDED}) AS ended
    WHERE at <= ${before}::timestamptz AND at > ${before}::timestamptz - interval '90 days'
      AND (product_id = ${productId}::uuid OR environment_id = ${environmentId}::uuid)`;
  const named = await db.$queryRaw<(Omit<PastFailure, "at"> & { at: Date })[]>`
    SELECT kind, id, number, version, at, reason FROM (${ENDED}) AS ended
    WHERE failed AND product_id = ${productId}::uuid
      AND at <= ${before}::timestamptz AND at > ${before}::timestamptz - interval '7 days'
    ORDER BY at DESC, id LIMIT ${NAMED_MAX}`;
  return {
    recent: named.map((failure) => ({ ...failure, at: failure.at.toISOString() })),
    recentCount: counts?.recent ?? 0,
    product: { outcomes: counts?.outcomes ?? 0, failures: counts?.failures ?? 0 },
    environment: { outcomes: counts?.hereOutcomes ?? 0, failures: counts?.hereFailures ?? 0 },
  };
}

/**
 * How busy the product was in 14 days, by hour of the zone's clock: its devices that polled in an hour, downloads of its
 * files from this server, and update checks, downloads and installs that clients told of.
 */
export async function countTraffic(
  db: Queryable,
  productId: string,
  { timeZone, before }: { timeZone: string; before: Date },
): Promise<{ hour: number; count: number }[]> {
  return db.$queryRaw<{ hour: number; count: number }[]>`
    SELECT extract(hour FROM at AT TIME ZONE ${timeZone})::int AS hour, sum(count)::float8 AS count
    FROM (
      SELECT times.at, 1 AS count
      FROM update_notifications n,
           LATERAL (VALUES (n.told_at), (n.downloaded_at), (n.installed_at)) AS times(at)
      WHERE n.product_id = ${productId}::uuid
      UNION ALL
      SELECT t.hour, t.devices + t.downloads FROM traffic_hours t WHERE t.product_id = ${productId}::uuid
    ) AS traffic
    WHERE at > ${before}::timestamptz - interval '14 days' AND at <= ${before}::timestamptz
    GROUP BY 1`;
}

/** People who may approve and have signed in since a time, or have acted since. */
export async function countApproversSeen(db: Queryable, since: Date): Promise<number> {
  return db.user.count({
    where: { disabledAt: null, role: { in: ["approver", "admin"] }, lastSignInAt: { gte: since } },
  });
}

/** Devices that are not retired. */
export async function countFleet(db: Queryable): Promise<number> {
  return db.device.count({ where: { retiredAt: null } });
}

/** What runs before a version: what the environment holds, else the version before it by precedence. */
export async function findVersionBefore(
  db: Queryable,
  place: { productId: string; versionId: string; environmentId: string | null },
): Promise<{ id: string; version: string } | null> {
  const { productId, versionId, environmentId } = place;
  const [row] = await db.$queryRaw<{ id: string; version: string }[]>`
    (SELECT v.id, v.version FROM environment_releases r JOIN versions v ON v.id = r.version_id
     WHERE r.environment_id = ${environmentId}::uuid AND r.product_id = ${productId}::uuid AND r.failed_at IS NULL
       AND r.version_id <> ${versionId}::uuid
     ORDER BY r.deployed_at DESC LIMIT 1)
    UNION ALL
    (SELECT v.id, v.version FROM versions v, versions next
     WHERE next.id = ${versionId}::uuid AND v.product_id = ${productId}::uuid AND v.precedence_key < next.precedence_key
     ORDER BY v.precedence_key DESC LIMIT 1)
    LIMIT 1`;
  return row ?? null;
}

/** The newest build of a version. */
export async function findBuild(db: Queryable, versionId: string): Promise<string | null> {
  const row = await db.artifact.findFirst({
    where: { versionId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: { id: true },
  });
  return row?.id ?? null;
}
