import type { Queryable, Transaction } from "#lib/database/client.ts";

export interface NewLink {
  tokenHash: Uint8Array<ArrayBuffer>;
  /** Null for the first administrator. */
  userId: string | null;
  expiresAt: Date;
}

/** Keeps a set-up link and ends the earlier ones for the same person: only the last one works. */
export async function replaceLink(tx: Transaction, link: NewLink): Promise<void> {
  await tx.setupLink.deleteMany({ where: { userId: link.userId, usedAt: null } });
  await tx.setupLink.create({ data: link });
}

/** Whether a link would work, without using it up. */
export async function isOpenLink(db: Queryable, tokenHash: Uint8Array<ArrayBuffer>, now: Date): Promise<boolean> {
  return (await db.setupLink.count({ where: { tokenHash, usedAt: null, expiresAt: { gt: now } } })) > 0;
}

/** Uses a link up and says for whom it was. Null where it is unknown, used or expired. */
export async function useLink(
  tx: Transaction,
  tokenHash: Uint8Array<ArrayBuffer>,
  now: Date,
): Promise<{ userId: string | null } | null> {
  const [link] = await tx.setupLink.updateManyAndReturn({
    where: { tokenHash, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  return link ?? null;
}
