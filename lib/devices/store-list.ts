import { Prisma, type Queryable } from "#lib/database/client.ts";
import type { DEVICE_SORTS } from "#lib/devices/input.ts";
import type { Freshness } from "#lib/devices/rules/device.ts";
import { momentOf, type TimePoint } from "#lib/devices/rules/query/time.ts";
import { matchesDeviceQuery } from "#lib/devices/store-device-query.ts";
import { isOnlineNow } from "#lib/devices/store-online.ts";

export type DeviceSort = (typeof DEVICE_SORTS)[number];

export interface DeviceConditions {
  fleet?: string | undefined;
  tag?: string[] | undefined;
  q?: string | undefined;
  seen?: "online" | "offline" | undefined;
  notSeenSince?: TimePoint | undefined;
  freshness: Freshness;
  app?: string | undefined;
  version?: string | undefined;
  retired: boolean;
}

export interface DeviceQuery extends DeviceConditions {
  sort: DeviceSort;
  /** Sort value and id of the last device seen. */
  after: readonly [string, string] | null;
  limit: number;
}

/** A device's id, and its sort value as text for the cursor. */
export interface DevicePlace {
  id: string;
  value: string;
}

/** Never seen sorts before everything that was seen, and has to compare with a cursor. */
const NEVER = Prisma.sql`'1970-01-01T00:00:00Z'::timestamptz`;

const SORT_KEYS: Record<"name" | "createdAt" | "lastSeenAt", { key: Prisma.Sql; cast: Prisma.Sql }> = {
  name: { key: Prisma.sql`d.name`, cast: Prisma.sql`text` },
  createdAt: { key: Prisma.sql`d.created_at`, cast: Prisma.sql`timestamptz` },
  lastSeenAt: { key: Prisma.sql`coalesce(d.last_seen_at, ${NEVER})`, cast: Prisma.sql`timestamptz` },
};

/** Finds the places of a page's devices by keyset, one more than asked for where there are more. */
export async function selectDevicePlaces(db: Queryable, query: DeviceQuery): Promise<DevicePlace[]> {
  const { key, cast } = SORT_KEYS[query.sort.replace("-", "") as keyof typeof SORT_KEYS];
  const descending = query.sort.startsWith("-");
  const direction = descending ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const conditions = conditionsOf(query);
  if (query.after) {
    const [value, id] = query.after;
    const beyond = descending ? Prisma.sql`<` : Prisma.sql`>`;
    conditions.push(Prisma.sql`(${key}, d.id) ${beyond} (${value}::${cast}, ${id}::uuid)`);
  }
  return db.$queryRaw<DevicePlace[]>`
    SELECT d.id, to_jsonb(${key}) #>> '{}' AS value FROM devices d
    WHERE ${Prisma.join(conditions, " AND ")}
    ORDER BY ${key} ${direction}, d.id ${direction} LIMIT ${query.limit + 1}`;
}

export async function countListed(db: Queryable, query: DeviceConditions): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM devices d WHERE ${Prisma.join(conditionsOf(query), " AND ")}`;
  return row?.count ?? 0;
}

function conditionsOf(query: DeviceConditions): Prisma.Sql[] {
  const conditions = [query.retired ? Prisma.sql`d.retired_at IS NOT NULL` : Prisma.sql`d.retired_at IS NULL`];
  if (query.fleet !== undefined) conditions.push(inFleet(query.fleet));
  if (query.tag?.length) conditions.push(Prisma.sql`d.tags @> ${query.tag}::text[]`);
  if (query.q !== undefined) conditions.push(matchesDeviceQuery(query.q, query.freshness));
  if (query.seen === "online") conditions.push(isOnlineNow(query.freshness));
  if (query.seen === "offline") conditions.push(Prisma.sql`${isOnlineNow(query.freshness)} IS NOT TRUE`);
  if (query.notSeenSince) {
    const moment = momentOf(query.notSeenSince, query.freshness.now);
    conditions.push(Prisma.sql`(d.last_seen_at IS NULL OR d.last_seen_at < ${moment}::timestamptz)`);
  }
  if (query.app !== undefined) conditions.push(runs(query.app, query.version));
  return conditions;
}

function inFleet(fleet: string): Prisma.Sql {
  if (fleet === "none") return Prisma.sql`d.fleet_id IS NULL`;
  return Prisma.sql`d.fleet_id IN (SELECT f.id FROM fleets f WHERE f.name = ${fleet} OR f.id::text = ${fleet})`;
}

function runs(app: string, version: string | undefined): Prisma.Sql {
  const sameVersion = version === undefined ? Prisma.empty : Prisma.sql`AND a.version = ${version}`;
  return Prisma.sql`EXISTS (SELECT 1 FROM device_apps a WHERE a.device_id = d.id AND a.app = ${app} ${sameVersion})`;
}
