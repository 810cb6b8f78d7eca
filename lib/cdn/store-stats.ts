import type { AddressedFile } from "#lib/artifacts/rules/file-address.ts";
import type { DayCounts, RegionDay } from "#lib/cdn/rules/stats.ts";
import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";

/** Downloads of one file on one day. */
export interface FileDayCounts extends DayCounts, AddressedFile {
  /** UTC, as YYYY-MM-DD. */
  day: string;
}

/*
 * An address names a content and a name, which several versions may have: the newest of them gets the count. Contents
 * that are gone get none. Rows are locked in one order, so that two writers never wait for each other in a circle.
 */
const resolve = (counts: readonly FileDayCounts[]) => Prisma.sql`
  SELECT newest.id AS file_id, c.day::date AS day, sum(c.downloads) AS downloads, sum(c.bytes) AS bytes,
         sum(c.hits) AS hits, sum(c.misses) AS misses
  FROM json_to_recordset(${JSON.stringify(counts)}::json) AS c(sha256 text, "fileName" text, day text, downloads bigint, bytes bigint,
                                         hits bigint, misses bigint)
  JOIN LATERAL (SELECT f.id FROM cdn_files f WHERE f.sha256 = c.sha256 AND f.file_name = c."fileName"
                ORDER BY f.uploaded_at DESC, f.id LIMIT 1) newest ON true
  GROUP BY newest.id, c.day ORDER BY newest.id, c.day`;

const ADD_UP = Prisma.sql`
  ON CONFLICT (file_id, region, day) DO UPDATE SET
    downloads = d.downloads + excluded.downloads, bytes = d.bytes + excluded.bytes,
    hits = d.hits + excluded.hits, misses = d.misses + excluded.misses`;

/** Adds counts to a region's days. */
export async function addCounts(db: Queryable, region: string, counts: readonly FileDayCounts[]): Promise<void> {
  if (counts.length === 0) return;
  await db.$executeRaw`
    INSERT INTO cdn_file_days AS d (file_id, region, day, downloads, bytes, hits, misses)
    SELECT file_id, ${region}, day, downloads, bytes, hits, misses FROM (${resolve(counts)}) AS added
    ${ADD_UP}`;
}

/** Adds downloads from this server itself: to its days, and to the hours of the products whose files they are. */
export async function addServed(
  db: Queryable,
  region: string,
  { counts, at }: { counts: readonly FileDayCounts[]; at: Date },
): Promise<void> {
  if (counts.length === 0) return;
  await db.$executeRaw`
    WITH added AS MATERIALIZED (${resolve(counts)}), hours AS (
      INSERT INTO traffic_hours AS t (product_id, hour, downloads)
      SELECT v.product_id, date_trunc('hour', ${at}::timestamptz, 'UTC'), sum(added.downloads)
      FROM added JOIN cdn_files f ON f.id = added.file_id JOIN versions v ON v.id = f.version_id
      GROUP BY v.product_id HAVING sum(added.downloads) > 0 ORDER BY v.product_id
      ON CONFLICT (product_id, hour) DO UPDATE SET downloads = t.downloads + excluded.downloads
    )
    INSERT INTO cdn_file_days AS d (file_id, region, day, downloads, bytes, hits, misses)
    SELECT file_id, ${region}, day, downloads, bytes, hits, misses FROM added
    ${ADD_UP}`;
}

/** Writes counts in the place of what stands there: for a provider that tells whole days. */
export async function replaceCounts(db: Queryable, region: string, counts: readonly FileDayCounts[]): Promise<void> {
  if (counts.length === 0) return;
  await db.$executeRaw`
    INSERT INTO cdn_file_days AS d (file_id, region, day, downloads, bytes, hits, misses)
    SELECT file_id, ${region}, day, downloads, bytes, hits, misses FROM (${resolve(counts)}) AS told
    ON CONFLICT (file_id, region, day) DO UPDATE SET
      downloads = excluded.downloads, bytes = excluded.bytes, hits = excluded.hits, misses = excluded.misses`;
}

interface DayRow {
  region: string;
  day: Date;
  downloads: bigint | null;
  bytes: bigint | null;
  hits: bigint | null;
  misses: bigint | null;
}

/** Reads a file's counts from a day on. */
export async function selectFileDays(db: Queryable, fileId: string, since: string): Promise<RegionDay[]> {
  const rows = await db.fileDay.findMany({
    where: { fileId, day: { gte: new Date(since) } },
    orderBy: [{ day: "asc" }, { region: "asc" }],
  });
  return rows.map(toRegionDay);
}

/** Reads the counts of all files together from a day on. */
export async function selectDays(db: Queryable, since: string): Promise<RegionDay[]> {
  const rows = await db.fileDay.groupBy({
    by: ["day", "region"],
    where: { day: { gte: new Date(since) } },
    _sum: { downloads: true, bytes: true, hits: true, misses: true },
    orderBy: [{ day: "asc" }, { region: "asc" }],
  });
  return rows.map(({ day, region, _sum }) => toRegionDay({ day, region, ..._sum }));
}

/** Names the files with the most downloads from a day on. */
export async function selectTopFiles(
  db: Queryable,
  since: string,
  limit: number,
): Promise<
  {
    fileId: string;
    fileName: string;
    product: string | null;
    version: string | null;
    downloads: number;
    bytes: number;
  }[]
> {
  const rows = await db.$queryRaw<
    {
      fileId: string;
      fileName: string;
      product: string | null;
      version: string | null;
      downloads: bigint;
      bytes: bigint;
    }[]
  >`
    SELECT f.id AS "fileId", f.file_name AS "fileName", p.slug AS product, v.version, t.downloads, t.bytes
    FROM (SELECT file_id, sum(downloads)::bigint AS downloads, sum(bytes)::bigint AS bytes FROM cdn_file_days
          WHERE day >= ${since}::date GROUP BY file_id ORDER BY 2 DESC, 3 DESC LIMIT ${limit}) t
    JOIN cdn_files f ON f.id = t.file_id
    LEFT JOIN versions v ON v.id = f.version_id LEFT JOIN products p ON p.id = v.product_id
    ORDER BY t.downloads DESC, t.bytes DESC, f.file_name`;
  return rows.map((row) => ({ ...row, downloads: Number(row.downloads), bytes: Number(row.bytes) }));
}

function toRegionDay({ region, day, downloads, bytes, hits, misses }: DayRow): RegionDay {
  return {
    region,
    day: day.toISOString().slice(0, 10),
    downloads: Number(downloads ?? 0),
    bytes: Number(bytes ?? 0),
    hits: Number(hits ?? 0),
    misses: Number(misses ?? 0),
  };
}

/** How far a log was read; zero where nobody has. A log is known by its beginning, since its name changes. */
export async function findLogPlace(db: Queryable, region: string, fingerprint: string): Promise<number> {
  const row = await db.cdnLogPlace.findUnique({ where: { region_fingerprint: { region, fingerprint } } });
  return Number(row?.offset ?? 0);
}

/** Moves on in a log, from where the caller read on. False where somebody else was faster: nothing may be counted then. */
export async function moveOnInLog(
  tx: Transaction,
  { region, fingerprint, from, to }: { region: string; fingerprint: string; from: number; to: number },
  now: Date,
): Promise<boolean> {
  const moved = await tx.$executeRaw`
    INSERT INTO cdn_log_places AS l (region, fingerprint, "offset", updated_at)
    SELECT ${region}, ${fingerprint}, ${to}::bigint, ${now}::timestamptz
    WHERE ${from}::bigint = 0 OR EXISTS (SELECT 1 FROM cdn_log_places p WHERE p.region = ${region} AND p.fingerprint = ${fingerprint})
    ON CONFLICT (region, fingerprint) DO UPDATE SET "offset" = excluded."offset", updated_at = excluded.updated_at
    WHERE l."offset" = ${from}::bigint`;
  return moved === 1;
}
