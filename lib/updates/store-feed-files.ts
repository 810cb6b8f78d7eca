import type { Queryable } from "#lib/database/client.ts";

/** A file of a version as feeds need it. */
export interface FeedFileRow {
  id: string;
  fileName: string;
  sha256: string;
  /** Bytes. */
  size: number;
  mimeType: string;
  metadata: Record<string, unknown>;
  uploadedAt: Date;
}

/** All files of a version, companions too. */
export async function selectFeedFiles(db: Queryable, versionId: string): Promise<FeedFileRow[]> {
  const rows = await db.file.findMany({ where: { versionId }, orderBy: [{ fileSize: "desc" }, { fileName: "asc" }] });
  return rows.map(toFeedFile);
}

/** Finds a file of these versions by its name; the newest version that has one of this name wins. */
export async function findFileOfVersions(
  db: Queryable,
  versionIds: readonly string[],
  name: string,
  now: Date,
): Promise<FeedFileRow | null> {
  const [found] = await db.$queryRaw<{ id: string }[]>`
    SELECT f.id FROM cdn_files f JOIN versions v ON v.id = f.version_id
    WHERE f.version_id = ANY(${[...versionIds]}::uuid[]) AND f.file_name = ${name}
      AND (f.expires_at IS NULL OR f.expires_at > ${now}::timestamptz)
    ORDER BY v.precedence_key DESC LIMIT 1`;
  const row = found && (await db.file.findUnique({ where: { id: found.id } }));
  return row ? toFeedFile(row) : null;
}

/** Keeps what was worked out of a file's content, which never changes. */
export async function saveSha512(db: Queryable, fileId: string, sha512: string): Promise<void> {
  await db.$executeRaw`
    UPDATE cdn_files SET metadata = metadata || jsonb_build_object('sha512', ${sha512}::text)
    WHERE id = ${fileId}::uuid`;
}

interface Row {
  id: string;
  fileName: string;
  sha256: string;
  fileSize: bigint;
  mimeType: string;
  metadata: unknown;
  uploadedAt: Date;
}

/** What uploads wrote is an object, so the cast is safe. */
function toFeedFile({ id, fileName, sha256, fileSize, mimeType, metadata, uploadedAt }: Row): FeedFileRow {
  return {
    id,
    fileName,
    sha256,
    size: Number(fileSize),
    mimeType,
    metadata: metadata as Record<string, unknown>,
    uploadedAt,
  };
}
