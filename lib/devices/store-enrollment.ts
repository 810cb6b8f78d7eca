import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { EnrollmentToken } from "#lib/database/generated/client.ts";
import type { EnrollmentTokenView } from "#lib/devices/view.ts";

export interface NewEnrollmentToken {
  fleetId: string;
  name: string;
  tokenHash: Uint8Array<ArrayBuffer>;
  prefix: string;
  useLimit: number | null;
  expiresAt: Date | null;
  createdAt: Date;
}

export async function insertEnrollmentToken(tx: Transaction, draft: NewEnrollmentToken): Promise<EnrollmentTokenView> {
  return toEnrollmentTokenView(await tx.enrollmentToken.create({ data: draft }));
}

/** Counts one use of a token. False where it may not be used. The row's lock puts users in line. */
export async function takeUse(tx: Transaction, id: string, now: Date): Promise<boolean> {
  const taken = await tx.$executeRaw`
    UPDATE enrollment_tokens SET use_count = use_count + 1
    WHERE id = ${id}::uuid AND revoked_at IS NULL
      AND (expires_at IS NULL OR expires_at > ${now}::timestamptz)
      AND (use_limit IS NULL OR use_count < use_limit)`;
  return taken > 0;
}

export async function findEnrollmentTokenRow(db: Queryable, id: string): Promise<EnrollmentTokenView | null> {
  const row = await db.enrollmentToken.findUnique({ where: { id } });
  return row && toEnrollmentTokenView(row);
}

export async function findEnrollmentTokenByHash(
  db: Queryable,
  tokenHash: Uint8Array<ArrayBuffer>,
): Promise<EnrollmentTokenView | null> {
  const row = await db.enrollmentToken.findUnique({ where: { tokenHash } });
  return row && toEnrollmentTokenView(row);
}

/** Revokes a token. Null where there is none; a second time changes nothing. */
export async function saveRevocation(
  tx: Transaction,
  id: string,
  now: Date,
): Promise<{ token: EnrollmentTokenView; changed: boolean } | null> {
  const { count } = await tx.enrollmentToken.updateMany({ where: { id, revokedAt: null }, data: { revokedAt: now } });
  const row = await tx.enrollmentToken.findUnique({ where: { id } });
  return row && { token: toEnrollmentTokenView(row), changed: count > 0 };
}

/** Reads a fleet's tokens, the newest first, one more than asked for where there are more. */
export async function selectEnrollmentTokens(
  db: Queryable,
  query: { fleetId: string; after: readonly [string, string] | null; limit: number },
): Promise<EnrollmentTokenView[]> {
  const [createdAt, id] = query.after ?? [null, null];
  const rows = await db.enrollmentToken.findMany({
    where: {
      fleetId: query.fleetId,
      ...(createdAt !== null && {
        OR: [{ createdAt: { lt: new Date(createdAt) } }, { createdAt: new Date(createdAt), id: { lt: id } }],
      }),
    },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: query.limit + 1,
  });
  return rows.map(toEnrollmentTokenView);
}

function toEnrollmentTokenView(row: EnrollmentToken): EnrollmentTokenView {
  const { tokenHash: _hash, ...columns } = row;
  return {
    ...columns,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
  };
}
