import type { Provider } from "#lib/access/rules/session.ts";

/** What a provider says about somebody who signed in there. */
export interface Identity {
  provider: Exclude<Provider, "password">;
  /** Whose word it is: the issuer of OIDC, or the address of GitHub. */
  issuer: string;
  /** What the issuer calls the person, for ever; it begins with the issuer. */
  subject: string;
  name: string;
  /** Null where the provider gives none, or does not vouch for it. */
  verifiedEmail: string | null;
  groups: readonly string[];
}

/** Why somebody may not come in although the provider knows them. */
export type IdentityRefusal = "noAccount" | "otherAccount" | "unverifiedEmail" | "disabled" | "noGroup";
