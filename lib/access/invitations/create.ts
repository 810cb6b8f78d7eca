import { createInvitationInput } from "#lib/access/input.ts";
import { toInvitationView } from "#lib/access/invitations/show.ts";
import { insertInvitation, lockAddress, revokeOpenOf } from "#lib/access/invitations/store.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { requireWithinOwn } from "#lib/access/require-within-own.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import { findUserByEmail } from "#lib/access/store-users.ts";
import { selectMissingTeams } from "#lib/access/teams/store.ts";
import type { NewInvitationView } from "#lib/access/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { newSecret, sha256 } from "#lib/kernel/crypto.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";

/**
 * Invites somebody who has no account yet. The secret in the answer makes one, once; so does a first sign-in elsewhere
 * with the same address. An earlier invitation of the address ends. CONFLICT where there is a person with it.
 */
export async function createInvitation(ctx: Context, rawInput: unknown): Promise<NewInvitationView> {
  requirePermission(ctx.actor, "users:write");
  const { email, role, isLimited, teamIds, days } = parseInput(createInvitationInput, rawInput);
  requireWithinOwn(ctx, role);
  const token = newSecret("slp_invite");
  const now = ctx.clock.now();

  return inTransaction(ctx, async (tx) => {
    // Two at once would leave two that are open, and only the last one is to work.
    await lockAddress(tx, email);
    if (await findUserByEmail(tx, email)) {
      throw new DomainError("CONFLICT", `There is a user with the address ${email}.`);
    }
    const [missing] = await selectMissingTeams(tx, teamIds);
    if (missing !== undefined) throw invalidInput({ path: "teamIds", message: `There is no team ${missing}.` });
    await revokeOpenOf(tx, email, now);
    const invitation = await insertInvitation(tx, {
      ...{ email, role, isLimited, teamIds },
      tokenHash: sha256(token),
      createdBy: toActorView(ctx.actor),
      createdAt: now,
      expiresAt: new Date(now.getTime() + days * 86_400_000),
    });
    recordEvent(ctx, tx, {
      type: "user_invited",
      subject: { kind: "invitation", id: invitation.id },
      data: { email, role, isLimited },
    });
    return { ...toInvitationView(invitation, now), token };
  });
}
