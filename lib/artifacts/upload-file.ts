import { requirePermission } from "#lib/access/require-permission.ts";
import { requireReach } from "#lib/access/teams/require-reach.ts";
import { addFile } from "#lib/artifacts/add-file.ts";
import { uploadFileInput } from "#lib/artifacts/input.ts";
import { requireHashes } from "#lib/artifacts/keep-content.ts";
import { detectMediaType } from "#lib/artifacts/detect-media-type.ts";
import { receiveFile, type UploadForm } from "#lib/artifacts/receive-file.ts";
import type { FileView } from "#lib/artifacts/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Adds a file to a version. It is streamed into the store first; nothing of it can be seen before all of it is there. */
export async function uploadFile(ctx: Context, form: UploadForm): Promise<FileView> {
  requirePermission(ctx.actor, "versions:write");

  return receiveFile(ctx, form, async ({ fields, fileName, mimeType: claimed, content }) => {
    const input = parseInput(uploadFileInput, { fileName, ...Object.fromEntries(fields) });
    await requireReach(ctx, { versionId: input.versionId });
    requireHashes(content, input);
    const mimeType = await detectMediaType({ fileName: input.fileName, claimed, head: content.head });
    return inTransaction(ctx, async (tx) => {
      const { versionId, fileName, cacheControl, expiresAt } = input;
      return addFile(ctx, tx, { versionId, fileName, cacheControl, expiresAt, mimeType, content });
    });
  });
}
