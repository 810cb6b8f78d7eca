import type { Database, Queryable } from "#lib/database/client.ts";

/**
 * Notes for each product how many of its devices were heard from in the hour that is under way. One statement for any
 * number of devices; run again within the hour, it counts those that have come since.
 */
export async function saveDevicesHeard(db: Queryable, now: Date): Promise<void> {
  await db.$executeRaw`
    WITH hour AS (SELECT date_trunc('hour', ${now}::timestamptz, 'UTC') AS begins)
    INSERT INTO traffic_hours AS t (product_id, hour, devices)
    SELECT p.id, hour.begins, count(*)::int
    FROM hour, devices d
    JOIN device_apps a ON a.device_id = d.id
    JOIN products p ON p.slug = a.app
    WHERE d.last_seen_at >= hour.begins AND d.retired_at IS NULL
    GROUP BY p.id, hour.begins
    ORDER BY p.id
    ON CONFLICT (product_id, hour) DO UPDATE SET devices = greatest(t.devices, excluded.devices)`;
}

export async function deleteOldTraffic(db: Database, before: Date): Promise<void> {
  await db.trafficHour.deleteMany({ where: { hour: { lt: before } } });
}
