import { makeSetUpSecret } from "#lib/access/make-set-up-secret.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { countUsers } from "#lib/access/store-users.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";

/**
 * Makes the one-time secret with which the first administrator is made. Earlier ones end: only the link printed last
 * works. Null when somebody can sign in already.
 */
export async function offerFirstSetUp(ctx: Context): Promise<string | null> {
  requirePermission(ctx.actor, "users:write");
  return inTransaction(ctx, async (tx) => ((await countUsers(tx)) > 0 ? null : makeSetUpSecret(ctx, tx, null)));
}
