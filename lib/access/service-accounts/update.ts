import { updateServiceAccountInput } from "#lib/access/input.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { requireWithinOwn } from "#lib/access/require-within-own.ts";
import { toServiceAccountView } from "#lib/access/service-accounts/show.ts";
import { findUserRow, saveUser, toRole } from "#lib/access/store-users.ts";
import type { ServiceAccountView } from "#lib/access/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Changes a service account. What its tokens may do follows at once; disabled, they open nothing. */
export async function updateServiceAccount(ctx: Context, rawInput: unknown): Promise<ServiceAccountView> {
  requirePermission(ctx.actor, "users:write");
  const { serviceAccountId, disabled, ...changes } = parseInput(updateServiceAccountInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const account = await findUserRow(tx, serviceAccountId);
    if (account?.kind !== "service") throw notFound("service account");
    requireWithinOwn(ctx, toRole(account.role), changes.role);
    const disabledAt = disabled ? (account.disabledAt ?? ctx.clock.now()) : null;
    const change = { ...changes, ...(disabled !== undefined && { disabledAt }) };
    const updated = await saveUser(tx, account.id, change, { endSessions: false });
    recordEvent(ctx, tx, {
      type: "user_updated",
      subject: { kind: "user", id: account.id },
      data: { name: account.name, ...changes, ...(disabled !== undefined && { disabled }) },
    });
    return toServiceAccountView(updated);
  });
}
