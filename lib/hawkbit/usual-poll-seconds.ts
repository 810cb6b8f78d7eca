import { requirePermission } from "#lib/access/require-permission.ts";
import type { DeviceView } from "#lib/devices/view.ts";
import { readSettings } from "#lib/hawkbit/settings/read.ts";
import type { Context } from "#lib/kernel/context.ts";

/** Tells the pause between polls of a device for which none of its own is set: its tenant's, else the server's. */
export async function readUsualPollSeconds(ctx: Context, { tenant }: Pick<DeviceView, "tenant">): Promise<number> {
  requirePermission(ctx.actor, "devices:read");
  const settings = tenant === null ? null : await readSettings(ctx.db, ctx.config, tenant);
  return settings?.pollingSeconds ?? ctx.config.pollSeconds;
}
