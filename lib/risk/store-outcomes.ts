import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import type { Facts } from "#lib/risk/rules/model.ts";
import type { KeptFeatures } from "#lib/risk/store.ts";

/**
 * Notes what became of everything that was assessed, in one statement. An end may change: a failed deployment is tried
 * again, a completed one found bad a day later. One that was cancelled says nothing. Tells how many rows changed.
 */
export async function saveOutcomes(tx: Transaction): Promise<number> {
  return tx.$executeRaw`
    WITH ended AS (
      SELECT a.id,
             CASE WHEN coalesce(d.status, r.status) IN ('failed', 'rolledBack') OR e.failed_at IS NOT NULL
                  THEN 'failure' ELSE 'success' END AS outcome,
             coalesce(e.failed_at, d.completed_at, r.completed_at) AS at
      FROM risk_assessments a
      LEFT JOIN deployments d ON d.id = a.deployment_id
      LEFT JOIN environment_releases e ON e.deployment_id = d.id
      LEFT JOIN image_rollouts r ON r.id = a.rollout_id AND a.deployment_id IS NULL
      WHERE coalesce(d.status, r.status) IN ('completed', 'failed', 'rolledBack')
        AND coalesce(d.completed_at, r.completed_at) IS NOT NULL
    )
    UPDATE risk_assessments a SET outcome = ended.outcome, outcome_at = ended.at
    FROM ended
    WHERE a.id = ended.id AND (a.outcome, a.outcome_at) IS DISTINCT FROM (ended.outcome, ended.at)`;
}

export interface OutcomeRow {
  probability: number;
  failed: boolean;
  at: Date;
  values: Facts;
}

/** The last assessment of each deployment or rollout that ended, the oldest outcome first; the newest `limit` of them. */
export async function selectOutcomes(
  db: Queryable,
  query: { productId: string | null; since: Date | null; limit: number },
): Promise<OutcomeRow[]> {
  const conditions = [Prisma.sql`outcome IS NOT NULL`];
  if (query.productId !== null) conditions.push(Prisma.sql`product_id = ${query.productId}::uuid`);
  if (query.since !== null) conditions.push(Prisma.sql`outcome_at >= ${query.since}::timestamptz`);
  const rows = await db.$queryRaw<{ probability: number; failed: boolean; at: Date; features: KeptFeatures }[]>`
    SELECT probability, outcome = 'failure' AS failed, outcome_at AS at, features
    FROM (
      SELECT DISTINCT ON (coalesce(deployment_id, rollout_id)) *
      FROM risk_assessments WHERE ${Prisma.join(conditions, " AND ")}
      ORDER BY coalesce(deployment_id, rollout_id), created_at DESC, id DESC
    ) AS last
    ORDER BY at DESC, id DESC LIMIT ${query.limit}`;
  return rows.reverse().map(({ features, ...row }) => ({ ...row, values: features.values }));
}

export async function countOutcomes(db: Queryable): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(DISTINCT coalesce(deployment_id, rollout_id))::int AS count
    FROM risk_assessments WHERE outcome IS NOT NULL`;
  return row?.count ?? 0;
}

export interface Unassessed {
  deploymentId: string | null;
  rolloutId: string | null;
}

/** Deployments, and rollouts that none of them made, that nobody assessed or whose change was not compared yet; the newest first. */
export async function selectUnassessed(db: Queryable, limit: number): Promise<Unassessed[]> {
  const rows = await db.$queryRaw<Unassessed[]>`
    SELECT d.id AS "deploymentId", NULL::uuid AS "rolloutId", d.created_at AS at FROM deployments d
    WHERE d.status IN ('queued', 'running', 'paused') AND (d.version_id IS NOT NULL OR d.status = 'running')
      AND NOT EXISTS (SELECT 1 FROM risk_assessments a WHERE a.deployment_id = d.id AND a.features->'compared' <> 'null')
    UNION ALL
    SELECT NULL::uuid, r.id, r.created_at FROM image_rollouts r
    WHERE r.deployment_id IS NULL AND r.status IN ('pending', 'scheduled', 'running', 'paused')
      AND NOT EXISTS (SELECT 1 FROM risk_assessments a WHERE a.rollout_id = r.id AND a.features->'compared' <> 'null')
    ORDER BY at DESC LIMIT ${limit}`;
  return rows.map(({ deploymentId, rolloutId }) => ({ deploymentId, rolloutId }));
}

/** Forgets what was only asked for, and never came to a deployment. */
export async function deleteIdleAssessments(db: Queryable, before: Date): Promise<void> {
  await db.riskAssessment.deleteMany({
    where: { deploymentId: null, rolloutId: null, createdAt: { lt: before } },
  });
}
