import type { Queryable } from "#lib/database/client.ts";
import type { DeviceHealthView } from "#lib/devices/view.ts";

interface HealthRow {
  lastReportAt: Date | null;
  checkType: string | null;
  checkAt: Date | null;
  checkReason: string | null;
  nextProbeAt: Date | null;
  probeAttempts: number | null;
}

/** Reads when a device last said something about itself, how its last health check ended, and when the next one is. */
export async function findHealth(db: Queryable, deviceId: string): Promise<DeviceHealthView> {
  const [row] = await db.$queryRaw<HealthRow[]>`
    SELECT greatest(
             (SELECT max(app.reported_at) FROM device_apps app WHERE app.device_id = ${deviceId}::uuid),
             (SELECT max(e.reported_at) FROM device_action_entries e JOIN device_actions a ON a.id = e.action_id
              WHERE a.device_id = ${deviceId}::uuid AND NOT e.is_by_server)) AS "lastReportAt",
           ended.type AS "checkType", ended.at AS "checkAt", ended.data ->> 'reason' AS "checkReason",
           probe.probe_at AS "nextProbeAt", probe.probe_attempts AS "probeAttempts"
    FROM (SELECT 1) one
    LEFT JOIN LATERAL (
      SELECT type, at, data FROM events
      WHERE subject_id = ${deviceId} AND type IN ('health_check_passed', 'health_check_failed')
      ORDER BY seq DESC LIMIT 1
    ) ended ON true
    LEFT JOIN LATERAL (
      SELECT probe_at, probe_attempts FROM device_actions
      WHERE device_id = ${deviceId}::uuid AND closed_at IS NULL AND probe_at IS NOT NULL
      ORDER BY probe_at LIMIT 1
    ) probe ON true`;
  return {
    lastReportAt: row?.lastReportAt?.toISOString() ?? null,
    lastCheck: row?.checkAt
      ? { hasPassed: row.checkType === "health_check_passed", at: row.checkAt.toISOString(), reason: row.checkReason }
      : null,
    nextProbe: row?.nextProbeAt ? { at: row.nextProbeAt.toISOString(), failedBefore: row.probeAttempts ?? 0 } : null,
  };
}
