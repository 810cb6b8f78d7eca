import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { BaseCandidate } from "#lib/updates/rules/delta-bases.ts";

/** A whole file that came to a channel, of which nobody has asked yet what deltas it is worth. */
export interface NewFull {
  id: string;
  productId: string;
  product: string;
  versionId: string;
  version: string;
  precedenceKey: string;
  fileName: string;
  sha256: string;
  size: number;
}

/** Takes whole files in hand, so that of several processes one orders their deltas. */
export async function lockNewFulls(tx: Transaction, limit: number): Promise<NewFull[]> {
  const rows = await tx.$queryRaw<(Omit<NewFull, "size"> & { size: bigint })[]>`
    SELECT p.id, p.product_id AS "productId", pr.slug AS product, v.id AS "versionId", v.version,
           v.precedence_key AS "precedenceKey", p.file_name AS "fileName", p.result_sha256 AS sha256,
           p.result_size AS size
    FROM update_packages p
    JOIN versions v ON v.id = p.to_version_id
    JOIN products pr ON pr.id = p.product_id
    WHERE NOT p.is_delta AND p.distributed_at IS NULL AND pr.kind <> 'image'
      AND EXISTS (SELECT 1 FROM channel_versions cv WHERE cv.version_id = v.id)
    ORDER BY p.created_at LIMIT ${limit} FOR UPDATE OF p SKIP LOCKED`;
  return rows.map((row) => ({ ...row, size: Number(row.size) }));
}

export async function markConsidered(tx: Transaction, ids: readonly string[], now: Date): Promise<void> {
  await tx.updatePackage.updateMany({ where: { id: { in: [...ids] } }, data: { distributedAt: now } });
}

export interface BaseVersion extends BaseCandidate {
  version: string;
  isFloor: boolean;
}

const CANDIDATES_MAX = 200;

/** The versions before one on its channels, the newest first, with how many devices and clients run each: one query. */
export async function selectBaseCandidates(
  db: Queryable,
  { productId, product, versionId }: { productId: string; product: string; versionId: string },
): Promise<BaseVersion[]> {
  return db.$queryRaw<BaseVersion[]>`
    WITH older AS (
      SELECT DISTINCT o.version_id, o.precedence_key
      FROM channel_versions mine
      JOIN channel_versions o ON o.channel_id = mine.channel_id AND o.precedence_key < mine.precedence_key
      WHERE mine.version_id = ${versionId}::uuid
      ORDER BY o.precedence_key DESC LIMIT ${CANDIDATES_MAX}
    ), running AS (
      SELECT a.version, count(*)::int AS devices FROM device_apps a
      JOIN devices d ON d.id = a.device_id AND d.retired_at IS NULL
      WHERE a.app = ${product} GROUP BY a.version
    ), installed AS (
      SELECT n.version_id, count(*)::int AS clients FROM update_notifications n
      WHERE n.product_id = ${productId}::uuid AND n.installed_at IS NOT NULL GROUP BY n.version_id
    )
    SELECT v.id, v.version, v.precedence_key AS "precedenceKey", v.is_floor AS "isFloor",
           coalesce(running.devices, 0) + coalesce(installed.clients, 0) AS "deviceCount"
    FROM older
    JOIN versions v ON v.id = older.version_id
    LEFT JOIN running ON running.version = v.version
    LEFT JOIN installed ON installed.version_id = v.id
    ORDER BY v.precedence_key DESC`;
}

export interface VersionFile {
  versionId: string;
  fileName: string;
  sha256: string;
}

/** The files of versions that are packages. */
export async function selectPackagedFiles(db: Queryable, versionIds: readonly string[]): Promise<VersionFile[]> {
  const rows = await db.updatePackage.findMany({
    where: { toVersionId: { in: [...versionIds] }, isDelta: false, state: "ready" },
    select: { toVersionId: true, fileName: true, resultSha256: true },
  });
  return rows.map((row) => ({ versionId: row.toVersionId, fileName: row.fileName, sha256: row.resultSha256 }));
}

/** The whole files of a version, or the one that is named. */
export async function selectFulls(
  db: Queryable,
  { versionId, fileId }: { versionId: string; fileId: string | null },
): Promise<NewFull[]> {
  const rows = await db.$queryRaw<(Omit<NewFull, "size"> & { size: bigint })[]>`
    SELECT p.id, p.product_id AS "productId", pr.slug AS product, v.id AS "versionId", v.version,
           v.precedence_key AS "precedenceKey", p.file_name AS "fileName", p.result_sha256 AS sha256,
           p.result_size AS size
    FROM update_packages p JOIN versions v ON v.id = p.to_version_id JOIN products pr ON pr.id = p.product_id
    WHERE p.to_version_id = ${versionId}::uuid AND NOT p.is_delta AND p.file_id IS NOT NULL
      AND (${fileId}::uuid IS NULL OR p.file_id = ${fileId}::uuid)
    ORDER BY p.result_size DESC, p.file_name`;
  return rows.map((row) => ({ ...row, size: Number(row.size) }));
}

/** The versions strictly between two that must be run, the lowest first. */
export async function selectFloorsBetween(
  db: Queryable,
  productId: string,
  fromKey: string,
  toKey: string,
): Promise<string[]> {
  const rows = await db.$queryRaw<{ version: string }[]>`
    SELECT version FROM versions
    WHERE product_id = ${productId}::uuid AND is_floor AND precedence_key > ${fromKey} AND precedence_key < ${toKey}
    ORDER BY precedence_key`;
  return rows.map((row) => row.version);
}
