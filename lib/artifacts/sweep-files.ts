import { collectFiles } from "#lib/artifacts/collect-files.ts";
import type { Context } from "#lib/kernel/context.ts";

/** Removes what nobody has any more, as often as housekeeping comes by. */
export async function sweepFiles(ctx: Context): Promise<void> {
  const { count, bytes, droppedUploads } = await collectFiles(ctx, { dryRun: false });
  ctx.log.debug({ count, bytes, droppedUploads }, "Files that nobody has were swept.");
}
