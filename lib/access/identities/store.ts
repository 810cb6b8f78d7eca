import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { User, UserIdentity } from "#lib/database/generated/client.ts";
import type { Identity } from "#lib/access/identities/identity.ts";
import { lockAddress } from "#lib/access/invitations/store.ts";

export type IdentityRow = UserIdentity;

type Key = Pick<Identity, "provider" | "subject">;

export async function findIdentity(
  db: Queryable,
  { provider, subject }: Key,
): Promise<(IdentityRow & { user: User }) | null> {
  return db.userIdentity.findUnique({
    where: { provider_subject: { provider, subject } },
    include: { user: true },
  });
}

/** Whether a person is known to the same issuer by another name already. */
export async function hasIdentityOf(
  db: Queryable,
  userId: string,
  { provider, issuer }: Pick<Identity, "provider" | "issuer">,
): Promise<boolean> {
  const subject = { startsWith: `${issuer} ` };
  return (await db.userIdentity.count({ where: { userId, provider, subject } })) > 0;
}

export async function insertIdentity(tx: Transaction, userId: string, key: Key): Promise<void> {
  await tx.userIdentity.create({ data: { userId, provider: key.provider, subject: key.subject } });
}

/** Notes that an identity was used, and which groups the provider named. */
export async function saveIdentityUse(
  tx: Transaction,
  { provider, subject, groups }: Identity,
  now: Date,
): Promise<void> {
  await tx.userIdentity.update({
    where: { provider_subject: { provider, subject } },
    data: { groups: [...groups], lastUsedAt: now },
  });
}

export async function selectIdentities(db: Queryable, userId: string): Promise<IdentityRow[]> {
  return db.userIdentity.findMany({ where: { userId }, orderBy: { createdAt: "asc" } });
}

/** Removes an identity of a person. Null where there is none. */
export async function deleteIdentity(tx: Transaction, userId: string, id: string): Promise<IdentityRow | null> {
  const identity = await tx.userIdentity.findFirst({ where: { id, userId } });
  if (identity) await tx.userIdentity.deleteMany({ where: { id, userId } });
  return identity;
}

/**
 * Puts sign-ins of one identity, and of one address, in line: two browsers at once must not make two people. Ends with
 * the transaction.
 */
export async function lockIdentity(tx: Transaction, { provider, subject, verifiedEmail }: Identity): Promise<void> {
  const name = `slipway.identity ${provider} ${subject}`;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${name}, 0))`;
  if (verifiedEmail !== null) await lockAddress(tx, verifiedEmail);
}
