import { requirePermission } from "#lib/access/require-permission.ts";
import { freshnessOf } from "#lib/devices/freshness.ts";
import { countBySighting } from "#lib/devices/store-counts.ts";
import type { DeviceSummary } from "#lib/devices/view.ts";
import type { Context } from "#lib/kernel/context.ts";

/** Counts the devices and how many of them are online. Retired devices do not count. */
export async function summarizeDevices(ctx: Context): Promise<DeviceSummary> {
  requirePermission(ctx.actor, "devices:read");
  return countBySighting(ctx.db, freshnessOf(ctx));
}
