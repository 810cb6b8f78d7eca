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

/** A user together with the one-time secret for the page /setup, shown this once. */
export interface InvitedUserView extends UserView {
  setUpToken: string;
}

/** Who is calling, and what they may do. */
export interface MeView {
  kind: "user" | "token";
  id: string;
  name: string;
  email?: string;
  role?: Role;
  scopes: string[];
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

/** A token in full, shown this once. */
export interface NewTokenView extends TokenView {
  token: string;
}
