import type { Context } from "#lib/kernel/context.ts";
import { deleteOldNotes } from "#lib/updates/store-notifications.ts";

const DAY_MILLIS = 86_400_000;
/** Twice as long as statistics look back. */
const KEPT_DAYS = 180;
const ROWS_AT_ONCE = 10_000;

/**
 * Forgets what clients that are no devices were told of long ago: they need no token and come under new names as they
 * like. One that still asks is noted again. Safe to run twice.
 */
export async function forgetClients(ctx: Context): Promise<void> {
  const before = new Date(ctx.clock.now().getTime() - KEPT_DAYS * DAY_MILLIS);
  let forgotten = 0;
  for (;;) {
    const count = await deleteOldNotes(ctx.db, before, ROWS_AT_ONCE);
    forgotten += count;
    if (count < ROWS_AT_ONCE) break;
  }
  ctx.log.debug({ forgotten }, "What clients were told of long ago is forgotten.");
}
