import type { BlobStore } from "#lib/artifacts/blobs/blob-store.ts";
import { HashCheck, type ContentCheck } from "#lib/artifacts/blobs/checked.ts";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { findOwnerOfContent, insertDamage, isKnownAsDamaged } from "#lib/artifacts/store-damage.ts";
import { lockContent } from "#lib/artifacts/store-files.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";

/** A content that was read well is trusted for a day; disks do not rot by the hour. */
const TRUSTED_MILLIS = 86_400_000;
const REMEMBERED_MAX = 50_000;

/** When this process last read a content well, and which it is reading now. */
const trusted = new Map<string, number>();
const underWay = new Set<string>();

interface Expected {
  sha256: string;
  size: number;
  name: string;
}

/**
 * Says how a content is to be watched while it is sent whole; null where it was read well not long ago, or is being
 * watched. Throws UNAVAILABLE at once where the store has another size of it.
 */
export async function watchContent(ctx: Context, blobs: BlobStore, file: Expected): Promise<ContentCheck | null> {
  const { sha256, size } = file;
  if (isTrusted(sha256) || underWay.has(sha256)) return null;
  const kept = await blobs.sizeOf(sha256);
  // What is not there at all is for whoever opens it to say.
  if (kept === null) return null;
  if (kept !== size) return reportDamage(ctx, file, { size: kept });
  underWay.add(sha256);
  return new HashCheck(file, async (found) => {
    underWay.delete(sha256);
    if (found) return reportDamage(ctx, file, found);
    trust(sha256);
  });
}

/** Forgets a check that came to no end, as when the other side went away. */
export function unwatchContent(sha256: string): void {
  underWay.delete(sha256);
}

/** Reads a content of which only parts are asked for, once and by itself. What is wrong with it is told, not thrown. */
export async function verifyContent(ctx: Context, file: Expected): Promise<void> {
  const blobs = openBlobStore(ctx.config);
  try {
    const check = await watchContent(ctx, blobs, file);
    if (check === null) return;
    for await (const piece of await blobs.open(file.sha256)) check.update(piece as Uint8Array);
    await check.end();
  } catch (error) {
    ctx.log.debug({ err: error, sha256: file.sha256 }, "A content could not be verified.");
  } finally {
    unwatchContent(file.sha256);
  }
}

/** Takes a damaged content out of the store and tells of it once. Throws UNAVAILABLE: whoever asked gets nothing. */
export async function reportDamage(ctx: Context, file: Expected, found: Partial<Expected>): Promise<never> {
  const { sha256, name } = file;
  trusted.delete(sha256);
  await openBlobStore(ctx.config).setAside(sha256);
  await inTransaction(ctx, async (tx) => {
    await lockContent(tx, sha256);
    if (!(await insertDamage(tx, { sha256, found }, ctx.clock.now()))) return;
    const owner = await findOwnerOfContent(tx, sha256);
    recordEvent(ctx, tx, {
      type: "file_quarantined",
      subject: owner?.versionId ? { kind: "version", id: owner.versionId } : { kind: "file", id: sha256 },
      productId: owner?.productId ?? null,
      data: { name: owner?.fileName ?? name, sha256, found },
    });
  });
  ctx.log.error({ sha256, name, found }, "A content is damaged and was taken out of the store.");
  throw damagedFile(name);
}

/** Says why a content that a file has cannot be opened: it was damaged, which is our fault, or it is not there. */
export async function explainMissing(ctx: Context, { sha256, name }: Expected, error: unknown): Promise<unknown> {
  const isMissing = error instanceof DomainError && error.code === "NOT_FOUND";
  return isMissing && (await isKnownAsDamaged(ctx.db, sha256)) ? damagedFile(name) : error;
}

function damagedFile(name: string): DomainError {
  return new DomainError(
    "UNAVAILABLE",
    `The content of ${name} was found damaged and is not handed out. Uploading the same file again brings it back.`,
  );
}

function isTrusted(sha256: string): boolean {
  const at = trusted.get(sha256);
  return at !== undefined && Date.now() - at < TRUSTED_MILLIS;
}

function trust(sha256: string): void {
  trusted.delete(sha256);
  trusted.set(sha256, Date.now());
  const [oldest] = trusted.keys();
  if (trusted.size > REMEMBERED_MAX && oldest !== undefined) trusted.delete(oldest);
}
