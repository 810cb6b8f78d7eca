import type { ActorView } from "#lib/access/rules/actor.ts";
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
  /** The products that it reaches alone; empty: all that its owner reaches. */
  productIds: string[];
  /** The service account that it belongs to; null where it belongs to the house. */
  serviceAccountId: string | null;
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

/** An account of programs: it has tokens and never signs in. */
export interface ServiceAccountView {
  id: string;
  name: string;
  role: Role;
  disabled: boolean;
  isLimited: boolean;
  createdAt: string;
}

export interface InvitationView {
  id: string;
  email: string;
  role: Role;
  isLimited: boolean;
  teamIds: string[];
  status: "open" | "accepted" | "revoked" | "expired";
  createdBy: ActorView;
  createdAt: string;
  expiresAt: string;
}

/** An invitation together with the secret of its link, shown this once. */
export interface NewInvitationView extends InvitationView {
  token: string;
}

/** What somebody who holds an invitation's link is told of it. */
export interface OpenInvitationView {
  email: string;
  role: Role;
  expiresAt: string;
}

/** An account elsewhere with which a person signs in. */
export interface IdentityView {
  id: string;
  provider: string;
  groups: string[];
  createdAt: string;
  lastUsedAt: string | null;
}

interface Named {
  id: string;
  slug: string;
  name: string;
}

export interface TeamView extends Named {
  description: string;
  members: TeamMemberView[];
  products: Named[];
  environments: Named[];
  createdAt: string;
}

export interface TeamMemberView {
  userId: string;
  name: string;
  email: string;
  kind: "person" | "service";
  /** manual; or github or oidc, where it follows from a group there */
  source: string;
}

/** What a group of a provider means here. */
export interface GroupMappingView {
  id: string;
  provider: string;
  group: string;
  role: Role | null;
  teamId: string | null;
  createdAt: string;
}
