import type { Provider } from "#lib/access/rules/session.ts";

/** What a provider says about somebody who signed in there. */
export interface Identity {
  provider: Exclude<Provider, "password">;
  /** What the provider calls the person, for ever. */
  subject: string;
  name: string;
  /** Null where the provider gives none, or does not vouch for it. */
  verifiedEmail: string | null;
  groups: readonly string[];
}

/** Why somebody may not come in although the provider knows them. */
export type IdentityRefusal = "noAccount" | "unverifiedEmail" | "disabled" | "noGroup";
