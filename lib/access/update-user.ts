import { updateUserInput } from "#lib/access/input.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { requireWithinOwn } from "#lib/access/require-within-own.ts";
import {
  countActiveAdministrators,
  findUserRow,
  lockAdministrators,
  saveUser,
  toRole,
  toUserView,
} from "#lib/access/store-users.ts";
import type { UserView } from "#lib/access/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Changes name, role or whether a person may sign in. CONFLICT where nobody would be left to administer. */
export async function updateUser(ctx: Context, rawInput: unknown): Promise<UserView> {
  requirePermission(ctx.actor, "users:write");
  const { userId, disabled, ...changes } = parseInput(updateUserInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    await lockAdministrators(tx);
    const user = await findUserRow(tx, userId);
    if (user?.kind !== "person") throw notFound("user");
    requireWithinOwn(ctx, toRole(user.role), changes.role);
    const administratorsBefore = await countActiveAdministrators(tx);
    const disabledAt = disabled ? (user.disabledAt ?? ctx.clock.now()) : null;
    const isOtherRole = changes.role !== undefined && changes.role !== user.role;
    const endSessions = disabled === true || isOtherRole;
    const change = {
      ...changes,
      ...(disabled !== undefined && { disabledAt }),
      // What is given by hand is theirs, whatever their groups say.
      ...(isOtherRole && { baseRole: null }),
    };
    const updated = await saveUser(tx, userId, change, { endSessions });
    if (administratorsBefore > 0 && (await countActiveAdministrators(tx)) === 0) {
      throw new DomainError("CONFLICT", "This is the last administrator. Make another one first.");
    }
    recordEvent(ctx, tx, {
      type: "user_updated",
      subject: { kind: "user", id: userId },
      data: { email: user.email, ...changes, ...(disabled !== undefined && { disabled }) },
    });
    return toUserView(updated);
  });
}
