import { requirePermission } from "#lib/access/require-permission.ts";
import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { collectFilesInput } from "#lib/artifacts/input.ts";
import { removeUnused } from "#lib/artifacts/keep-content.ts";
import { selectUsedContents } from "#lib/artifacts/store-files.ts";
import { sweepUploads } from "#lib/artifacts/uploads/sweep-uploads.ts";
import type { CollectedFiles } from "#lib/artifacts/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** No upload takes longer, and no transaction waits so long between its content and its row. */
const LEFT_OVER_AFTER_MILLIS = 86_400_000;
/** As many as are named; all are counted. */
const NAMED_MAX = 1_000;

/**
 * Removes contents that no file has, and what killed uploads left behind, once they are a day old. A dry run only says
 * what would go.
 */
export async function collectFiles(ctx: Context, rawInput: unknown): Promise<CollectedFiles> {
  requirePermission(ctx.actor, "versions:write");
  const { dryRun } = parseInput(collectFilesInput, rawInput);
  const before = new Date(ctx.clock.now().getTime() - LEFT_OVER_AFTER_MILLIS);

  const store = openBlobStore(ctx.config);
  const found: CollectedFiles = { dryRun, count: 0, bytes: 0, contents: [], droppedUploads: 0 };
  if (!dryRun) found.droppedUploads = (await sweepUploads(ctx)) + (await store.dropStagedBefore(before));
  for await (const contents of store.listOlderThan(before)) {
    const used = await selectUsedContents(ctx.db, contents);
    for (const sha256 of contents.filter((content) => !used.has(content))) {
      const size = (await store.sizeOf(sha256)) ?? 0;
      // Looked at again under its lock: somebody may have uploaded the same content since.
      if (!dryRun && !(await removeUnused(ctx, [sha256]))) continue;
      found.count++;
      found.bytes += size;
      if (found.contents.length < NAMED_MAX) found.contents.push({ sha256, size });
    }
  }
  if (!dryRun && found.count > 0) await tell(ctx, found);
  return found;
}

async function tell(ctx: Context, { count, bytes }: CollectedFiles): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    recordEvent(ctx, tx, { type: "files_collected", subject: { kind: "file", id: "all" }, data: { count, bytes } });
    return Promise.resolve();
  });
}
