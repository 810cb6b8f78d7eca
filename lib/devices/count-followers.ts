import { requirePermission } from "#lib/access/require-permission.ts";
import { countByChannel } from "#lib/devices/store-counts.ts";
import type { Context } from "#lib/kernel/context.ts";

/**
 * Counts the devices that run an app by the channel that they follow: their own, else their fleet's, else stable. For
 * pages that say whom a promotion reaches; clients that only ask for updates are not known beforehand.
 */
export async function countFollowers(ctx: Context, app: string): Promise<Record<string, number>> {
  requirePermission(ctx.actor, "devices:read");
  const rows = await countByChannel(ctx.db, app);
  return Object.fromEntries(rows.map(({ channel, deviceCount }) => [channel, deviceCount]));
}
