import type { Identity, IdentityRefusal } from "#lib/access/identities/identity.ts";
import {
  findIdentity,
  hasIdentityOf,
  insertIdentity,
  lockIdentity,
  saveIdentityUse,
} from "#lib/access/identities/store.ts";
import { followGroups } from "#lib/access/identities/follow-groups.ts";
import { takeInvitationOf } from "#lib/access/invitations/use-invitation.ts";
import { readGroups } from "#lib/access/rules/groups.ts";
import { noteSignIn, type SignedInUser } from "#lib/access/sign-in.ts";
import type { Visitor } from "#lib/access/sessions/begin.ts";
import { endSessions, findUserByEmail, insertUser, NO_PASSWORD, type UserRow } from "#lib/access/store-users.ts";
import { selectMeanings } from "#lib/access/teams/store-mappings.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";

/**
 * Signs somebody in whom a provider has identified, as who they are here: the person this identity was linked to; else
 * the one with the address that the provider vouches for; else a new one, where an invitation or a group says so.
 * Answers with the reason where there is nobody.
 */
export async function signInWithIdentity(
  ctx: Context,
  identity: Identity,
  visitor: Visitor,
): Promise<SignedInUser | IdentityRefusal> {
  return inTransaction(ctx, async (tx) => {
    await lockIdentity(tx, identity);
    const found = await findPerson(ctx, tx, identity);
    if (typeof found === "string") return found;
    if (found.disabledAt || found.kind !== "person") {
      noteRefusal(ctx, tx, found, identity);
      return "disabled";
    }
    const user = await followGroups(ctx, tx, found, identity);
    if (user === null) {
      // Whoever lost the last group there has no business in a browser that is still open.
      await endSessions(tx, found.id);
      noteRefusal(ctx, tx, found, identity);
      return "noGroup";
    }
    await saveIdentityUse(tx, identity, ctx.clock.now());
    return noteSignIn(ctx, tx, { user, provider: identity.provider, visitor });
  });
}

async function findPerson(ctx: Context, tx: Transaction, identity: Identity): Promise<UserRow | IdentityRefusal> {
  const known = await findIdentity(tx, identity);
  if (known) return known.user;
  const email = identity.verifiedEmail;
  // An address that anybody could have typed in there must not open somebody's account here.
  if (email === null) return "unverifiedEmail";
  const user =
    (await findUserByEmail(tx, email)) ??
    (await takeInvitationOf(ctx, tx, { email, name: identity.name })) ??
    (await makePersonOfGroup(ctx, tx, identity, email));
  if (user === null) return "noAccount";
  if (user.kind !== "person") return "noAccount";
  // Addresses are given to others when people leave. Who has an account there is known by that one alone.
  if (await hasIdentityOf(tx, user.id, identity)) {
    noteRefusal(ctx, tx, user, identity);
    return "otherAccount";
  }
  await insertIdentity(tx, user.id, identity);
  recordEvent(ctx, tx, {
    type: "identity_linked",
    subject: { kind: "user", id: user.id },
    data: { email: user.email, provider: identity.provider },
  });
  return user;
}

async function makePersonOfGroup(
  ctx: Context,
  tx: Transaction,
  { provider, name, groups }: Identity,
  email: string,
): Promise<UserRow | null> {
  const { role } = readGroups(groups, await selectMeanings(tx, provider));
  if (role === null) return null;
  // Nothing is theirs but by the group: `base_role` says so, and the first sign-in without it is refused.
  const user = await insertUser(tx, { email, name, role, passwordHash: NO_PASSWORD, baseRole: "none" });
  recordEvent(ctx, tx, {
    type: "user_created",
    subject: { kind: "user", id: user.id },
    data: { email, name, role, provider },
  });
  return user;
}

/** Of people known here alone: strangers could fill the log with accounts that they make elsewhere. */
function noteRefusal(ctx: Context, tx: Transaction, user: UserRow, { provider }: Identity): void {
  recordEvent(ctx, tx, {
    type: "sign_in_refused",
    subject: { kind: "user", id: user.id },
    data: { email: user.email, provider },
  });
}
