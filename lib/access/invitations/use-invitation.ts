import { takeByEmail, type InvitationRow } from "#lib/access/invitations/store.ts";
import { insertUser, NO_PASSWORD, toRole, type UserRow } from "#lib/access/store-users.ts";
import { addToTeams } from "#lib/access/teams/store.ts";
import type { Transaction } from "#lib/database/client.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";

/** Makes the person whom an open invitation waits for, known by an address that a provider vouches for. */
export async function takeInvitationOf(
  ctx: Context,
  tx: Transaction,
  { email, name }: { email: string; name: string },
): Promise<UserRow | null> {
  const invitation = await takeByEmail(tx, email, ctx.clock.now());
  return invitation && makeInvited(ctx, tx, invitation, { name, passwordHash: NO_PASSWORD });
}

/** Makes the person of an invitation that was just used up. Fails with a unique violation where the address is taken. */
export async function makeInvited(
  ctx: Context,
  tx: Transaction,
  invitation: InvitationRow,
  { name, passwordHash }: { name: string; passwordHash: string },
): Promise<UserRow> {
  const { email, isLimited, teamIds } = invitation;
  const role = toRole(invitation.role);
  const user = await insertUser(tx, { email, name, role, passwordHash, isLimited });
  await addToTeams(tx, user.id, teamIds);
  recordEvent(ctx, tx, {
    type: "invitation_accepted",
    subject: { kind: "user", id: user.id },
    data: { email, name, role, isLimited },
  });
  return user;
}
