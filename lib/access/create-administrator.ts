import { insertUser, toUserView } from "#lib/access/store-users.ts";
import type { UserView } from "#lib/access/view.ts";
import type { Transaction } from "#lib/database/client.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";

/** Makes an administrator, without asking for permission. The caller holds the lock on administrators. */
export async function createAdministrator(
  ctx: Context,
  tx: Transaction,
  draft: { email: string; name: string; passwordHash: string },
): Promise<UserView> {
  const user = toUserView(await insertUser(tx, { ...draft, role: "admin" }));
  recordEvent(ctx, tx, {
    type: "user_created",
    subject: { kind: "user", id: user.id },
    data: { email: user.email, name: user.name, role: user.role },
  });
  return user;
}
