import { requirePerson } from "#lib/access/require-permission.ts";
import { findSecondFactor } from "#lib/access/second-factor/store.ts";
import { findUserRow, NO_PASSWORD } from "#lib/access/store-users.ts";
import type { SecondFactorView } from "#lib/access/view.ts";
import type { Context } from "#lib/kernel/context.ts";

/** Whether the caller has a second factor, and how many recovery codes are left. */
export async function showSecondFactor(ctx: Context): Promise<SecondFactorView> {
  const { id } = requirePerson(ctx.actor);
  const [user, factor] = await Promise.all([findUserRow(ctx.db, id), findSecondFactor(ctx.db, id)]);
  const confirmedAt = factor?.confirmedAt ?? null;
  return {
    hasPassword: user !== null && user.passwordHash !== NO_PASSWORD,
    confirmedAt: confirmedAt?.toISOString() ?? null,
    recoveryCodesLeft: confirmedAt ? (factor?.recoveryHashes.length ?? 0) : 0,
  };
}
