import { toActorView } from "#lib/access/rules/actor.ts";
import type { StagedContent } from "#lib/artifacts/blobs/blob-store.ts";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { openForFiles, refreshDigest, requireFreeName } from "#lib/artifacts/change-files.ts";
import { keepContent } from "#lib/artifacts/keep-content.ts";
import { insertFile, toFileView } from "#lib/artifacts/store-files.ts";
import type { FileView } from "#lib/artifacts/view.ts";
import type { Transaction } from "#lib/database/client.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";

export interface AddedFile {
  /** Where it was given one before it came. */
  id?: string;
  versionId: string;
  fileName: string;
  mimeType: string;
  content: StagedContent;
}

/** Adds a content that has arrived to a version, under a name that is free there. */
export async function addFile(ctx: Context, tx: Transaction, added: AddedFile): Promise<FileView> {
  const { content, fileName, mimeType } = added;
  await keepContent(tx, content);
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
