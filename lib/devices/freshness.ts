import type { Freshness } from "#lib/devices/rules/device.ts";
import type { Context } from "#lib/kernel/context.ts";

/** What it takes to say whether a device is online now. */
export function freshnessOf(ctx: Context): Freshness {
  return { pollSeconds: ctx.config.pollSeconds, now: ctx.clock.now() };
}
