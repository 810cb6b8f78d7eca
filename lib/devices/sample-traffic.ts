import { requirePermission } from "#lib/access/require-permission.ts";
import { deleteOldTraffic, saveDevicesHeard } from "#lib/devices/store-traffic.ts";
import type { Context } from "#lib/kernel/context.ts";

const KEPT_DAYS = 31;

/** Notes which share of the fleet polls at this hour, and forgets what is older than a month. Safe to run twice. */
export async function sampleTraffic(ctx: Context): Promise<void> {
  requirePermission(ctx.actor, "devices:write");
  const now = ctx.clock.now();
  await saveDevicesHeard(ctx.db, now);
  await deleteOldTraffic(ctx.db, new Date(now.getTime() - KEPT_DAYS * 86_400_000));
}
