import { toActorView } from "#lib/access/rules/actor.ts";
import { requireReach } from "#lib/access/teams/require-reach.ts";
import { openForFiles, requireFreeName } from "#lib/artifacts/change-files.ts";
import { findDamagedFile } from "#lib/artifacts/store-files.ts";
import { uploadMetadataInput } from "#lib/artifacts/uploads/input.ts";
import { insertUpload } from "#lib/artifacts/uploads/store-uploads.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";

/** How long an upload may take, with all of its breaks. */
export const UPLOAD_SECONDS_MAX = 2 * 86_400;

/** Notes that a file is to come. What can be refused is refused now and not after a gigabyte. */
export async function beginUpload(
  ctx: Context,
  { id, size, metadata }: { id: string; size: number; metadata: Record<string, string | null> },
): Promise<void> {
  const { versionId, filename, filetype, sha256 } = parseInput(uploadMetadataInput, metadata);
  await requireReach(ctx, { versionId });
  if (size === 0) throw invalidInput({ path: "Upload-Length", message: "The file is empty." });

  await inTransaction(ctx, async (tx) => {
    // A damaged file may come again, also to a version whose files stay as they are.
    if (!(await findDamagedFile(tx, versionId, filename))) {
      await requireFreeName(tx, await openForFiles(tx, versionId), filename);
    }
    const now = ctx.clock.now();
    await insertUpload(tx, {
      id,
      versionId,
      fileName: filename,
      fileSize: size,
      mimeType: filetype,
      sha256: sha256 ?? null,
      createdAt: now,
      createdBy: toActorView(ctx.actor),
      expiresAt: new Date(now.getTime() + UPLOAD_SECONDS_MAX * 1_000),
    });
  });
}
