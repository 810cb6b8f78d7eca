import { addFile } from "#lib/artifacts/add-file.ts";
import type { StagedContent } from "#lib/artifacts/blobs/blob-store.ts";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { detectMediaType } from "#lib/artifacts/detect-media-type.ts";
import { requireHashes } from "#lib/artifacts/keep-content.ts";
import {
  completeUpload,
  deleteUpload,
  findUpload,
  lockUpload,
  type UploadRecord,
} from "#lib/artifacts/uploads/store-uploads.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound, type ErrorCode } from "#lib/kernel/errors.ts";

/** With these the same bytes could never become a file, so that nothing is kept for another try. */
const FINAL: ReadonlySet<ErrorCode> = new Set(["INVALID_INPUT", "CONFLICT", "WRONG_STATE", "NOT_FOUND"]);

/** Makes a file of an upload that has arrived whole. Done again, as after a kill in between, it changes nothing. */
export async function finishUpload(ctx: Context, upload: UploadRecord): Promise<void> {
  const { id, versionId, fileName, fileSize, mimeType: claimed, sha256 } = upload;
  const { pieces } = openBlobStore(ctx.config);
  let content: StagedContent | undefined;
  try {
    content = await pieces.gather(id);
    const staged = content;
    if (content.size !== fileSize) throw new Error(`${content.size} of ${fileSize} bytes are here.`);
    requireHashes(content, { sha256: sha256 ?? undefined });
    const mimeType = await detectMediaType({ fileName, claimed, head: content.head });
    await inTransaction(ctx, async (tx) => {
      const state = await lockUpload(tx, id);
      if (state === null) throw notFound("upload");
      if (state.isCompleted) return;
      await addFile(ctx, tx, { id, versionId, fileName, mimeType, content: staged });
      await completeUpload(tx, id, ctx.clock.now());
    });
  } catch (error) {
    // Somebody else was faster and has dropped the pieces.
    if ((await findUpload(ctx.db, id))?.completedAt) return;
    if (!(error instanceof DomainError) || !FINAL.has(error.code)) throw error;
    await deleteUpload(ctx.db, id);
    await pieces.drop(id);
    throw error;
  } finally {
    await content?.discard();
  }
  await pieces.drop(id);
}
