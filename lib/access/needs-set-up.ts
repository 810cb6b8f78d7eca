import { countUsers } from "#lib/access/store-users.ts";
import type { Context } from "#lib/kernel/context.ts";

/** Whether there is nobody yet who could sign in. Everybody may ask: the first page of all depends on it. */
export async function needsSetUp(ctx: Context): Promise<boolean> {
  return (await countUsers(ctx.db)) === 0;
}
