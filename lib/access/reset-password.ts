import { userIdInput } from "#lib/access/input.ts";
import { makeSetUpSecret } from "#lib/access/make-set-up-secret.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { requireWithinOwn } from "#lib/access/require-within-own.ts";
import { findUserRow, toRole, toUserView } from "#lib/access/store-users.ts";
import type { InvitedUserView } from "#lib/access/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Makes a new one-time secret for a person who forgot the password. The old password works until it is used. */
export async function resetPassword(ctx: Context, rawInput: unknown): Promise<InvitedUserView> {
  requirePermission(ctx.actor, "users:write");
  const { userId } = parseInput(userIdInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const user = await findUserRow(tx, userId);
    // A service account never signs in: a password would be one that nobody knows of.
    if (user?.kind !== "person") throw notFound("user");
    requireWithinOwn(ctx, toRole(user.role));
    const setUpToken = await makeSetUpSecret(ctx, tx, userId);
    recordEvent(ctx, tx, {
      type: "user_updated",
      subject: { kind: "user", id: userId },
      data: { email: user.email, password: "reset offered" },
    });
    return { ...toUserView(user), setUpToken };
  });
}
