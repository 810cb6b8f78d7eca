import type { Queryable } from "#lib/database/client.ts";
import type { VersionChange } from "#lib/devices/rules/adoption.ts";

/**
 * Sums up how the devices that a fleet has now came to what they run of an app: updates and ways back that ended well,
 * changes by other means at the time when the device told of them, and devices that joined. One row for each span of
 * time and version.
 */
export async function selectFleetChanges(
  db: Queryable,
  { fleetId, app, since, spanSeconds }: { fleetId: string; app: string; since: Date; spanSeconds: number },
): Promise<VersionChange[]> {
  return db.$queryRaw<VersionChange[]>`
    WITH member AS (
      SELECT d.id, d.created_at, coalesce(a.version, '') AS version, a.reported_at
      FROM devices d JOIN device_apps a ON a.device_id = d.id AND a.app = ${app}
      WHERE d.fleet_id = ${fleetId}::uuid AND d.retired_at IS NULL
    ), step AS (
      SELECT act.device_id, act.closed_at AS at, coalesce(act.version, '') AS became,
             coalesce(lag(act.version) OVER history,
                      CASE WHEN act.kind = 'update' THEN s.previous ->> 'version' ELSE act.version END, '') AS was
      FROM member m
      JOIN device_actions act ON act.device_id = m.id AND act.closed_at >= ${since}::timestamptz
        AND ((act.kind = 'update' AND act.status = 'healthy') OR (act.kind = 'rollback' AND act.status = 'rolledBack'))
      JOIN products p ON p.id = act.product_id AND p.slug = ${app}
      LEFT JOIN rollout_device_status s ON s.rollout_id = act.rollout_id AND s.device_id = act.device_id
      WINDOW history AS (PARTITION BY act.device_id ORDER BY act.closed_at, act.id)
    ), ends AS (
      SELECT DISTINCT ON (device_id) device_id, first_value(was) OVER oldest AS was, last_value(became) OVER oldest AS became
      FROM step
      WINDOW oldest AS (PARTITION BY device_id ORDER BY at ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    ), change AS (
      SELECT at, became AS version, 1 AS delta FROM step
      UNION ALL SELECT at, was, -1 FROM step
      -- It runs something else by now, by other means.
      UNION ALL SELECT m.reported_at, side.version, side.delta
      FROM member m JOIN ends e ON e.device_id = m.id AND e.became <> m.version
      CROSS JOIN LATERAL (VALUES (m.version, 1), (e.became, -1)) AS side(version, delta)
      WHERE m.reported_at >= ${since}::timestamptz
      UNION ALL SELECT m.created_at, coalesce(e.was, m.version), 1
      FROM member m LEFT JOIN ends e ON e.device_id = m.id
      WHERE m.created_at >= ${since}::timestamptz
    )
    SELECT floor(extract(epoch FROM at - ${since}::timestamptz) / ${spanSeconds}::float8)::int AS span,
           version, sum(delta)::int AS delta
    FROM change GROUP BY 1, 2 HAVING sum(delta) <> 0 ORDER BY 1, 2`;
}
