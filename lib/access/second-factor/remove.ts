import { codeInput, userIdInput } from "#lib/access/input.ts";
import { requirePermission, requirePerson } from "#lib/access/require-permission.ts";
import { requireWithinOwn } from "#lib/access/require-within-own.ts";
import { requireCode } from "#lib/access/second-factor/require-code.ts";
import { deleteSecondFactor } from "#lib/access/second-factor/store.ts";
import { findUserRow, toRole } from "#lib/access/store-users.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Removes the caller's own second factor, with a last code. */
export async function removeMySecondFactor(ctx: Context, rawInput: unknown): Promise<void> {
  const { id, email } = requirePerson(ctx.actor);
  const { code } = parseInput(codeInput, rawInput);
  await requireCode(ctx, { id, email }, code);
  await inTransaction(ctx, (tx) => remove(ctx, tx, { id, email }));
}

/** Removes the second factor of a person who lost it, and their recovery codes. */
export async function removeSecondFactorOfUser(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "users:write");
  const { userId } = parseInput(userIdInput, rawInput);
  await inTransaction(ctx, async (tx) => {
    const user = await findUserRow(tx, userId);
    if (!user) throw notFound("user");
    requireWithinOwn(ctx, toRole(user.role));
    await remove(ctx, tx, user);
  });
}

async function remove(ctx: Context, tx: Transaction, { id, email }: { id: string; email: string }): Promise<void> {
  if (!(await deleteSecondFactor(tx, id))) return;
  recordEvent(ctx, tx, { type: "second_factor_disabled", subject: { kind: "user", id }, data: { email } });
}
