import type { Queryable } from "#lib/database/client.ts";

export interface ChartStep {
  at: Date;
  back: number;
  failed: number;
  rolledBack: number;
}

/**
 * Reads by how many devices more or less stood where, by slices of time, from the log of a plan's rollouts. A device
 * that failed and was tried again leaves the one count for the other.
 */
export async function selectChartSteps(
  db: Queryable,
  { planId, from, to, slices }: { planId: string; from: Date; to: Date; slices: number },
): Promise<ChartStep[]> {
  return db.$queryRaw<ChartStep[]>`
    WITH told AS (
      SELECT e.at, e.data ->> 'status' AS status,
             lag(e.data ->> 'status') OVER (PARTITION BY e.subject_id ORDER BY e.seq) AS before
      FROM rollback_executions x
      JOIN image_rollouts r ON r.rollback_execution_id = x.id
      JOIN events e ON e.rollout_id = r.id AND e.subject_kind = 'device'
        AND e.type IN ('device_updated', 'health_check_passed', 'device_failed', 'device_rolled_back')
      WHERE x.plan_id = ${planId}::uuid
    ), changes AS (
      SELECT at, status, 1 AS change FROM told WHERE status IS DISTINCT FROM before
      UNION ALL
      SELECT at, before, -1 FROM told WHERE before IS NOT NULL AND status IS DISTINCT FROM before
    ), sliced AS (
      SELECT *, least(${slices}::int - 1, greatest(0, floor(
        extract(epoch FROM at - ${from}::timestamptz)
        / greatest(0.001, extract(epoch FROM ${to}::timestamptz - ${from}::timestamptz)) * ${slices}::int))) AS slice
      FROM changes
    )
    SELECT max(at) AS at,
           coalesce(sum(change) FILTER (WHERE status = 'healthy'), 0)::int AS back,
           coalesce(sum(change) FILTER (WHERE status = 'failed'), 0)::int AS failed,
           coalesce(sum(change) FILTER (WHERE status = 'rolledBack'), 0)::int AS "rolledBack"
    FROM sliced GROUP BY slice ORDER BY slice`;
}
