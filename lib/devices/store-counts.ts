import { Prisma, type Queryable } from "#lib/database/client.ts";
import type { Freshness } from "#lib/devices/rules/device.ts";
import { isOnlineNow } from "#lib/devices/store-online.ts";
import { STABLE } from "#lib/products/rules/channel.ts";
import type { DeviceSummary, VersionCount } from "#lib/devices/view.ts";

/** Devices name their versions themselves, so there may be any number of them; nobody reads this many. */
const VERSIONS_MAX = 2_000;

/** Counts the devices on each version of each app, most first. Retired devices do not count. */
export async function countByVersion(
  db: Queryable,
  query: { fleetId: string | null; app: string | null },
): Promise<VersionCount[]> {
  const conditions = [Prisma.sql`d.retired_at IS NULL`];
  if (query.fleetId !== null) conditions.push(Prisma.sql`d.fleet_id = ${query.fleetId}::uuid`);
  if (query.app !== null) conditions.push(Prisma.sql`a.app = ${query.app}`);
  return db.$queryRaw<VersionCount[]>`
    SELECT a.app, a.version, count(*)::int AS "deviceCount"
    FROM device_apps a JOIN devices d ON d.id = a.device_id
    WHERE ${Prisma.join(conditions, " AND ")}
    GROUP BY a.app, a.version
    ORDER BY a.app, count(*) DESC, a.version LIMIT ${VERSIONS_MAX}`;
}

/** Counts the devices that run an app, by the channel that they follow. */
export async function countByChannel(db: Queryable, app: string): Promise<{ channel: string; deviceCount: number }[]> {
  return db.$queryRaw`
    SELECT coalesce(d.channel, f.channel, ${STABLE}) AS channel, count(*)::int AS "deviceCount"
    FROM device_apps a JOIN devices d ON d.id = a.device_id LEFT JOIN fleets f ON f.id = d.fleet_id
    WHERE a.app = ${app} AND d.retired_at IS NULL GROUP BY 1`;
}

/** Counts the devices that are not retired, by whether they are online. */
export async function countBySighting(db: Queryable, freshness: Freshness): Promise<DeviceSummary> {
  const [row] = await db.$queryRaw<DeviceSummary[]>`
    SELECT count(*)::int AS total,
           (count(*) FILTER (WHERE ${isOnlineNow(freshness)}))::int AS online,
           (count(*) FILTER (WHERE NOT ${isOnlineNow(freshness)}))::int AS offline,
           (count(*) FILTER (WHERE d.last_seen_at IS NULL))::int AS "neverSeen"
    FROM devices d WHERE d.retired_at IS NULL`;
  return row ?? { total: 0, online: 0, offline: 0, neverSeen: 0 };
}
