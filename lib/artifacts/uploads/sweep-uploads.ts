import { openBlobStore } from "#lib/artifacts/blobs/open-store.ts";
import { UPLOAD_SECONDS_MAX } from "#lib/artifacts/uploads/begin-upload.ts";
import { deleteUpload, selectExpiredUploads } from "#lib/artifacts/uploads/store-uploads.ts";
import type { Context } from "#lib/kernel/context.ts";

const AT_ONCE = 500;

/** Forgets uploads whose time is over, and pieces that belong to none. Answers how many uploads. */
export async function sweepUploads(ctx: Context): Promise<number> {
  const now = ctx.clock.now();
  const { pieces } = openBlobStore(ctx.config);
  const expired = await selectExpiredUploads(ctx.db, now, AT_ONCE);
  for (const id of expired) {
    await pieces.drop(id);
    await deleteUpload(ctx.db, id);
  }
  await pieces.dropBefore(new Date(now.getTime() - UPLOAD_SECONDS_MAX * 1_000));
  return expired.length;
}
