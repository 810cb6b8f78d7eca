import { Prisma, type Queryable } from "#lib/database/client.ts";
import type { Trigger } from "#lib/rollbacks/rules/plan.ts";

/** A deployment that turned out bad where what turns out bad is taken back without being asked. */
export interface Signal {
  deploymentId: string;
  number: number;
  productId: string;
  product: string;
  versionId: string;
  version: string;
  cause: NonNullable<Trigger["cause"]>;
  evidence: string | null;
}

/** Lists such deployments that nobody has made a plan for, the oldest first. */
export function selectSignals(db: Queryable, since: Date, limit: number): Promise<Signal[]> {
  return querySignals(db, since, Prisma.sql`true`, limit);
}

/** Says whether a deployment is still one of them. The caller holds the product's lock. */
export async function isSignal(db: Queryable, deploymentId: string, since: Date): Promise<boolean> {
  return (await querySignals(db, since, Prisma.sql`d.id = ${deploymentId}::uuid`, 1)).length > 0;
}

/**
 * Bad is what a check found bad after it was deployed; what completed with a stage that failed on the way; and what
 * failed half-way, so that some devices have it. Only the newest of a place counts: what came after it is something else.
 */
function querySignals(db: Queryable, since: Date, which: Prisma.Sql, limit: number): Promise<Signal[]> {
  return db.$queryRaw<Signal[]>`
    WITH bad AS (
      SELECT d.*, p.slug, v.version AS version_number, coalesce(r.failed_at, d.completed_at) AS bad_at,
             CASE WHEN d.status = 'failed' THEN 'deviceFailures' WHEN r.failed_at IS NOT NULL THEN 'foundBad'
                  ELSE 'failedChecks' END AS cause
      FROM deployments d
      JOIN environments e ON e.id = d.environment_id AND e.automatic_rollback AND e.archived_at IS NULL
      JOIN products p ON p.id = d.product_id
      JOIN versions v ON v.id = d.version_id
      LEFT JOIN environment_releases r ON r.deployment_id = d.id
      WHERE ${which} AND coalesce(r.failed_at, d.completed_at) > ${since}::timestamptz
        AND (
          (d.status = 'completed' AND r.id IS NOT NULL AND (r.failed_at IS NOT NULL OR r.verified_at IS NULL))
          OR (d.status = 'failed' AND EXISTS (
            SELECT 1 FROM image_rollouts x JOIN rollout_batches b ON b.rollout_id = x.id
            WHERE x.deployment_id = d.id AND b.healthy + b.updating + b.failed > 0)))
    )
    SELECT bad.id AS "deploymentId", bad.number, bad.product_id AS "productId", bad.slug AS product,
           bad.version_id AS "versionId", bad.version_number AS version, bad.cause,
           coalesce(
             CASE WHEN bad.cause = 'foundBad' THEN (
               SELECT e.data ->> 'reason' FROM events e
               WHERE e.subject_id = bad.id::text AND e.type = 'release_found_bad' ORDER BY e.seq DESC LIMIT 1) END,
             (SELECT s.name || ': ' || s.status_reason FROM machine_stages s
              WHERE s.machine_id = bad.machine_id AND s.status IN ('failed', 'rollbackFailed') AND s.status_reason IS NOT NULL
              ORDER BY s.position LIMIT 1),
             bad.status_reason) AS evidence
    FROM bad
    WHERE NOT EXISTS (
        SELECT 1 FROM rollback_plans p
        WHERE p.product_id = bad.product_id AND p.from_version_id = bad.version_id
          AND (p.environment_id IS NULL OR p.environment_id = bad.environment_id)
          AND (p.deployment_id = bad.id OR p.created_at > bad.created_at)
          -- One that was ended before it turned bad said nothing about that.
          AND (p.status NOT IN ('rejected', 'cancelled', 'expired') OR p.updated_at > bad.bad_at))
      AND NOT EXISTS (
        SELECT 1 FROM events e WHERE e.subject_id = bad.id::text AND e.type = 'automatic_rollback_stopped')
      AND NOT EXISTS (
        SELECT 1 FROM deployments n
        WHERE n.product_id = bad.product_id AND n.environment_id = bad.environment_id AND n.number > bad.number
          AND n.started_at IS NOT NULL)
    ORDER BY bad.number LIMIT ${limit}`;
}
