import type { OAuthConfig, UserinfoEndpointHandler } from "next-auth/providers/oauth";
import { z } from "zod";
import type { Identity } from "#lib/access/identities/identity.ts";
import { readRefusal, SignInRefused } from "#lib/http/sign-in-refusal.ts";
import type { Config, GithubConfig, OidcConfig } from "#lib/kernel/config.ts";

/** Of each call to a provider: somebody waits in front of a white page. */
const TIMEOUT_MILLIS = 10_000;

/** What next-auth calls a profile: who the provider says it is. It travels through next-auth as it is. */
export interface Profile {
  id: string;
  identity: Identity;
}

type Provider = OAuthConfig<Identity>;

/** What a provider gave for a person, and openid-client's client with which it came. */
type Received = Parameters<NonNullable<UserinfoEndpointHandler["request"]>>[0];
type Client = Received["client"];
type Tokens = Exclude<Parameters<Client["userinfo"]>[0], string>;

/** The providers that the environment names. `onRefusal` hears why an answer of theirs was not accepted. */
export function externalProviders(config: Config, onRefusal: (refusal: SignInRefused) => void): Provider[] {
  return [
    ...(config.github ? [githubProvider(config.github, onRefusal)] : []),
    ...(config.oidc ? [oidcProvider(config.oidc, onRefusal)] : []),
  ];
}

function oidcProvider(oidc: OidcConfig, onRefusal: (refusal: SignInRefused) => void): Provider {
  return {
    id: "oidc",
    name: oidc.name,
    type: "oauth",
    wellKnown: `${oidc.issuer.replace(/\/$/, "")}/.well-known/openid-configuration`,
    issuer: oidc.issuer,
    clientId: oidc.clientId,
    clientSecret: oidc.clientSecret,
    authorization: { params: { scope: oidc.scope } },
    client: { id_token_signed_response_alg: oidc.signingAlgorithm },
    httpOptions: { timeout: TIMEOUT_MILLIS },
    idToken: true,
    // State binds the answer to this browser, the nonce the token to this answer, PKCE the code to whoever asked.
    checks: ["pkce", "state", "nonce"],
    token: {
      // As next-auth would do it, but an answer that fails a check says which.
      request: async ({ provider, params, checks, client }) => {
        try {
          return { tokens: await client.callback(provider.callbackUrl, params, checks) };
        } catch (error) {
          return refuse(readRefusal(error), onRefusal);
        }
      },
    },
    userinfo: {
      request: async ({ tokens, client }) => {
        // next-auth's type names the parameters of a token set; what it hands on is the one made of them.
        // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- see above
        const identity = await readOidcIdentity(oidc, tokens as Tokens, client);
        return identity instanceof SignInRefused ? refuse(identity, onRefusal) : identity;
      },
    },
    profile: toProfile,
  };
}

const oidcClaims = z.object({
  iss: z.string(),
  sub: z.string().min(1).max(255),
  name: z.string().optional(),
  preferred_username: z.string().optional(),
  email: z.email().max(254).toLowerCase().optional(),
  email_verified: z.union([z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")]).optional(),
});

async function readOidcIdentity(oidc: OidcConfig, tokens: Tokens, client: Client): Promise<Identity | SignInRefused> {
  const idToken = tokens.claims();
  // Discovery believes what it finds at the address. The token must come from whom the operator named.
  if (idToken.iss !== oidc.issuer) {
    return new SignInRefused("issuer", `The token names the issuer ${idToken.iss}, not ${oidc.issuer}.`);
  }
  const claims = mergeClaims(await readUserInfo(tokens, client), { ...idToken });
  const parsed = oidcClaims.safeParse(claims);
  if (!parsed.success) return new SignInRefused("claims", z.prettifyError(parsed.error));
  const { sub, name, preferred_username, email, email_verified } = parsed.data;
  return {
    provider: "oidc",
    issuer: oidc.issuer,
    subject: `${oidc.issuer} ${sub}`,
    name: shorten(name ?? preferred_username ?? email ?? sub),
    verifiedEmail: email_verified === true ? (email ?? null) : null,
    groups: readGroupNames(claims[oidc.groupsClaim]),
  };
}

/** What the token says counts more. An address goes with its own word of being verified, and with no other's. */
function mergeClaims(userInfo: Record<string, unknown>, idToken: Record<string, unknown>): Record<string, unknown> {
  const email = idToken.email ?? userInfo.email;
  const words = [idToken, userInfo].filter((source) => source.email === email).map((source) => source.email_verified);
  return { ...userInfo, ...idToken, email, email_verified: words.find((word) => word !== undefined) };
}

/** Many providers put e-mail and groups there alone. openid-client makes sure that it is the same person. */
async function readUserInfo(tokens: Tokens, client: Client): Promise<Record<string, unknown>> {
  const hasUserInfo = client.issuer.metadata.userinfo_endpoint !== undefined && tokens.access_token !== undefined;
  return hasUserInfo ? { ...(await client.userinfo(tokens)) } : {};
}

function readGroupNames(claim: unknown): string[] {
  const names = typeof claim === "string" ? [claim] : Array.isArray(claim) ? claim : [];
  return names.filter((name): name is string => typeof name === "string" && name.length <= 255).slice(0, 500);
}

function githubProvider(github: GithubConfig, onRefusal: (refusal: SignInRefused) => void): Provider {
  const api = github.url === "https://github.com" ? "https://api.github.com" : `${github.url}/api/v3`;
  return {
    id: "github",
    name: "GitHub",
    type: "oauth",
    clientId: github.clientId,
    clientSecret: github.clientSecret,
    issuer: `${github.url}/login/oauth`,
    authorization: {
      url: `${github.url}/login/oauth/authorize`,
      params: { scope: "read:user user:email read:org" },
    },
    token: `${github.url}/login/oauth/access_token`,
    httpOptions: { timeout: TIMEOUT_MILLIS },
    checks: ["pkce", "state"],
    userinfo: {
      url: `${api}/user`,
      request: async ({ tokens }) => {
        try {
          return await readGithubIdentity(github.url, api, tokens.access_token ?? "");
        } catch (error) {
          const why = error instanceof Error ? error.message : "unknown";
          return refuse(new SignInRefused("claims", `GitHub's answer cannot be used: ${why}`), onRefusal);
        }
      },
    },
    profile: toProfile,
  };
}

const githubUser = z.object({ id: z.int().positive(), login: z.string(), name: z.string().nullish() });
const githubEmails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));
const githubOrganizations = z.array(z.object({ login: z.string() }));
const githubTeams = z.array(z.object({ slug: z.string(), organization: z.object({ login: z.string() }) }));

async function readGithubIdentity(issuer: string, api: string, token: string): Promise<Identity> {
  const [user, emails, organizations, teams] = await Promise.all([
    readGithub(`${api}/user`, token, githubUser),
    readGithub(`${api}/user/emails`, token, githubEmails),
    readGithub(`${api}/user/orgs?per_page=100`, token, githubOrganizations),
    readGithub(`${api}/user/teams?per_page=100`, token, githubTeams),
  ]);
  const primary = emails.find((email) => email.primary && email.verified);
  return {
    provider: "github",
    issuer,
    // Logins are renamed and taken by others; the number stays, and each server counts for itself.
    subject: `${issuer} ${user.id}`,
    name: shorten(user.name ?? user.login),
    verifiedEmail: primary?.email.toLowerCase() ?? null,
    groups: [
      ...organizations.map(({ login }) => login),
      ...teams.map(({ organization, slug }) => `${organization.login}/${slug}`),
    ],
  };
}

async function readGithub<Schema extends z.ZodType>(
  url: string,
  token: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${token}`, accept: "application/vnd.github+json", "user-agent": "Slipway" },
    signal: AbortSignal.timeout(TIMEOUT_MILLIS),
    redirect: "error",
  });
  if (!response.ok) throw new Error(`${new URL(url).pathname} answered ${response.status}.`);
  return schema.parse(await response.json());
}

function toProfile(identity: Identity): Profile {
  return { id: identity.subject, identity };
}

function refuse(refusal: SignInRefused, onRefusal: (refusal: SignInRefused) => void): never {
  onRefusal(refusal);
  throw refusal;
}

/** Names are shown in tables; a provider may give any. */
function shorten(name: string): string {
  return name.trim().slice(0, 120) || "Somebody";
}
