import { requirePermission } from "#lib/access/require-permission.ts";
import { deleteOldAdoption, insertAdoptionSamples } from "#lib/devices/store-adoption.ts";
import type { Context } from "#lib/kernel/context.ts";

const KEPT_DAYS = 31;

/** Notes what the fleet runs now, where that has changed, and forgets what is older than a month. Safe to run twice. */
export async function sampleAdoption(ctx: Context): Promise<void> {
  requirePermission(ctx.actor, "devices:write");
  const now = ctx.clock.now();
  await insertAdoptionSamples(ctx.db, now);
  await deleteOldAdoption(ctx.db, new Date(now.getTime() - KEPT_DAYS * 86_400_000));
}
