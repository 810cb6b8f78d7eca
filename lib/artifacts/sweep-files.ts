import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { removeUnused } from "#lib/artifacts/keep-content.ts";
import { selectUsedContents } from "#lib/artifacts/store-files.ts";
import { sweepUploads } from "#lib/artifacts/uploads/sweep-uploads.ts";
import type { Context } from "#lib/kernel/context.ts";

/** No upload takes longer, and no transaction waits so long between its content and its row. */
const LEFT_OVER_AFTER_MILLIS = 86_400_000;

/** Removes what killed uploads left behind: half-written files, and contents that never got a row. */
export async function sweepFiles(ctx: Context): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - LEFT_OVER_AFTER_MILLIS);
  const store = openBlobStore(ctx.config);
  const uploads = await sweepUploads(ctx);
  const dropped = await store.dropStagedBefore(before);
  let unused = 0;
  for await (const contents of store.listOlderThan(before)) {
    const used = await selectUsedContents(ctx.db, contents);
    const left = contents.filter((sha256) => !used.has(sha256));
    unused += left.length;
    await removeUnused(ctx, left);
  }
  ctx.log.debug({ uploads, dropped, unused }, "Files that nobody has were swept.");
}
