import { Prisma } from "#lib/database/client.ts";
import { escapeLike } from "#lib/database/like.ts";
import { type DeviceField, readDeviceQuery } from "#lib/devices/rules/device-query.ts";
import type { Freshness } from "#lib/devices/rules/device.ts";
import type { Sign, Test } from "#lib/devices/rules/query/bind-query.ts";
import { textOf } from "#lib/devices/rules/query/tree.ts";
import { isOnlineNow } from "#lib/devices/store-online.ts";
import { compileQuery, SIGNS, testColumn } from "#lib/devices/store-query.ts";
import { invalidInput } from "#lib/kernel/input.ts";
import { isUuid } from "#lib/kernel/uuid.ts";
import { parseVersionTag, precedenceKey } from "#lib/products/rules/semver.ts";

/**
 * Says in SQL which devices a text means, over `devices` under the alias `d`: a part of their name, or a query. Throws
 * INVALID_INPUT for a text that is neither; input schemas have refused it before.
 */
export function matchesDeviceQuery(text: string, freshness: Freshness): Prisma.Sql {
  const read = readDeviceQuery(text);
  if ("fault" in read) throw invalidInput({ path: "query", message: read.fault.message });
  const { query } = read;
  if (query.kind === "words") return matchesWords(query.text);
  return compileQuery(query.query, (field, test) => testDevice(field, test, freshness));
}

/** Says in SQL whether a text is a part of a device's name, or the start of its id. */
function matchesWords(text: string): Prisma.Sql {
  const pattern = escapeLike(text);
  return Prisma.sql`(d.name ILIKE ${`%${pattern}%`} OR d.id::text LIKE ${`${pattern.toLowerCase()}%`})`;
}

function testDevice(field: DeviceField, test: Test, freshness: Freshness): Prisma.Sql {
  const { now } = freshness;
  if (field.of === "attribute") {
    return testColumn(Prisma.sql`(d.attributes ->> ${field.name}::text)`, field.kind, test, now);
  }
  if (field.of === "app") return testApp(field, test, now);
  if (field.column === "fleet") return testFleet(test, now);
  return testColumn(columnOf(field.column, freshness), field.kind, test, now);
}

type PlainColumn = Exclude<Extract<DeviceField, { of: "device" }>["column"], "fleet">;

function columnOf(column: PlainColumn, freshness: Freshness): Prisma.Sql {
  switch (column) {
    case "id":
      return Prisma.sql`d.id`;
    case "name":
      return Prisma.sql`d.name`;
    case "controllerId":
      return Prisma.sql`d.controller_id`;
    case "tag":
      return Prisma.sql`d.tags`;
    case "address":
      return Prisma.sql`d.address`;
    case "online":
      return isOnlineNow(freshness);
    case "lastSeen":
      return Prisma.sql`d.last_seen_at`;
    case "created":
      return Prisma.sql`d.created_at`;
  }
}

/** A fleet is meant by its name or its id. Fleets are few, so that they are looked through once and devices by index. */
function testFleet(test: Test, now: Date): Prisma.Sql {
  const hasName = testColumn(Prisma.sql`f.name`, "text", test, now);
  const named = Prisma.sql`d.fleet_id IN (SELECT f.id FROM fleets f WHERE ${hasName} OR f.id = ANY(${idsIn(test)}::uuid[]))`;
  return meansNone(test) ? Prisma.sql`(d.fleet_id IS NULL OR ${named})` : named;
}

function idsIn(test: Test): string[] {
  return test.kind === "anyOf" ? test.values.map(textOf).filter(isUuid) : [];
}

/** A device that does not run the app is one that has no version and no digest of it. */
function testApp(field: Extract<DeviceField, { of: "app" }>, test: Test, now: Date): Prisma.Sql {
  const column = field.column === "version" ? Prisma.sql`a.version` : Prisma.sql`a.digest`;
  const fits =
    test.kind === "order" && field.kind === "version"
      ? testPrecedence(field.app, test.sign, test.text)
      : testColumn(column, field.kind, test, now);
  const runs = Prisma.sql`d.id IN (SELECT a.device_id FROM device_apps a WHERE a.app = ${field.app} AND ${fits})`;
  if (!meansNone(test)) return runs;
  return Prisma.sql`(${runs} OR d.id NOT IN (SELECT a.device_id FROM device_apps a WHERE a.app = ${field.app}))`;
}

function meansNone(test: Test): boolean {
  return test.kind === "anyOf" && test.values.some(({ parts }) => parts.length === 1 && parts[0] === "");
}

const SEMVER = (() => {
  const number = "(0|[1-9][0-9]*)";
  const identifiers = String.raw`[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*`;
  return String.raw`^v?${number}\.${number}\.${number}(?:-(${identifiers}))?(?:\+${identifiers})?$`;
})();

/**
 * Compares by SemVer precedence. The key of `precedenceKey` is made here for versions that Slipway need not know:
 * once for each version that devices name, not once for each device. What is no SemVer version is neither newer nor
 * older.
 */
function testPrecedence(app: string, sign: Sign, text: string): Prisma.Sql {
  const version = parseVersionTag(text);
  if (version === null) throw new Error("A version that is compared was checked before.");
  return Prisma.sql`a.version IN (
    SELECT said.version
    FROM (SELECT DISTINCT version FROM device_apps WHERE app = ${app}) said
    CROSS JOIN LATERAL regexp_match(said.version, ${SEMVER}) AS cut(parts)
    CROSS JOIN LATERAL (
      SELECT string_agg(length(length(part)::text)::text || length(part)::text || part, '' ORDER BY place) AS text
      FROM unnest(cut.parts[1:3]) WITH ORDINALITY AS number(part, place)
    ) core
    CROSS JOIN LATERAL (
      SELECT string_agg(CASE WHEN part ~ '^[0-9]+$'
                             THEN '0' || length(length(part)::text)::text || length(part)::text || part
                             ELSE '1' || part || '!' END, '' ORDER BY place) AS text
      FROM unnest(string_to_array(cut.parts[4], '.')) WITH ORDINALITY AS identifier(part, place)
    ) prerelease
    WHERE (core.text || coalesce('-' || prerelease.text, '~')) COLLATE "C" ${SIGNS[sign]} ${precedenceKey(version)}::text)`;
}
