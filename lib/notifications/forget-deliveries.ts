import type { Context } from "#lib/kernel/context.ts";
import { secondsAfter } from "#lib/kernel/clock.ts";
import { dropDeliveriesBefore } from "#lib/notifications/store-deliveries.ts";

const DAY_SECONDS = 86_400;
const KEPT_DAYS = 30;

/** Forgets what was settled a month ago. Safe to run twice. */
export async function forgetDeliveries(ctx: Context): Promise<void> {
  const count = await dropDeliveriesBefore(ctx.db, secondsAfter(ctx.clock.now(), -KEPT_DAYS * DAY_SECONDS));
  if (count > 0) ctx.log.debug({ count }, "Old messages were forgotten.");
}
