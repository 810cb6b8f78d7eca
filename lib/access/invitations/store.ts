import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { Invitation } from "#lib/database/generated/client.ts";

export type InvitationRow = Invitation;

export interface NewInvitation {
  tokenHash: Uint8Array<ArrayBuffer>;
  email: string;
  role: string;
  teamIds: string[];
  isLimited: boolean;
  expiresAt: Date;
  createdBy: object;
  createdAt: Date;
}

export async function insertInvitation(tx: Transaction, invitation: NewInvitation): Promise<InvitationRow> {
  return tx.invitation.create({ data: invitation });
}

/** Reads invitations, the newest first, one more than asked for where there are more. */
export async function selectInvitations(
  db: Queryable,
  { after, limit }: { after: readonly [createdAt: string, id: string] | null; limit: number },
): Promise<InvitationRow[]> {
  return db.invitation.findMany({
    where: after ? { OR: [{ createdAt: { lt: after[0] } }, { createdAt: after[0], id: { lt: after[1] } }] } : {},
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
  });
}

/** Uses an invitation up, by its secret. Null where it is unknown, used, revoked or expired. */
export async function useByHash(
  tx: Transaction,
  tokenHash: Uint8Array<ArrayBuffer>,
  now: Date,
): Promise<InvitationRow | null> {
  const [invitation] = await tx.invitation.updateManyAndReturn({
    where: { tokenHash, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
    data: { acceptedAt: now },
  });
  return invitation ?? null;
}

/** Uses the newest open invitation of an address up, and ends the others. Null where there is none. */
export async function takeByEmail(tx: Transaction, email: string, now: Date): Promise<InvitationRow | null> {
  const open = await tx.invitation.updateManyAndReturn({
    where: { email, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } },
    data: { acceptedAt: now },
  });
  return open.sort((left, right) => right.createdAt.getTime() - left.createdAt.getTime())[0] ?? null;
}

/** Looks at an invitation without using it up. */
export async function findOpenByHash(
  db: Queryable,
  tokenHash: Uint8Array<ArrayBuffer>,
  now: Date,
): Promise<InvitationRow | null> {
  return db.invitation.findFirst({ where: { tokenHash, acceptedAt: null, revokedAt: null, expiresAt: { gt: now } } });
}

/** Revokes an invitation. Null where there is none; `changed` is false where it was accepted or revoked before. */
export async function saveRevokedInvitation(
  tx: Transaction,
  id: string,
  now: Date,
): Promise<{ invitation: InvitationRow; changed: boolean } | null> {
  const { count } = await tx.invitation.updateMany({
    where: { id, acceptedAt: null, revokedAt: null },
    data: { revokedAt: now },
  });
  const invitation = await tx.invitation.findUnique({ where: { id } });
  return invitation && { invitation, changed: count > 0 };
}

/** Puts in line who makes somebody of this address. Ends with the transaction. */
export async function lockAddress(tx: Transaction, email: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`slipway.address ${email}`}, 0))`;
}

/** Ends the open invitations of an address: only the last one works. */
export async function revokeOpenOf(tx: Transaction, email: string, now: Date): Promise<void> {
  await tx.invitation.updateMany({ where: { email, acceptedAt: null, revokedAt: null }, data: { revokedAt: now } });
}
