import { createUserInput } from "#lib/access/input.ts";
import { makeSetUpSecret } from "#lib/access/make-set-up-secret.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { requireWithinOwn } from "#lib/access/require-within-own.ts";
import { insertUser, NO_PASSWORD, toUserView } from "#lib/access/store-users.ts";
import type { InvitedUserView } from "#lib/access/view.ts";
import { inTransaction, isUniqueViolation } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/**
 * Makes a person without a password. The secret in the answer lets the person set one, once, within a day. CONFLICT
 * where the address is taken.
 */
export async function createUser(ctx: Context, rawInput: unknown): Promise<InvitedUserView> {
  requirePermission(ctx.actor, "users:write");
  const input = parseInput(createUserInput, rawInput);
  requireWithinOwn(ctx, input.role);
  try {
    return await inTransaction(ctx, async (tx) => {
      const user = toUserView(await insertUser(tx, { ...input, passwordHash: NO_PASSWORD }));
      const setUpToken = await makeSetUpSecret(ctx, tx, user.id);
      recordEvent(ctx, tx, { type: "user_created", subject: { kind: "user", id: user.id }, data: { ...input } });
      return { ...user, setUpToken };
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new DomainError("CONFLICT", `There is a user with the address ${input.email}.`);
    throw error;
  }
}
