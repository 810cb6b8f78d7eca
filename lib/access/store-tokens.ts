import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { ApiToken, User } from "#lib/database/generated/client.ts";
import type { TokenView } from "#lib/access/view.ts";

export type TokenRow = ApiToken;

/** A token together with the service account that it belongs to. */
export type OwnedTokenRow = ApiToken & { user: User | null };

export async function findTokenByHash(
  db: Queryable,
  tokenHash: Uint8Array<ArrayBuffer>,
): Promise<OwnedTokenRow | null> {
  return db.apiToken.findUnique({ where: { tokenHash }, include: { user: true } });
}

export async function findTokenById(db: Queryable, id: string): Promise<OwnedTokenRow | null> {
  return db.apiToken.findUnique({ where: { id }, include: { user: true } });
}

/** Reads tokens, the newest first, one more than asked for where there are more. */
export async function selectTokens(
  db: Queryable,
  query: { ownerId: string | null; after: readonly [createdAt: string, id: string] | null; limit: number },
): Promise<TokenRow[]> {
  const { ownerId, after, limit } = query;
  const older = after && { OR: [{ createdAt: { lt: after[0] } }, { createdAt: after[0], id: { lt: after[1] } }] };
  return db.apiToken.findMany({
    where: { ...older, ...(ownerId !== null && { userId: ownerId }) },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
  });
}

export interface NewToken {
  name: string;
  tokenHash: Uint8Array<ArrayBuffer>;
  prefix: string;
  scopes: string[];
  productIds: string[];
  /** The service account that it belongs to. */
  userId: string | null;
  createdById: string | null;
  expiresAt: Date | null;
}

export async function insertToken(tx: Transaction, token: NewToken): Promise<TokenRow> {
  return tx.apiToken.create({ data: token });
}

export interface TokenOwner {
  makerId: string | null;
  serviceAccountId: string | null;
}

/** Finds to whom a token belongs: its service account, and the person who made it. */
export async function findTokenOwner(db: Queryable, id: string): Promise<TokenOwner> {
  const token = await db.apiToken.findUnique({ where: { id }, select: { createdById: true, userId: true } });
  return { makerId: token?.createdById ?? null, serviceAccountId: token?.userId ?? null };
}

/** Revokes a token. Null where there is none; a second time changes nothing. */
export async function saveRevocation(
  tx: Transaction,
  id: string,
  now: Date,
): Promise<{ token: TokenRow; changed: boolean } | null> {
  const { count } = await tx.apiToken.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: now } });
  const token = await tx.apiToken.findUnique({ where: { id } });
  return token && { token, changed: count > 0 };
}

/** Notes that a token was used, unless somebody noted it after `staleBefore`. */
export async function saveUse(
  db: Queryable,
  id: string,
  { now, staleBefore }: { now: Date; staleBefore: Date },
): Promise<void> {
  await db.apiToken.updateMany({
    where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: staleBefore } }] },
    data: { lastUsedAt: now },
  });
}

export function toTokenView(row: TokenRow): TokenView {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    productIds: row.productIds,
    serviceAccountId: row.userId,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
