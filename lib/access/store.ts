import type { Queryable, Transaction } from "#lib/database/client.ts";
import { isRole, type Role } from "#lib/access/rules/scopes.ts";
import type { TokenView, UserView } from "#lib/access/view.ts";

/** What a user's password column holds until the person has set one. No password hashes to it. */
export const NO_PASSWORD = "";

export interface UserRow {
  id: string;
  email: string;
  name: string;
  passwordHash: string;
  role: string;
  sessionVersion: number;
  disabledAt: Date | null;
  lastSignInAt: Date | null;
  createdAt: Date;
}

interface TokenRow {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

/** The column is checked by the database: only roles stand in it. */
export function toRole(text: string): Role {
  if (isRole(text)) return text;
  throw new Error(`The users table holds the unknown role ${text}.`);
}

export function toUserView(row: UserRow): UserView {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: toRole(row.role),
    disabled: row.disabledAt !== null,
    hasPassword: row.passwordHash !== NO_PASSWORD,
    lastSignInAt: row.lastSignInAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}

export function toTokenView(row: TokenRow): TokenView {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    scopes: row.scopes,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}

export async function countUsers(db: Queryable): Promise<number> {
  return db.user.count();
}

/** Puts everybody in line who makes the first administrator or takes rights from one. Ends with the transaction. */
export async function lockAdministrators(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('slipway.administrators'))`;
}

export async function countActiveAdministrators(tx: Transaction): Promise<number> {
  return tx.user.count({ where: { role: "admin", disabledAt: null } });
}
