import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { User, UserSession } from "#lib/database/generated/client.ts";

export type SessionRow = UserSession;

export interface NewSession {
  userId: string;
  provider: string;
  userAgent: string;
  address: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
}

/**
 * Keeps a session, notes that its person signed in, and forgets those that ended before a time, which are history of no
 * use: in one statement, since all of it stands between a person and the first page. Says the session's id.
 */
export async function insertSession(tx: Transaction, session: NewSession, forgetBefore: Date): Promise<string> {
  const { userId, provider, userAgent, address, createdAt, lastSeenAt, expiresAt } = session;
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    WITH forgotten AS (
      DELETE FROM user_sessions WHERE user_id = ${userId}::uuid AND expires_at < ${forgetBefore}::timestamptz
    ), signed_in AS (
      UPDATE users SET last_sign_in_at = ${createdAt}::timestamptz WHERE id = ${userId}::uuid
    )
    INSERT INTO user_sessions (user_id, provider, user_agent, address, created_at, last_seen_at, expires_at)
    VALUES (${userId}::uuid, ${provider}, ${userAgent}, ${address}, ${createdAt}::timestamptz,
            ${lastSeenAt}::timestamptz, ${expiresAt}::timestamptz)
    RETURNING id`;
  if (!row) throw new Error("A session that was inserted has an id.");
  return row.id;
}

export async function findSession(db: Queryable, id: string): Promise<(SessionRow & { user: User }) | null> {
  return db.userSession.findUnique({ where: { id }, include: { user: true } });
}

/** Notes that a session was used, unless somebody noted it after `staleBefore`. */
export async function saveSeen(
  db: Queryable,
  id: string,
  { now, staleBefore }: { now: Date; staleBefore: Date },
): Promise<void> {
  await db.userSession.updateMany({ where: { id, lastSeenAt: { lt: staleBefore } }, data: { lastSeenAt: now } });
}

/** Reads from which addresses the person with this e-mail address signed in since a time. */
export async function selectKnownAddresses(db: Queryable, email: string, since: Date): Promise<string[]> {
  const rows = await db.$queryRaw<{ address: string }[]>`
    SELECT DISTINCT session.address FROM user_sessions session JOIN users person ON person.id = session.user_id
    WHERE person.email = ${email} AND session.created_at > ${since}::timestamptz AND session.address IS NOT NULL
    LIMIT 1000`;
  return rows.map(({ address }) => address);
}

/** Reads the sessions of a person that go on, the newest first. */
export async function selectSessions(db: Queryable, userId: string, now: Date): Promise<SessionRow[]> {
  return db.userSession.findMany({
    where: { userId, revokedAt: null, expiresAt: { gt: now } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 100,
  });
}

/** Ends sessions of a person: one, or all, or all but one. Says how many of them went on until now. */
export async function saveRevokedSessions(
  tx: Transaction,
  userId: string,
  now: Date,
  which: { id?: string; exceptId?: string } = {},
): Promise<number> {
  const { id, exceptId } = which;
  const { count } = await tx.userSession.updateMany({
    where: {
      userId,
      revokedAt: null,
      expiresAt: { gt: now },
      ...(id !== undefined && { id }),
      ...(exceptId !== undefined && { NOT: { id: exceptId } }),
    },
    data: { revokedAt: now },
  });
  return count;
}
