import { Prisma } from "#lib/database/client.ts";
import { printWord } from "#lib/devices/rules/query/print-query.ts";
import { narrow, type DeviceFilter } from "#lib/devices/rules/filter.ts";

/** A version as devices name it. */
interface RunVersion {
  version: string;
  digest: string | null;
}

/** Says in SQL whether a row of device_apps under the alias `a` is this version: by its content, else by its number. */
export function isVersion({ version, digest }: RunVersion): Prisma.Sql {
  return Prisma.sql`(a.digest = ${digest} OR (a.digest IS NULL AND a.version = ${version}))`;
}

/** The same in the language of device queries, for a rollout that goes to just these devices. */
export function runsQuery(productSlug: string, { version, digest }: RunVersion): string {
  const field = (column: string) => printWord(`app.${productSlug}.${column}`);
  const byNumber = `(${field("digest")}=='';${field("version")}==${quoted(version)})`;
  return digest === null ? byNumber : `${field("digest")}==${quoted(digest)},${byNumber}`;
}

function quoted(text: string): string {
  return `"${text.replaceAll(/[\\"*]/g, String.raw`\$&`)}"`;
}

/** Means the devices of a place that run a version now. */
export function filterOfRunning(place: DeviceFilter, productSlug: string, version: RunVersion): DeviceFilter {
  return narrow(place, { query: runsQuery(productSlug, version) });
}
