import { changePasswordInput } from "#lib/access/input.ts";
import { hashPassword } from "#lib/access/passwords.ts";
import { requireOwnPassword } from "#lib/access/require-own-password.ts";
import { requirePerson } from "#lib/access/require-permission.ts";
import { savePassword, toUserView } from "#lib/access/store-users.ts";
import type { UserView } from "#lib/access/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Changes the caller's own password. Every session of theirs ends, this one too. */
export async function changePassword(ctx: Context, rawInput: unknown): Promise<UserView> {
  const { id } = requirePerson(ctx.actor);
  const { currentPassword, newPassword } = parseInput(changePasswordInput, rawInput);
  await requireOwnPassword(ctx, id, { path: "currentPassword", password: currentPassword });

  const passwordHash = await hashPassword(newPassword);
  return inTransaction(ctx, async (tx) => {
    const user = await savePassword(tx, id, passwordHash);
    recordEvent(ctx, tx, {
      type: "user_updated",
      subject: { kind: "user", id },
      data: { password: "changed" },
    });
    return toUserView(user);
  });
}
