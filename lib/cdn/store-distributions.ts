import { afterStep, statesBefore, type DistributionState, type DistributionStep } from "#lib/cdn/rules/distribution.ts";
import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import type { FileDistribution } from "#lib/database/generated/client.ts";

export type DistributionRecord = FileDistribution;

/** A file that is to be in a region and is not noted there yet. */
export interface MissingPlace {
  fileId: string;
  sha256: string;
  fileName: string;
  region: string;
  provider: string;
  baseUrl: string;
}

/**
 * Files that everybody may fetch: of a version, or of a delta between two, whose product is not private, and not beyond
 * their time. hawkBit's modules are for devices alone.
 */
const publicFiles = (now: Date) => Prisma.sql`
  SELECT f.id, f.sha256, f.file_name FROM cdn_files f
  JOIN versions v ON v.id = f.version_id JOIN products p ON p.id = v.product_id
  WHERE NOT p.is_private AND (f.expires_at IS NULL OR f.expires_at > ${now}::timestamptz)
  UNION
  SELECT f.id, f.sha256, f.file_name FROM cdn_files f
  JOIN update_packages u ON u.file_id = f.id JOIN products p ON p.id = u.product_id
  WHERE NOT p.is_private AND (f.expires_at IS NULL OR f.expires_at > ${now}::timestamptz)`;

/** Finds files that some enabled region has no row for yet. */
export async function selectMissingPlaces(db: Queryable, now: Date, limit: number): Promise<MissingPlace[]> {
  return db.$queryRaw<MissingPlace[]>`
    SELECT f.id AS "fileId", f.sha256, f.file_name AS "fileName", r.name AS region, r.provider, r.base_url AS "baseUrl"
    FROM cdn_regions r CROSS JOIN (${publicFiles(now)}) f
    WHERE r.enabled AND NOT EXISTS (SELECT 1 FROM cdn_distributions d WHERE d.file_id = f.id AND d.region = r.name)
    LIMIT ${limit}`;
}

export interface NewPlace {
  fileId: string;
  region: string;
  provider: string;
  path: string;
  url: string;
}

export async function insertPlaces(db: Queryable, places: readonly NewPlace[], now: Date): Promise<void> {
  await db.fileDistribution.createMany({
    data: places.map((place) => ({ ...place, state: "pending", nextTryAt: now, createdAt: now, updatedAt: now })),
    skipDuplicates: true,
  });
}

/**
 * Finds files that are in a region and not for everybody any more, as when their product became private or their time is
 * over. Locks them.
 */
export async function selectPlacesToRemove(
  tx: Transaction,
  now: Date,
  limit: number,
): Promise<{ fileId: string; region: string; path: string }[]> {
  return tx.$queryRaw`
    SELECT d.file_id AS "fileId", d.region, d.path FROM cdn_distributions d
    WHERE d.state NOT IN ('removing', 'removed')
      AND NOT EXISTS (SELECT 1 FROM (${publicFiles(now)}) f WHERE f.id = d.file_id)
    LIMIT ${limit} FOR UPDATE SKIP LOCKED`;
}

/** Brings files back that are for everybody again. */
export async function restorePlaces(db: Queryable, now: Date): Promise<number> {
  return db.$executeRaw`
    UPDATE cdn_distributions d SET state = 'pending', attempts = 0, error = NULL,
      next_try_at = ${now}::timestamptz, updated_at = ${now}::timestamptz
    WHERE d.state = 'removed' AND EXISTS (SELECT 1 FROM (${publicFiles(now)}) f WHERE f.id = d.file_id)`;
}

export interface ClaimedPlace {
  fileId: string;
  region: string;
  path: string;
  /** How many tries there were with this one; a result holds only while it is the newest. */
  attempts: number;
}

/**
 * Claims files that are to be warmed up: nobody else takes them until `leaseUntil`. Should this process die with them,
 * they are due again then.
 */
export async function claimPlaces(
  tx: Transaction,
  { now, leaseUntil, limit }: { now: Date; leaseUntil: Date; limit: number },
): Promise<ClaimedPlace[]> {
  return tx.$queryRaw<ClaimedPlace[]>`
    UPDATE cdn_distributions d SET next_try_at = ${leaseUntil}::timestamptz, attempts = d.attempts + 1
    FROM (SELECT file_id, d.region FROM cdn_distributions d JOIN cdn_regions r ON r.name = d.region AND r.enabled
          WHERE d.state = 'pending' AND d.next_try_at <= ${now}::timestamptz
          ORDER BY d.next_try_at LIMIT ${limit} FOR UPDATE OF d SKIP LOCKED) AS due
    WHERE d.file_id = due.file_id AND d.region = due.region
    RETURNING d.file_id AS "fileId", d.region, d.path, d.attempts`;
}

/** Writes what came of a claimed warm-up. False where somebody changed it meanwhile: then that holds. */
export async function saveWarmUp(
  db: Queryable,
  place: ClaimedPlace,
  result: { state: DistributionState; error: string | null; nextTryAt: Date | null },
  now: Date,
): Promise<boolean> {
  const changed = await db.fileDistribution.updateMany({
    where: { fileId: place.fileId, region: place.region, state: "pending", attempts: place.attempts },
    data: { ...result, updatedAt: now },
  });
  return changed.count === 1;
}

/** Takes a step with a file in some regions, wherever it means something there. */
export async function stepPlaces(
  tx: Transaction,
  {
    fileId,
    regions,
    step,
    error = null,
  }: { fileId: string; regions: readonly string[]; step: DistributionStep; error?: string | null },
  now: Date,
): Promise<void> {
  for (const before of statesBefore(step)) {
    const state = afterStep(before, step);
    if (state === null) continue;
    await tx.fileDistribution.updateMany({
      where: { fileId, region: { in: [...regions] }, state: before, NOT: { state, error } },
      data: { state, error, attempts: 0, nextTryAt: now, updatedAt: now },
    });
  }
}

/** Notes why a cache has not forgotten a file, and where nobody tries any more, that it failed. */
export async function tellPlace(
  tx: Transaction,
  { fileId, region, error, isOver }: { fileId: string; region: string; error: string; isOver: boolean },
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE cdn_distributions SET error = ${error}, updated_at = ${now}::timestamptz, attempts = attempts + 1,
      state = CASE WHEN ${isOver} AND state = 'invalidating' THEN 'failed' ELSE state END
    WHERE file_id = ${fileId}::uuid AND region = ${region} AND state IN ('invalidating', 'removing')`;
}

/** Where a file is, region by region. */
export async function selectPlaces(db: Queryable, fileId: string): Promise<DistributionRecord[]> {
  return db.fileDistribution.findMany({ where: { fileId }, orderBy: { region: "asc" } });
}

/** The addresses in a region that begin so, for caches that know no patterns. */
export async function selectPathsWithPrefix(
  db: Queryable,
  { region, prefix, limit }: { region: string; prefix: string; limit: number },
): Promise<string[]> {
  const rows = await db.fileDistribution.findMany({
    where: { region, path: { startsWith: prefix } },
    select: { path: true },
    distinct: ["path"],
    take: limit,
  });
  return rows.map(({ path }) => path);
}

export async function countPlaces(db: Queryable): Promise<{ region: string; state: string; count: number }[]> {
  const rows = await db.fileDistribution.groupBy({ by: ["region", "state"], _count: true });
  return rows.map(({ region, state, _count }) => ({ region, state, count: _count }));
}

/** Gives every file of a region its address anew, and has it warmed up there. */
export async function movePlaces(
  tx: Transaction,
  { region, provider, baseUrl }: { region: string; provider: string; baseUrl: string },
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE cdn_distributions SET url = ${baseUrl} || path, provider = ${provider}, attempts = 0, error = NULL,
      state = CASE WHEN state IN ('distributed', 'failed') THEN 'pending' ELSE state END,
      next_try_at = ${now}::timestamptz, updated_at = ${now}::timestamptz
    WHERE region = ${region} AND state <> 'removed'`;
}

/** Returns when the next file is to be warmed up, or null. */
export async function findNextWarmUpAt(db: Queryable): Promise<Date | null> {
  const next = await db.fileDistribution.aggregate({
    where: { state: "pending", cdnRegion: { enabled: true } },
    _min: { nextTryAt: true },
  });
  return next._min.nextTryAt;
}

/** Forgets files that were removed everywhere a while ago, and are no more. */
export async function dropRemovedBefore(db: Queryable, before: Date): Promise<number> {
  return db.$executeRaw`
    DELETE FROM cdn_distributions d WHERE state = 'removed' AND updated_at < ${before}::timestamptz
      AND NOT EXISTS (SELECT 1 FROM cdn_files f WHERE f.id = d.file_id)`;
}
