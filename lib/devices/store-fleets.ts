import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import type { Fleet } from "#lib/database/generated/client.ts";
import type { Freshness } from "#lib/devices/rules/device.ts";
import { isOnlineNow } from "#lib/devices/store-online.ts";
import type { FleetView } from "#lib/devices/view.ts";
import { isUuid } from "#lib/kernel/uuid.ts";

export async function findFleetRow(db: Queryable, idOrName: string): Promise<Fleet | null> {
  if (!isUuid(idOrName)) return db.fleet.findUnique({ where: { name: idOrName } });
  return db.fleet.findFirst({ where: { OR: [{ id: idOrName }, { name: idOrName }] } });
}

export interface NewFleet {
  name: string;
  description: string;
  tenant?: string | null;
  channel?: string | null;
}

/** Inserts a fleet. Null means that there is one of that name; waits for a maker who has not committed yet. */
export async function insertFleet(
  tx: Transaction,
  { name, description, tenant = null, channel = null }: NewFleet,
  now: Date,
): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO fleets (name, description, tenant, channel, created_at)
    VALUES (${name}, ${description}, ${tenant}, ${channel}, ${now}::timestamptz)
    ON CONFLICT (name) DO NOTHING RETURNING id`;
  return row?.id ?? null;
}

export async function saveFleet(
  tx: Transaction,
  id: string,
  change: { [Field in keyof NewFleet]?: NewFleet[Field] | undefined },
): Promise<void> {
  await tx.fleet.update({ where: { id }, data: change });
}

/** Locks a fleet's row against a device that joins while it is being decided about. */
export async function lockFleet(tx: Transaction, id: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM fleets WHERE id = ${id}::uuid FOR UPDATE`;
}

export async function removeFleet(tx: Transaction, id: string): Promise<void> {
  // Retired devices may still name it; their history does not need it.
  await tx.$executeRaw`UPDATE devices SET fleet_id = NULL WHERE fleet_id = ${id}::uuid`;
  await tx.fleet.delete({ where: { id } });
}

/** Finds the fleet of a hawkBit tenant, its name in capitals. */
export async function findFleetOfTenant(db: Queryable, tenant: string): Promise<Fleet | null> {
  return db.fleet.findUnique({ where: { tenant } });
}

/** Names the policies whose filter names the fleet in one of these ways. */
export async function listPoliciesNaming(db: Queryable, names: readonly string[]): Promise<string[]> {
  const rows = await db.$queryRaw<{ name: string }[]>`
    SELECT name FROM image_update_policies
    WHERE deleted_at IS NULL AND device_filter -> 'fleets' ?| ${names}::text[]
    ORDER BY name LIMIT 10`;
  return rows.map((row) => row.name);
}

export async function countDevicesOf(db: Queryable, fleetId: string): Promise<number> {
  return db.device.count({ where: { fleetId, retiredAt: null } });
}

export interface FleetQuery {
  id?: string | undefined;
  q?: string | undefined;
  freshness: Freshness;
  afterName: string | null;
  limit: number;
}

interface FleetCountRow {
  id: string;
  name: string;
  description: string;
  tenant: string | null;
  channel: string | null;
  createdAt: Date;
  deviceCount: number;
  onlineCount: number;
}

/** Reads fleets by name with the counts of their devices, one more than asked for where there are more. */
export async function selectFleets(db: Queryable, query: FleetQuery): Promise<FleetView[]> {
  const conditions = [Prisma.sql`true`];
  if (query.id !== undefined) conditions.push(Prisma.sql`f.id = ${query.id}::uuid`);
  if (query.q !== undefined) conditions.push(Prisma.sql`strpos(lower(f.name), lower(${query.q})) > 0`);
  if (query.afterName !== null) conditions.push(Prisma.sql`f.name > ${query.afterName}`);
  const rows = await db.$queryRaw<FleetCountRow[]>`
    WITH page AS (
      SELECT f.* FROM fleets f WHERE ${Prisma.join(conditions, " AND ")} ORDER BY f.name LIMIT ${query.limit + 1}
    )
    SELECT p.id, p.name, p.description, p.tenant, p.channel, p.created_at AS "createdAt", count(d.id)::int AS "deviceCount",
           (count(d.id) FILTER (WHERE ${isOnlineNow(query.freshness)}))::int AS "onlineCount"
    FROM page p LEFT JOIN devices d ON d.fleet_id = p.id AND d.retired_at IS NULL
    GROUP BY p.id, p.name, p.description, p.tenant, p.channel, p.created_at ORDER BY p.name`;
  return rows.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
}
