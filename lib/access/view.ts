import type { Role } from "#lib/access/rules/scopes.ts";

export interface UserView {
  id: string;
  email: string;
  name: string;
  role: Role;
  disabled: boolean;
  /** Sees and changes only what belongs to a team of theirs. */
  isLimited: boolean;
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

/** One browser in which a person is signed in. */
export interface SessionView {
  id: string;
  /** password, github or oidc */
  provider: string;
  /** In words, such as "Firefox on Linux". */
  browser: string;
  address: string | null;
  createdAt: string;
  lastSeenAt: string;
  expiresAt: string;
  /** The session in which this is asked. */
  isCurrent: boolean;
}

export interface SecondFactorView {
  /** A second factor goes with a password; who signs in elsewhere has it there. */
  hasPassword: boolean;
  /** Since when a code is asked for; null where none is. */
  confirmedAt: string | null;
  recoveryCodesLeft: number;
}

/** What an authenticator app has to know, shown until the first code proves that it does. */
export interface NewSecondFactorView {
  secret: string;
  /** otpauth://… */
  address: string;
  /** The address as a QR code, an SVG. */
  picture: string;
}

/** Recovery codes, shown this once. */
export interface RecoveryCodesView {
  recoveryCodes: string[];
}
