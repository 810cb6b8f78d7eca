import { dropRemovedBefore } from "#lib/cdn/store-distributions.ts";
import { dropInvalidationsBefore } from "#lib/cdn/store-invalidations.ts";
import type { Context } from "#lib/kernel/context.ts";

const DAY_MILLIS = 86_400_000;
/** People look up for so long what became of a deleted file. */
const REMOVED_DAYS = 30;
const INVALIDATION_DAYS = 90;

/** Deletes what has served its time. Safe to run twice, and while everything else runs. */
export async function keepCdnHouse(ctx: Context): Promise<void> {
  const before = (days: number) => new Date(ctx.clock.now().getTime() - days * DAY_MILLIS);
  await dropRemovedBefore(ctx.db, before(REMOVED_DAYS));
  await dropInvalidationsBefore(ctx.db, before(INVALIDATION_DAYS));
}
