import type { Context } from "#lib/kernel/context.ts";
import { noteInstalledByDevices } from "#lib/updates/store-notifications.ts";

/** Several rounds of the job that calls this, so that one that fails loses nothing. */
const LOOK_BACK_MILLIS = 15 * 60_000;

/** Notes which devices run what update checks told them of. */
export async function noteInstalled(ctx: Context): Promise<void> {
  const since = new Date(ctx.clock.now().getTime() - LOOK_BACK_MILLIS);
  await noteInstalledByDevices(ctx.db, since);
}
