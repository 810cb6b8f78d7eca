import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { openForFiles, refreshDigest } from "#lib/artifacts/change-files.ts";
import { uploadFileInput } from "#lib/artifacts/input.ts";
import { keepContent, requireHashes } from "#lib/artifacts/keep-content.ts";
import { receiveFile, type UploadForm } from "#lib/artifacts/receive-file.ts";
import { insertFile, selectNamedContents, toFileView } from "#lib/artifacts/store-files.ts";
import type { FileView } from "#lib/artifacts/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Adds a file to a version. It is streamed to the disk first; nothing of it can be seen before all of it is there. */
export async function uploadFile(ctx: Context, form: UploadForm): Promise<FileView> {
  requirePermission(ctx.actor, "versions:write");

  return receiveFile(ctx, form, async ({ fields, fileName, mimeType, content }) => {
    const input = parseInput(uploadFileInput, { fileName, ...Object.fromEntries(fields) });
    requireHashes(content, input);

    return inTransaction(ctx, async (tx) => {
      await keepContent(tx, content);
      const version = await openForFiles(tx, input.versionId);
      const names = (await selectNamedContents(tx, version.id)).map((file) => file.fileName);
      if (names.includes(input.fileName)) {
        throw new DomainError(
          "CONFLICT",
          `${version.product} ${version.version} already has a file ${input.fileName}.`,
        );
      }
      const filePath = openBlobStore(ctx.config).pathOf(content.sha256);
      const file = await insertFile(
        tx,
        {
          owner: { versionId: version.id },
          fileName: input.fileName,
          filePath,
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
          name: input.fileName,
          product: version.product,
          version: version.version,
          sha256: content.sha256,
          size: content.size,
        },
      });
      return toFileView(file);
    });
  });
}
