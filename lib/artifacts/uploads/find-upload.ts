import { requirePermission } from "#lib/access/require-permission.ts";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { uploadIdInput } from "#lib/artifacts/uploads/input.ts";
import { requireUpload } from "#lib/artifacts/uploads/upload-store.ts";
import type { UploadView } from "#lib/artifacts/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Reads how far an upload has come. Throws NOT_FOUND, also where it has expired. */
export async function getUpload(ctx: Context, rawInput: unknown): Promise<UploadView> {
  requirePermission(ctx.actor, "versions:write");
  const { uploadId } = parseInput(uploadIdInput, rawInput);
  const upload = await requireUpload(ctx, uploadId);
  const { id, versionId, fileName, fileSize, expiresAt, completedAt } = upload;
  const offset = completedAt ? fileSize : await openBlobStore(ctx.config).pieces.sizeOf(id);
  return {
    id,
    versionId,
    fileName,
    fileSize,
    offset,
    expiresAt: expiresAt.toISOString(),
    fileId: completedAt ? id : null,
  };
}
