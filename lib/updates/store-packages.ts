import { readActor, type ActorView } from "#lib/access/rules/actor.ts";
import type { Content } from "#lib/artifacts/blobs/blob-store.ts";
import { fileAddress } from "#lib/artifacts/rules/file-address.ts";
import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import type { UpdatePackage } from "#lib/database/generated/client.ts";
import { savedShare } from "#lib/updates/rules/judge-delta.ts";
import type { DeltaFormat } from "#lib/updates/rules/formats.ts";
import type { PackageView } from "#lib/updates/view.ts";

/** What a tool brought, as it is kept and shown. */
export interface Attempt {
  format: DeltaFormat;
  level?: number;
  size?: number;
  seconds?: number;
  error?: string;
}

export type Pass = "fast" | "best";

/** A delta that is to be made: from one content to another. */
export interface NewDelta {
  productId: string;
  fromVersionId: string;
  toVersionId: string;
  fileName: string;
  baseFileName: string;
  baseSha256: string;
  resultSize: number;
  resultSha256: string;
  format: DeltaFormat;
  pass: Pass;
  releaseNotes: string;
  createdBy: ActorView;
}

/** Orders deltas. One that was dropped or failed is tried again; one that is made or under way stays. */
export async function insertDeltas(tx: Transaction, deltas: readonly NewDelta[], now: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO update_packages (product_id, from_version_id, to_version_id, file_name, base_file_name, base_sha256,
                                 is_delta, format, state, result_size, result_sha256, pending_pass, release_notes,
                                 created_at, created_by)
    SELECT d."productId", d."fromVersionId", d."toVersionId", d."fileName", d."baseFileName", d."baseSha256",
           true, d.format, 'queued', d."resultSize", d."resultSha256", d.pass, d."releaseNotes",
           ${now}::timestamptz, d."createdBy"
    FROM jsonb_to_recordset(${JSON.stringify(deltas)}::jsonb) AS d (
      "productId" uuid, "fromVersionId" uuid, "toVersionId" uuid, "fileName" text, "baseFileName" text,
      "baseSha256" text, format text, pass text, "resultSize" bigint, "resultSha256" text, "releaseNotes" text,
      "createdBy" jsonb)
    ON CONFLICT (from_version_id, to_version_id, file_name, format) DO UPDATE
      SET state = 'queued', pending_pass = excluded.pending_pass, reason = NULL, tries = 0, lease_until = NULL
      WHERE update_packages.state IN ('dropped', 'failed')
    RETURNING id`;
  return rows.map(({ id }) => id);
}

/** A delta in hand, with all that is needed to make it. */
export interface DeltaJob {
  id: string;
  productId: string;
  product: string;
  fromVersion: string;
  toVersion: string;
  fileName: string;
  format: DeltaFormat;
  pass: Pass;
  state: string;
  baseSha256: string;
  resultSha256: string;
  resultSize: number;
  /** Counts those who took it; with the lease it tells whether somebody else has it by now. */
  tries: number;
  leaseUntil: Date;
  /** Of the one that was made quickly. */
  earlier: { fileId: string; size: number; sha256: string } | null;
}

interface JobRow extends Omit<DeltaJob, "resultSize" | "earlier"> {
  resultSize: bigint;
  earlierFileId: string | null;
  earlierSize: bigint | null;
  earlierSha256: string | null;
}

/** Takes one delta that is to be made, the quick passes first, and holds it until the lease runs out. */
export async function takeDelta(db: Queryable, now: Date, leaseUntil: Date): Promise<DeltaJob | null> {
  const [row] = await db.$queryRaw<JobRow[]>`
    WITH next AS (
      SELECT id FROM update_packages
      WHERE pending_pass IS NOT NULL AND (lease_until IS NULL OR lease_until < ${now}::timestamptz)
      ORDER BY pending_pass DESC, created_at, array_position(ARRAY['xdelta3', 'zstd-patch-from', 'bsdiff'], format)
      LIMIT 1 FOR UPDATE SKIP LOCKED
    ), taken AS (
      UPDATE update_packages p SET lease_until = ${leaseUntil}::timestamptz, tries = p.tries + 1,
             state = CASE p.state WHEN 'queued' THEN 'making' ELSE p.state END
      FROM next WHERE p.id = next.id RETURNING p.*
    )
    SELECT t.id, t.product_id AS "productId", pr.slug AS product, older.version AS "fromVersion",
           newer.version AS "toVersion", t.file_name AS "fileName", t.format, t.pending_pass AS pass, t.state,
           t.base_sha256 AS "baseSha256", t.result_sha256 AS "resultSha256", t.result_size AS "resultSize", t.tries,
           t.lease_until AS "leaseUntil",
           f.id AS "earlierFileId", f.file_size AS "earlierSize", f.sha256 AS "earlierSha256"
    FROM taken t
    JOIN products pr ON pr.id = t.product_id
    JOIN versions older ON older.id = t.from_version_id
    JOIN versions newer ON newer.id = t.to_version_id
    LEFT JOIN cdn_files f ON f.id = t.file_id`;
  if (!row) return null;
  const { earlierFileId, earlierSize, earlierSha256, resultSize, ...job } = row;
  const earlier =
    earlierFileId === null ? null : { fileId: earlierFileId, size: Number(earlierSize), sha256: earlierSha256 ?? "" };
  return { ...job, resultSize: Number(resultSize), earlier };
}

/** When the next lease runs out; null where nothing is under way. */
export async function nextLeaseEnd(db: Queryable): Promise<Date | null> {
  const row = await db.updatePackage.findFirst({
    where: { pendingPass: { not: null }, leaseUntil: { not: null } },
    orderBy: { leaseUntil: "asc" },
    select: { leaseUntil: true },
  });
  return row?.leaseUntil ?? null;
}

/** What became of a pass. What is left out stays as it is. */
export interface DeltaOutcome {
  attempt: Attempt;
  state: "queued" | "ready" | "dropped" | "failed";
  pendingPass: Pass | null;
  reason: string | null;
  /** Set where another content is offered from now on. */
  file?: { id: string; size: number; sha256: string };
  /** Begins the count anew, for the pass that follows. */
  keepsTries?: boolean;
}

/**
 * Writes what became of a pass. False where the row is gone, as its version was deleted meanwhile, and where somebody
 * else took it, as the lease had run out.
 */
export async function saveOutcome(
  tx: Transaction,
  { id, tries, leaseUntil }: Pick<DeltaJob, "id" | "tries" | "leaseUntil">,
  { attempt, state, pendingPass, reason, file, keepsTries = false }: DeltaOutcome,
  now: Date,
): Promise<boolean> {
  const count = await tx.$executeRaw`
    UPDATE update_packages
    SET attempts = attempts || ${JSON.stringify([attempt])}::jsonb, state = ${state}, reason = ${reason},
        pending_pass = ${pendingPass}, lease_until = NULL,
        tries = CASE WHEN ${keepsTries}::boolean THEN tries ELSE 0 END,
        file_id = coalesce(${file?.id ?? null}::uuid, file_id),
        package_size = coalesce(${file?.size ?? null}::bigint, package_size),
        checksum = coalesce(${file?.sha256 ?? null}, checksum),
        distributed_at = CASE WHEN ${state} = 'ready' THEN coalesce(distributed_at, ${now}::timestamptz) END
    WHERE id = ${id}::uuid AND tries = ${tries}::int AND lease_until = ${leaseUntil}::timestamptz`;
  return count > 0;
}

/** Inserts the file of a delta, which is no version's and no module's. */
export async function insertDeltaFile(
  tx: Transaction,
  file: { fileName: string; filePath: string; content: Content; uploadedBy: ActorView },
  now: Date,
): Promise<string> {
  const { fileName, filePath, content, uploadedBy } = file;
  const { sha256, sha1, md5, size } = content;
  const { id } = await tx.file.create({
    data: {
      fileName,
      filePath,
      mimeType: "application/octet-stream",
      fileSize: BigInt(size),
      sha256,
      sha1,
      md5,
      uploadedAt: now,
      uploadedBy: { ...uploadedBy },
    },
    select: { id: true },
  });
  return id;
}

export async function deleteFile(tx: Transaction, id: string): Promise<void> {
  await tx.file.deleteMany({ where: { id } });
}

export async function saveReleaseNotes(tx: Transaction, ids: readonly string[], releaseNotes: string): Promise<void> {
  await tx.updatePackage.updateMany({ where: { id: { in: [...ids] } }, data: { releaseNotes } });
}

export interface PackageQuery {
  productId: string;
  version?: string | undefined;
  kind?: "full" | "delta" | undefined;
  after: readonly [string, string] | null;
  limit: number;
}

/** Reads packages, the newest first, one more than asked for where there are more. */
export async function selectPackages(db: Queryable, query: PackageQuery): Promise<PackageView[]> {
  const conditions = [Prisma.sql`p.product_id = ${query.productId}::uuid`];
  if (query.version !== undefined) conditions.push(Prisma.sql`newer.version = ${query.version}`);
  if (query.kind !== undefined) conditions.push(Prisma.sql`p.is_delta = ${query.kind === "delta"}`);
  if (query.after) {
    conditions.push(Prisma.sql`(p.created_at, p.id) < (${query.after[0]}::timestamptz, ${query.after[1]}::uuid)`);
  }
  return readViews(db, Prisma.join(conditions, " AND "), query.limit + 1);
}

export async function findPackages(db: Queryable, ids: readonly string[]): Promise<PackageView[]> {
  return readViews(db, Prisma.sql`p.id = ANY(${[...ids]}::uuid[])`, ids.length);
}

async function readViews(db: Queryable, where: Prisma.Sql, limit: number): Promise<PackageView[]> {
  const names = await db.$queryRaw<
    { id: string; fromVersion: string | null; toVersion: string; download: string | null }[]
  >`
    SELECT p.id, older.version AS "fromVersion", newer.version AS "toVersion", f.file_name AS download
    FROM update_packages p
    JOIN versions newer ON newer.id = p.to_version_id
    LEFT JOIN versions older ON older.id = p.from_version_id
    LEFT JOIN cdn_files f ON f.id = p.file_id
    WHERE ${where} ORDER BY p.created_at DESC, p.id DESC LIMIT ${limit}`;
  const rows = await db.updatePackage.findMany({ where: { id: { in: names.map(({ id }) => id) } } });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return names.flatMap((named) => {
    const row = byId.get(named.id);
    return row ? [toView(row, named)] : [];
  });
}

/** The columns hold only what this file and the migration's triggers wrote, so the casts are safe. */
function toView(
  row: UpdatePackage,
  { fromVersion, toVersion, download }: { fromVersion: string | null; toVersion: string; download: string | null },
): PackageView {
  const packageSize = row.packageSize === null ? null : Number(row.packageSize);
  const resultSize = Number(row.resultSize);
  const isThere = row.state === "ready" && row.checksum !== null && download !== null;
  return {
    id: row.id,
    productId: row.productId,
    fromVersion,
    toVersion,
    fileName: row.fileName,
    isDelta: row.isDelta,
    format: row.format as PackageView["format"],
    state: row.state as PackageView["state"],
    packageSize,
    resultSize,
    checksum: row.checksum,
    resultSha256: row.resultSha256,
    url: isThere ? fileAddress({ sha256: row.checksum ?? "", fileName: download }) : null,
    savedShare: row.isDelta && packageSize !== null ? savedShare(packageSize, resultSize) : null,
    isImproving: row.state === "ready" && row.pendingPass !== null,
    attempts: row.attempts as unknown as Attempt[],
    reason: row.reason,
    releaseNotes: row.releaseNotes,
    createdAt: row.createdAt.toISOString(),
    createdBy: readActor(row.createdBy),
  };
}
