import { toActorView } from "#lib/access/rules/actor.ts";
import type { StagedContent } from "#lib/artifacts/blobs/blob-store.ts";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { openForFiles, refreshDigest, requireFreeName } from "#lib/artifacts/change-files.ts";
import { keepContent } from "#lib/artifacts/keep-content.ts";
import { findDamagedFile, findVersionFile, insertFile, toFileView, type FileRow } from "#lib/artifacts/store-files.ts";
import type { FileView } from "#lib/artifacts/view.ts";
import type { Transaction } from "#lib/database/client.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";

export interface AddedFile {
  /** Where it was given one before it came. */
  id?: string;
  versionId: string;
  fileName: string;
  mimeType: string;
  content: StagedContent;
  cacheControl?: string | undefined;
  expiresAt?: Date | undefined;
}

/**
 * Adds a content that has arrived to a version, under a name that is free there. Where the version has this very file
 * and its content was damaged, the file gets its content back, whatever became of the version since.
 */
export async function addFile(ctx: Context, tx: Transaction, added: AddedFile): Promise<FileView> {
  const { content, fileName, mimeType, cacheControl, expiresAt } = added;
  const mended = await findDamagedFile(tx, added.versionId, fileName);
  await keepContent(tx, content);
  if (mended?.sha256 === content.sha256) return mendFile(ctx, tx, mended);
  const version = await openForFiles(tx, added.versionId);
  await requireFreeName(tx, version, fileName);
  const file = await insertFile(
    tx,
    {
      ...(added.id !== undefined && { id: added.id }),
      owner: { versionId: version.id },
      fileName,
      filePath: openBlobStore(ctx.config).pathOf(content.sha256),
      mimeType,
      content,
      uploadedBy: toActorView(ctx.actor),
      cacheControl,
      expiresAt,
    },
    ctx.clock.now(),
  );
  await refreshDigest(tx, version);
  recordEvent(ctx, tx, {
    type: "file_uploaded",
    subject: { kind: "version", id: version.id },
    productId: version.productId,
    data: {
      name: fileName,
      product: version.product,
      version: version.version,
      sha256: content.sha256,
      size: content.size,
    },
  });
  return toFileView(file);
}

async function mendFile(ctx: Context, tx: Transaction, { id }: FileRow): Promise<FileView> {
  const file = await findVersionFile(tx, id);
  if (!file) throw notFound("file");
  recordEvent(ctx, tx, {
    type: "file_mended",
    subject: { kind: "version", id: file.versionId },
    data: { name: file.fileName, sha256: file.sha256 },
  });
  return file;
}
