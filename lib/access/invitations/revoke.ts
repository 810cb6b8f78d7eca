import { invitationIdInput } from "#lib/access/input.ts";
import { toInvitationView } from "#lib/access/invitations/show.ts";
import { saveRevokedInvitation } from "#lib/access/invitations/store.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import type { InvitationView } from "#lib/access/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Ends an invitation. Ending it again changes nothing; CONFLICT where it was accepted. */
export async function revokeInvitation(ctx: Context, rawInput: unknown): Promise<InvitationView> {
  requirePermission(ctx.actor, "users:write");
  const { invitationId } = parseInput(invitationIdInput, rawInput);
  return inTransaction(ctx, async (tx) => {
    const revocation = await saveRevokedInvitation(tx, invitationId, ctx.clock.now());
    if (!revocation) throw notFound("invitation");
    const { invitation, changed } = revocation;
    if (invitation.acceptedAt) {
      throw new DomainError("CONFLICT", "It was accepted: there is a person now, who can be disabled.");
    }
    if (changed) {
      recordEvent(ctx, tx, {
        type: "invitation_revoked",
        subject: { kind: "invitation", id: invitation.id },
        data: { email: invitation.email },
      });
    }
    return toInvitationView(invitation, ctx.clock.now());
  });
}
