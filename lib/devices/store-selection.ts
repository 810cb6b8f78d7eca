import { Prisma, type Queryable } from "#lib/database/client.ts";
import type { Freshness } from "#lib/devices/rules/device.ts";
import type { DeviceFilter } from "#lib/devices/rules/filter.ts";
import { matchesDeviceQuery } from "#lib/devices/store-device-query.ts";

/**
 * Says in SQL which devices a filter means, over `devices` under the alias `d`. Retired devices are never meant; an
 * empty filter means all others.
 */
export function selectionWhere(filter: DeviceFilter, freshness: Freshness): Prisma.Sql {
  const parts = [filter, ...(filter.within ?? [])].flatMap((part) => conditionsOf(part, freshness));
  return Prisma.join([Prisma.sql`d.retired_at IS NULL`, ...parts], " AND ");
}

function conditionsOf(filter: Omit<DeviceFilter, "within">, freshness: Freshness): Prisma.Sql[] {
  const conditions: Prisma.Sql[] = [];
  if (filter.fleets?.length) {
    conditions.push(
      Prisma.sql`d.fleet_id IN (SELECT f.id FROM fleets f WHERE f.name = ANY(${filter.fleets}::text[])
                                                           OR f.id::text = ANY(${filter.fleets}::text[]))`,
    );
  }
  if (filter.tags?.length) conditions.push(Prisma.sql`d.tags @> ${filter.tags}::text[]`);
  if (filter.deviceIds?.length) conditions.push(Prisma.sql`d.id = ANY(${filter.deviceIds}::uuid[])`);
  if (filter.query) conditions.push(matchesDeviceQuery(filter.query, freshness));
  return conditions;
}

export async function countSelected(db: Queryable, filter: DeviceFilter, freshness: Freshness): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM devices d WHERE ${selectionWhere(filter, freshness)}`;
  return row?.count ?? 0;
}

/** Says whether a filter means this one device. */
export async function isSelected(
  db: Queryable,
  filter: DeviceFilter,
  deviceId: string,
  freshness: Freshness,
): Promise<boolean> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT 1 FROM devices d WHERE d.id = ${deviceId}::uuid AND ${selectionWhere(filter, freshness)}`;
  return rows.length > 0;
}

export interface DeviceSample {
  id: string;
  name: string;
  fleet: string | null;
  tags: string[];
}

/** Reads the first `count` devices that a filter means, by name. */
export async function sampleSelected(
  db: Queryable,
  filter: DeviceFilter,
  freshness: Freshness,
  count: number,
): Promise<DeviceSample[]> {
  return db.$queryRaw<DeviceSample[]>`
    SELECT d.id, d.name, f.name AS fleet, d.tags
    FROM devices d LEFT JOIN fleets f ON f.id = d.fleet_id
    WHERE ${selectionWhere(filter, freshness)}
    ORDER BY d.name, d.id LIMIT ${count}`;
}
