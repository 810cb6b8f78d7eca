import { countOwnTry, forgiveOwn } from "#lib/access/password-tries.ts";
import { verifyPassword } from "#lib/access/passwords.ts";
import { findUserRow, NO_PASSWORD } from "#lib/access/store-users.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { invalidInput } from "#lib/kernel/input.ts";

/** Who found an open session must not be able to guess the password through it: tries are counted. */
export async function requireOwnPassword(
  ctx: Context,
  userId: string,
  { path, password }: { path: string; password: string },
): Promise<void> {
  await countOwnTry(ctx, userId);
  const user = await findUserRow(ctx.db, userId);
  if (!user) throw notFound("user");
  if (user.passwordHash === NO_PASSWORD) {
    throw invalidInput({ path, message: "You have no password: you sign in elsewhere." });
  }
  if (!(await verifyPassword(user.passwordHash, password))) {
    throw invalidInput({ path, message: "The current password is not right." });
  }
  await forgiveOwn(ctx, userId);
}
