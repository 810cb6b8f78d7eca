import { createAdministrator } from "#lib/access/create-administrator.ts";
import { needsSetUp } from "#lib/access/needs-set-up.ts";
import { hashPassword } from "#lib/access/passwords.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { countUsers, lockAdministrators } from "#lib/access/store-users.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";

/** Makes the administrator named by the environment. False when somebody can sign in already. */
export async function ensureAdministrator(ctx: Context, admin: { email: string; password: string }): Promise<boolean> {
  requirePermission(ctx.actor, "users:write");
  if (!(await needsSetUp(ctx))) return false;
  const passwordHash = await hashPassword(admin.password);
  return inTransaction(ctx, async (tx) => {
    await lockAdministrators(tx);
    if ((await countUsers(tx)) > 0) return false;
    const email = admin.email.toLowerCase();
    await createAdministrator(ctx, tx, { email, name: email.split("@")[0] ?? email, passwordHash });
    return true;
  });
}
