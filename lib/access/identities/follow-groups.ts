import type { Identity } from "#lib/access/identities/identity.ts";
import { readGroups } from "#lib/access/rules/groups.ts";
import { higherRole, type Role } from "#lib/access/rules/scopes.ts";
import {
  countActiveAdministrators,
  lockAdministrators,
  saveUser,
  toRole,
  type UserRow,
} from "#lib/access/store-users.ts";
import { replaceProvidedTeams, selectMeanings } from "#lib/access/teams/store-mappings.ts";
import type { Transaction } from "#lib/database/client.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";

/**
 * Gives a person the role and the teams that follow from their groups today, and takes those that follow no longer.
 * Null where the person has nothing but by groups, and is in none that counts.
 */
export async function followGroups(
  ctx: Context,
  tx: Transaction,
  user: UserRow,
  { provider, groups }: Identity,
): Promise<UserRow | null> {
  const { role: mapped, teamIds } = readGroups(groups, await selectMeanings(tx, provider));
  const base = user.baseRole === "none" ? null : toRole(user.baseRole ?? user.role);
  const role = base && mapped ? higherRole(base, mapped) : (base ?? mapped);
  if (role === null) return (await isOnlyAdministrator(tx, user)) ? user : null;
  await replaceProvidedTeams(tx, user.id, { source: provider, teamIds });
  return role === user.role ? user : changeRole(ctx, tx, user, { role, base, provider });
}

/** Whom no group lets in any more, and without whom nobody could say what the groups mean. */
async function isOnlyAdministrator(tx: Transaction, user: UserRow): Promise<boolean> {
  if (user.role !== "admin" || user.isLimited) return false;
  await lockAdministrators(tx);
  return (await countActiveAdministrators(tx)) === 1;
}

async function changeRole(
  ctx: Context,
  tx: Transaction,
  user: UserRow,
  { role, base, provider }: { role: Role; base: Role | null; provider: string },
): Promise<UserRow> {
  await lockAdministrators(tx);
  const before = await countActiveAdministrators(tx);
  const baseRole = base === null ? "none" : base === role ? null : base;
  const changed = await saveUser(tx, user.id, { role, baseRole }, { endSessions: true });
  // A mapping deleted by mistake must not leave a house that nobody can administer.
  if (before > 0 && (await countActiveAdministrators(tx)) === 0) {
    return saveUser(tx, user.id, { role: toRole(user.role), baseRole: user.baseRole }, { endSessions: false });
  }
  recordEvent(ctx, tx, {
    type: "user_updated",
    subject: { kind: "user", id: user.id },
    data: { email: user.email, role, provider },
  });
  return changed;
}
