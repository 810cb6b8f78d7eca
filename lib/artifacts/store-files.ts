import { readActor, type ActorView } from "#lib/access/rules/actor.ts";
import type { Reach } from "#lib/access/rules/reach.ts";
import { withinReach } from "#lib/access/teams/store-reach.ts";
import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import type { File as FileRow } from "#lib/database/generated/client.ts";
import type { Content } from "#lib/artifacts/blobs/blob-store.ts";
import { selectDamaged } from "#lib/artifacts/store-damage.ts";
import type { FileView } from "#lib/artifacts/view.ts";

export type { FileRow };

export interface NewFile {
  id?: string;
  owner: { versionId: string } | { moduleId: number };
  fileName: string;
  filePath: string;
  mimeType: string;
  content: Content;
  uploadedBy: ActorView;
  cacheControl?: string | undefined;
  expiresAt?: Date | undefined;
}

/** Waits for whoever keeps or removes the same content; held until the commit. */
export async function lockContent(tx: Transaction, sha256: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`content:${sha256}`}, 0))`;
}

/** Inserts a file. The caller holds the lock of its owner and knows that the name is free. */
export async function insertFile(tx: Transaction, file: NewFile, now: Date): Promise<FileRow> {
  const { id, owner, fileName, filePath, mimeType, content, uploadedBy } = file;
  return tx.file.create({
    data: {
      ...(id !== undefined && { id }),
      ...owner,
      fileName,
      filePath,
      mimeType,
      fileSize: BigInt(content.size),
      sha256: content.sha256,
      sha1: content.sha1,
      md5: content.md5,
      cacheControl: file.cacheControl ?? null,
      expiresAt: file.expiresAt ?? null,
      uploadedBy: { ...uploadedBy },
      uploadedAt: now,
    },
  });
}

export async function findVersionFile(db: Queryable, id: string): Promise<FileView | null> {
  const row = await db.file.findUnique({ where: { id } });
  return row?.versionId ? toFileView(row, await selectDamaged(db, [row.sha256])) : null;
}

/** What matters of a file to whoever fetches it by its hash and name. */
export interface PublishedFile {
  mimeType: string;
  /** Bytes. */
  fileSize: number;
  uploadedAt: Date;
  cacheControl: string | null;
  expiresAt: Date | null;
  /** Of a product that is not private; of the files with this hash and name one is enough. */
  isPublic: boolean;
  /** Of a product that the caller reaches; of the files with this hash and name one is enough here too. */
  isReached: boolean;
}

export async function findPublishedFile(
  db: Queryable,
  { sha256, fileName }: { sha256: string; fileName: string },
  reach: Reach | undefined,
): Promise<PublishedFile | null> {
  const [row] = await db.$queryRaw<(Omit<PublishedFile, "fileSize"> & { fileSize: bigint })[]>`
    SELECT f.mime_type AS "mimeType", f.file_size AS "fileSize", f.uploaded_at AS "uploadedAt",
           f.cache_control AS "cacheControl", f.expires_at AS "expiresAt",
           coalesce(NOT vp.is_private, false) OR EXISTS (
             SELECT 1 FROM update_packages u JOIN products p ON p.id = u.product_id
             WHERE u.file_id = f.id AND NOT p.is_private) AS "isPublic",
           (${withinReach(reach, { product: Prisma.sql`vp.id` })}) IS TRUE OR EXISTS (
             SELECT 1 FROM update_packages u
             WHERE u.file_id = f.id AND ${withinReach(reach, { product: Prisma.sql`u.product_id` })}) AS "isReached"
    FROM cdn_files f
    LEFT JOIN versions v ON v.id = f.version_id
    LEFT JOIN products vp ON vp.id = v.product_id
    WHERE f.sha256 = ${sha256} AND f.file_name = ${fileName}
    ORDER BY "isPublic" DESC, "isReached" DESC, f.expires_at DESC NULLS FIRST LIMIT 1`;
  return row ? { ...row, fileSize: Number(row.fileSize) } : null;
}

/** Finds a version's file whose content is damaged, by its name. */
export async function findDamagedFile(db: Queryable, versionId: string, fileName: string): Promise<FileRow | null> {
  const row = await db.file.findFirst({ where: { versionId, fileName } });
  return row && (await selectDamaged(db, [row.sha256])).has(row.sha256) ? row : null;
}

/** Reads a version's files by name, one more than asked for where there are more. */
export async function selectVersionFiles(
  db: Queryable,
  { versionId, after, limit }: { versionId: string; after: string | null; limit: number },
): Promise<FileView[]> {
  const rows = await db.file.findMany({
    where: { versionId, ...(after !== null && { fileName: { gt: after } }) },
    orderBy: { fileName: "asc" },
    take: limit + 1,
  });
  const damaged = await selectDamaged(
    db,
    rows.map(({ sha256 }) => sha256),
  );
  return rows.map((row) => toFileView(row, damaged));
}

export async function deleteFileRow(tx: Transaction, id: string): Promise<void> {
  await tx.file.deleteMany({ where: { id } });
}

/** Says which of these contents some file still has. */
export async function selectUsedContents(db: Queryable, sha256s: readonly string[]): Promise<Set<string>> {
  const rows = await db.file.findMany({
    where: { sha256: { in: [...sha256s] } },
    select: { sha256: true },
    distinct: ["sha256"],
  });
  return new Set(rows.map((row) => row.sha256));
}

/** A version as far as its files go. */
export interface VersionOfFiles {
  id: string;
  productId: string;
  product: string;
  kind: string;
  version: string;
  /** Some rollout has it as its target, so that devices may have its files or be about to fetch them. */
  wasRolledOut: boolean;
  /** Somebody holds what it consists of. */
  isHeld: boolean;
}

/**
 * Locks a version against everybody else who changes its files or rolls it out, then reads it: in one statement a rollout
 * that was waited for could not be seen. Null where there is none.
 */
export async function lockVersionOfFiles(tx: Transaction, versionId: string): Promise<VersionOfFiles | null> {
  await tx.$queryRaw`SELECT 1 FROM versions WHERE id = ${versionId}::uuid FOR UPDATE`;
  const [row] = await tx.$queryRaw<VersionOfFiles[]>`
    SELECT v.id, v.product_id AS "productId", p.slug AS product, p.kind, v.version,
           EXISTS (SELECT 1 FROM image_rollouts r
                   WHERE r.product_id = v.product_id AND (r.to_version = v.version OR r.digest = v.digest))
             AS "wasRolledOut",
           EXISTS (SELECT 1 FROM release_holds h
                   WHERE h.product_id = v.product_id AND h.digest = v.digest AND h.released_at IS NULL) AS "isHeld"
    FROM versions v JOIN products p ON p.id = v.product_id
    WHERE v.id = ${versionId}::uuid`;
  return row ?? null;
}

/** Who has a version's files, or was told to fetch them. */
export interface VersionUsers {
  /** Numbers of rollouts, the newest ten. */
  rollouts: number[];
  /** Channels on which it is being handed out. */
  distributions: string[];
  /** Devices and others that were told of it as an update. */
  clients: number;
}

export async function countUsers(
  db: Queryable,
  { id, productId, version }: Pick<VersionOfFiles, "id" | "productId" | "version">,
): Promise<VersionUsers> {
  const rollouts = await db.$queryRaw<{ number: number }[]>`
    SELECT r.number FROM image_rollouts r JOIN versions v ON v.id = ${id}::uuid
    WHERE r.product_id = ${productId}::uuid AND (r.to_version = ${version} OR r.digest = v.digest)
    ORDER BY r.number DESC LIMIT 10`;
  const distributions = await db.$queryRaw<{ name: string }[]>`
    SELECT DISTINCT c.name FROM update_distributions d JOIN channels c ON c.id = d.channel_id
    WHERE (d.version_id = ${id}::uuid OR d.other_version_id = ${id}::uuid)
      AND d.status IN ('scheduled', 'running', 'paused')
    ORDER BY c.name`;
  return {
    rollouts: rollouts.map(({ number }) => number),
    distributions: distributions.map(({ name }) => name),
    clients: await db.updateNotification.count({ where: { versionId: id } }),
  };
}

export async function selectNamedContents(
  tx: Queryable,
  versionId: string,
): Promise<{ id: string; fileName: string; sha256: string }[]> {
  return tx.file.findMany({ where: { versionId }, select: { id: true, fileName: true, sha256: true } });
}

/** What insertFile wrote, so the casts are safe. */
export function toFileView(row: FileRow, damaged: ReadonlySet<string> = new Set()): FileView {
  return {
    id: row.id,
    versionId: row.versionId ?? "",
    fileName: row.fileName,
    fileSize: Number(row.fileSize),
    mimeType: row.mimeType,
    sha256: row.sha256,
    sha1: row.sha1,
    md5: row.md5,
    uploadedAt: row.uploadedAt.toISOString(),
    uploadedBy: readActor(row.uploadedBy),
    cacheControl: row.cacheControl,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    isDamaged: damaged.has(row.sha256),
  };
}
