import { acceptInvitationInput, openInvitationInput } from "#lib/access/input.ts";
import { findOpenByHash, useByHash } from "#lib/access/invitations/store.ts";
import { makeInvited } from "#lib/access/invitations/use-invitation.ts";
import { hashPassword } from "#lib/access/passwords.ts";
import { systemActor } from "#lib/access/rules/actor.ts";
import { toRole, toUserView } from "#lib/access/store-users.ts";
import type { OpenInvitationView, UserView } from "#lib/access/view.ts";
import { inTransaction, isUniqueViolation } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { sha256 } from "#lib/kernel/crypto.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Tells who holds an invitation's link for whom it is. The secret is the permission. */
export async function openInvitation(ctx: Context, rawInput: unknown): Promise<OpenInvitationView> {
  const { token } = parseInput(openInvitationInput, rawInput);
  const invitation = await findOpenByHash(ctx.db, sha256(token), ctx.clock.now());
  if (!invitation) throw notOpen();
  const { email, role, expiresAt } = invitation;
  return { email, role: toRole(role), expiresAt: expiresAt.toISOString() };
}

/** Makes the invited person, with a password. The secret is the permission, and works once. */
export async function acceptInvitation(ctx: Context, rawInput: unknown): Promise<UserView> {
  const { token, name, password } = parseInput(acceptInvitationInput, rawInput);
  const now = ctx.clock.now();
  // Hashing takes memory and time: not for who holds no link.
  if (!(await findOpenByHash(ctx.db, sha256(token), now))) throw notOpen();
  const passwordHash = await hashPassword(password);
  const asSystem: Context = { ...ctx, actor: systemActor("invitation") };
  try {
    return await inTransaction(asSystem, async (tx) => {
      const invitation = await useByHash(tx, sha256(token), now);
      if (!invitation) throw notOpen();
      return toUserView(await makeInvited(asSystem, tx, invitation, { name, passwordHash }));
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new DomainError("CONFLICT", "You have an account already. Sign in.");
    throw error;
  }
}

function notOpen(): DomainError {
  return new DomainError("UNAUTHENTICATED", "This invitation is unknown, used, revoked or expired. Ask for a new one.");
}
