import type { ActorView } from "#lib/access/rules/actor.ts";
import type { Queryable, Transaction } from "#lib/database/client.ts";

/** A file that arrives in pieces. */
export interface UploadRecord {
  id: string;
  versionId: string;
  fileName: string;
  /** Bytes. */
  fileSize: number;
  mimeType: string;
  sha256: string | null;
  createdAt: Date;
  expiresAt: Date;
  completedAt: Date | null;
}

export async function insertUpload(
  db: Queryable,
  upload: Omit<UploadRecord, "completedAt"> & { createdBy: ActorView },
): Promise<void> {
  await db.fileUpload.create({
    data: { ...upload, fileSize: BigInt(upload.fileSize), createdBy: { ...upload.createdBy } },
    select: { id: true },
  });
}

export async function findUpload(db: Queryable, id: string): Promise<UploadRecord | null> {
  const row = await db.fileUpload.findUnique({ where: { id } });
  if (!row) return null;
  const { versionId, fileName, fileSize, mimeType, sha256, createdAt, expiresAt, completedAt } = row;
  return { id, versionId, fileName, fileSize: Number(fileSize), mimeType, sha256, createdAt, expiresAt, completedAt };
}

/** Locks an upload until the commit and says whether it was completed; null where it is gone. */
export async function lockUpload(tx: Transaction, id: string): Promise<{ isCompleted: boolean } | null> {
  const [row] = await tx.$queryRaw<{ isCompleted: boolean }[]>`
    SELECT completed_at IS NOT NULL AS "isCompleted" FROM cdn_uploads WHERE id = ${id}::uuid FOR UPDATE`;
  return row ?? null;
}

export async function completeUpload(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx.fileUpload.update({ where: { id }, data: { completedAt: now }, select: { id: true } });
}

export async function deleteUpload(db: Queryable, id: string): Promise<void> {
  await db.fileUpload.deleteMany({ where: { id } });
}

export async function selectExpiredUploads(db: Queryable, now: Date, limit: number): Promise<string[]> {
  const rows = await db.fileUpload.findMany({ where: { expiresAt: { lt: now } }, select: { id: true }, take: limit });
  return rows.map(({ id }) => id);
}

/**
 * Takes an upload for a while, or takes it for longer. Times are the database's, so that several processes agree. Null
 * where somebody else has it or it is gone.
 */
export async function leaseUpload(
  db: Queryable,
  { id, holder, seconds }: { id: string; holder: string; seconds: number },
): Promise<{ releaseWanted: boolean } | null> {
  const [row] = await db.$queryRaw<{ releaseWanted: boolean }[]>`
    UPDATE cdn_uploads
    SET locked_by = ${holder}::uuid, locked_until = now() + make_interval(secs => ${seconds}::float8),
        release_wanted = release_wanted AND locked_by IS NOT DISTINCT FROM ${holder}::uuid
    WHERE id = ${id}::uuid AND (locked_by IS NULL OR locked_by = ${holder}::uuid OR locked_until < now())
    RETURNING release_wanted AS "releaseWanted"`;
  return row ?? null;
}

/** Asks whoever has an upload to let it go. False where it is gone. */
export async function wantUpload(db: Queryable, id: string): Promise<boolean> {
  const asked = await db.$executeRaw`
    UPDATE cdn_uploads SET release_wanted = locked_by IS NOT NULL WHERE id = ${id}::uuid`;
  return asked > 0;
}

export async function releaseUpload(db: Queryable, id: string, holder: string): Promise<void> {
  await db.fileUpload.updateMany({
    where: { id, lockedBy: holder },
    data: { lockedBy: null, lockedUntil: null, releaseWanted: false },
  });
}
