import { changePasswordInput } from "#lib/access/input.ts";
import { countTry, forgive } from "#lib/access/password-tries.ts";
import { hashPassword, verifyPassword } from "#lib/access/passwords.ts";
import { requirePerson } from "#lib/access/require-permission.ts";
import { findUserRow, savePassword, toUserView } from "#lib/access/store-users.ts";
import type { UserView } from "#lib/access/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";

/** Changes the caller's own password. Every session of theirs ends, this one too. */
export async function changePassword(ctx: Context, rawInput: unknown): Promise<UserView> {
  const { id } = requirePerson(ctx.actor);
  const { currentPassword, newPassword } = parseInput(changePasswordInput, rawInput);
  await requireOwnPassword(ctx, id, currentPassword);

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

/** Who found an open session must not be able to guess the password through it: tries are counted. */
async function requireOwnPassword(ctx: Context, userId: string, password: string): Promise<void> {
  const attempt = { person: `change ${userId}`, address: null };
  await countTry(ctx, attempt);
  const user = await findUserRow(ctx.db, userId);
  if (!user) throw notFound("user");
  if (!(await verifyPassword(user.passwordHash, password))) {
    throw invalidInput({ path: "currentPassword", message: "The current password is not right." });
  }
  await forgive(ctx, attempt);
}
