import { readActor } from "#lib/access/rules/actor.ts";
import type { InvitationRow } from "#lib/access/invitations/store.ts";
import { toRole } from "#lib/access/store-users.ts";
import type { InvitationView } from "#lib/access/view.ts";

export function toInvitationView(row: InvitationRow, now: Date): InvitationView {
  return {
    id: row.id,
    email: row.email,
    role: toRole(row.role),
    isLimited: row.isLimited,
    teamIds: row.teamIds,
    status: statusOf(row, now),
    createdBy: readActor(row.createdBy),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  };
}

function statusOf({ acceptedAt, revokedAt, expiresAt }: InvitationRow, now: Date): InvitationView["status"] {
  if (acceptedAt) return "accepted";
  if (revokedAt) return "revoked";
  return expiresAt <= now ? "expired" : "open";
}
