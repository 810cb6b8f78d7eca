import type { Role } from "#lib/access/rules/scopes.ts";

export interface UserView {
  id: string;
  email: string;
  name: string;
  role: Role;
  disabled: boolean;
  /** False until the person has set a password with the set-up link. */
  hasPassword: boolean;
  lastSignInAt: string | null;
  createdAt: string;
}

export interface TokenView {
  id: string;
  name: string;
  /** The first characters of the token, to recognize it by. */
  prefix: string;
  scopes: string[];
  createdAt: string;
  expiresAt: string | null;
  revokedAt: string | null;
  lastUsedAt: string | null;
}
