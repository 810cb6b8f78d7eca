import { requirePermission } from "#lib/access/require-permission.ts";
import { openForFiles, refreshDigest, requireUnused } from "#lib/artifacts/change-files.ts";
import { fileIdInput } from "#lib/artifacts/input.ts";
import { removeUnused } from "#lib/artifacts/keep-content.ts";
import { deleteFileRow, findVersionFile } from "#lib/artifacts/store-files.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Takes a file away from a version that was never rolled out. The content stays as long as another file has it. */
export async function deleteFile(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "versions:write");
  const { fileId } = parseInput(fileIdInput, rawInput);

  const sha256 = await inTransaction(ctx, async (tx) => {
    const versionId = (await findVersionFile(tx, fileId))?.versionId;
    if (versionId === undefined) throw notFound("file");
    await requireUnused(tx, versionId);
    const version = await openForFiles(tx, versionId);
    // Read again under the version's lock: somebody else may have been faster.
    const file = await findVersionFile(tx, fileId);
    if (!file) throw notFound("file");
    await deleteFileRow(tx, fileId);
    await refreshDigest(tx, version);
    recordEvent(ctx, tx, {
      type: "file_deleted",
      subject: { kind: "version", id: version.id },
      productId: version.productId,
      data: { name: file.fileName, product: version.product, version: version.version, sha256: file.sha256 },
    });
    return file.sha256;
  });
  await removeUnused(ctx, [sha256]);
}
