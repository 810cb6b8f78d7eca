import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { User } from "#lib/database/generated/client.ts";
import type { Actor } from "#lib/access/rules/actor.ts";
import type { Reach } from "#lib/access/rules/reach.ts";
import { isRole, scopesOfLimitedRole, scopesOfRole, type Role } from "#lib/access/rules/scopes.ts";
import type { UserView } from "#lib/access/view.ts";

export type UserRow = User;

/** What a user's password column holds until the person has set one. No password hashes to it. */
export const NO_PASSWORD = "";

export async function findUserByEmail(db: Queryable, email: string): Promise<UserRow | null> {
  return db.user.findUnique({ where: { email } });
}

export async function findUserRow(db: Queryable, id: string): Promise<UserRow | null> {
  return db.user.findUnique({ where: { id } });
}

/** Reads people or service accounts by their addresses, one more than asked for where there are more. */
export async function selectUsers(
  db: Queryable,
  { kind, afterEmail, limit }: { kind: "person" | "service"; afterEmail: string | null; limit: number },
): Promise<UserRow[]> {
  return db.user.findMany({
    where: { kind, ...(afterEmail !== null && { email: { gt: afterEmail } }) },
    orderBy: { email: "asc" },
    take: limit + 1,
  });
}

export interface NewUser {
  email: string;
  name: string;
  role: Role;
  passwordHash: string;
  isLimited?: boolean;
  baseRole?: string;
  kind?: "person" | "service";
}

/** Inserts a user. Fails with a unique violation where the address is taken. */
export async function insertUser(tx: Transaction, user: NewUser): Promise<UserRow> {
  return tx.user.create({ data: user });
}

export interface UserChange {
  name?: string | undefined;
  role?: Role | undefined;
  disabledAt?: Date | null;
  baseRole?: string | null;
  isLimited?: boolean | undefined;
}

/** Changes a user. `endSessions` lets no session go on that was begun before. */
export async function saveUser(
  tx: Transaction,
  id: string,
  change: UserChange,
  { endSessions }: { endSessions: boolean },
): Promise<UserRow> {
  if (endSessions) await closeSessions(tx, id);
  return tx.user.update({
    where: { id },
    data: { ...change, ...(endSessions && { sessionVersion: { increment: 1 } }) },
  });
}

/** Lets no session of a person go on. */
export async function endSessions(tx: Transaction, id: string): Promise<void> {
  await closeSessions(tx, id);
  await tx.user.update({ where: { id }, data: { sessionVersion: { increment: 1 } } });
}

/** Replaces a user's password; sessions that were begun before end, and so do links to set another one. */
export async function savePassword(tx: Transaction, id: string, passwordHash: string): Promise<UserRow> {
  await closeSessions(tx, id);
  await tx.setupLink.deleteMany({ where: { userId: id, usedAt: null } });
  return tx.user.update({ where: { id }, data: { passwordHash, sessionVersion: { increment: 1 } } });
}

/** The version alone would shut every cookie out, but the list of sessions would go on to show them. */
async function closeSessions(tx: Transaction, userId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE user_sessions SET revoked_at = now() WHERE user_id = ${userId}::uuid AND revoked_at IS NULL`;
}

export async function countUsers(db: Queryable): Promise<number> {
  return db.user.count({ where: { kind: "person" } });
}

/** Of those who can come in: one who was asked to and never set a password cannot be counted upon. */
export async function countActiveAdministrators(tx: Transaction): Promise<number> {
  const hasWayIn = { OR: [{ passwordHash: { not: NO_PASSWORD } }, { identities: { some: {} } }] };
  return tx.user.count({
    where: { role: "admin", disabledAt: null, kind: "person", isLimited: false, ...hasWayIn },
  });
}

/** Puts in line who changes how a person comes in. Ends with the transaction. */
export async function lockUser(tx: Transaction, id: string): Promise<void> {
  await tx.$queryRaw`SELECT 1 FROM users WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
}

/** Puts everybody in line who makes the first administrator or takes rights from one. Ends with the transaction. */
export async function lockAdministrators(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('slipway.administrators'))`;
}

export function toUserView(row: UserRow): UserView {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: toRole(row.role),
    disabled: row.disabledAt !== null,
    isLimited: row.isLimited,
    hasPassword: row.passwordHash !== NO_PASSWORD,
    lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

/** The person as one who acts, with the rights of today's role. */
export function toActor(
  { id, name, email, role: text }: UserRow,
  { reach, sessionId }: { reach?: Reach | undefined; sessionId?: string } = {},
): Actor {
  const role = toRole(text);
  const scopes = reach ? scopesOfLimitedRole(role) : scopesOfRole(role);
  return { kind: "user", id, name, email, role, scopes, ...(reach && { reach }), ...(sessionId && { sessionId }) };
}

/** The column is checked by the database: only roles stand in it. */
export function toRole(text: string): Role {
  if (isRole(text)) return text;
  throw new Error(`The users table holds the unknown role ${text}.`);
}
