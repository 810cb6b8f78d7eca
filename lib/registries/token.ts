import { sha256 } from "#lib/kernel/crypto.ts";
import type { Config } from "#lib/kernel/config.ts";
import { numberAt, textAt } from "#lib/registries/rules/field.ts";
import { judgeFailure, retryAfterSeconds, type RegistryFailure } from "#lib/registries/rules/registry-answer.ts";
import { realmBelongsTo, type Challenge } from "#lib/registries/rules/registry-challenge.ts";
import { basicAuthorization, type RegistryAccess } from "#lib/registries/access.ts";
import { guardedFetch } from "#lib/outbound/guarded-fetch.ts";

type BearerChallenge = Extract<Challenge, { scheme: "bearer" }>;
export type TokenOutcome = { kind: "token"; token: string; isCached: boolean } | RegistryFailure;

interface CachedToken {
  token: string;
  goodUntil: number;
}

const cache = new Map<string, CachedToken>();
const CACHE_SIZE_MAX = 500;
const TOKEN_SECONDS_DEFAULT = 60;
/** A token is not used to its last second: the request still has to get there. */
const MARGIN_SECONDS = 10;
const TOKEN_BYTES_MAX = 64 * 1024;

export interface TokenQuestion {
  challenge: BearerChallenge;
  /** True after a registry refused the remembered one. */
  mustBeFresh: boolean;
  now: Date;
}

/** Gets a token for a challenge, from the cache or from the token server that the challenge names. */
export async function getToken(
  config: Config,
  access: RegistryAccess,
  { challenge, mustBeFresh, now }: TokenQuestion,
): Promise<TokenOutcome> {
  const url = realmUrl(challenge, access);
  if (!url) return { kind: "denied", reason: "The registry names a token server that is not https." };
  const isOwn = realmBelongsTo(url.host, access.host);
  const credentials = isOwn ? access.credentials : null;
  const key = JSON.stringify([url.href, credentials && sha256(basicAuthorization(credentials)).toString("hex")]);
  const cached = cache.get(key);
  if (cached && !mustBeFresh && cached.goodUntil > now.getTime()) {
    return { kind: "token", token: cached.token, isCached: true };
  }

  const outcome = await guardedFetch(config, {
    url: url.href,
    headers: credentials ? { authorization: basicAuthorization(credentials) } : {},
    // A registry must not send us to any private address it likes, only to where it lives itself.
    reach: isOwn || isBeside(url, access) ? access.reach : "public",
    responseBytesMax: TOKEN_BYTES_MAX,
  });
  if (outcome.kind !== "answer") return { kind: "unreachable", reason: `The token server: ${outcome.reason}` };
  if (outcome.status !== 200) {
    const retryAfter = retryAfterSeconds(outcome.headers["retry-after"] ?? null, now);
    const failure = judgeFailure(outcome.status, [], retryAfter);
    return failure.kind === "tagNotFound"
      ? { kind: "unreachable", reason: "The token server was not found." }
      : failure;
  }
  return keep(key, outcome.body, now);
}

/** On the registry's own machine behind another port, or at an address that an operator named. */
function isBeside(url: URL, access: RegistryAccess): boolean {
  return url.hostname === new URL(`https://${access.host}`).hostname || access.insecureHosts.has(url.host);
}

function realmUrl(challenge: BearerChallenge, access: RegistryAccess): URL | null {
  if (!URL.canParse(challenge.realm)) return null;
  const url = new URL(challenge.realm);
  const isPlainAllowed = url.protocol === "http:" && access.insecureHosts.has(url.host);
  if (url.protocol !== "https:" && !isPlainAllowed) return null;
  if (challenge.service !== null) url.searchParams.set("service", challenge.service);
  for (const scope of challenge.scopes) url.searchParams.append("scope", scope);
  return url;
}

function keep(key: string, body: Buffer, now: Date): TokenOutcome {
  const answer = parse(body);
  const token = textAt(answer, "token") ?? textAt(answer, "access_token");
  // A token goes into a header, where a line break would begin another one.
  if (token === null || !/^[\x21-\x7e]+$/.test(token)) {
    return { kind: "unreachable", reason: "The token server answered without a token." };
  }
  const seconds = numberAt(answer, "expires_in") ?? TOKEN_SECONDS_DEFAULT;
  if (cache.size >= CACHE_SIZE_MAX) cache.delete(cache.keys().next().value ?? "");
  cache.set(key, { token, goodUntil: now.getTime() + (seconds - MARGIN_SECONDS) * 1000 });
  return { kind: "token", token, isCached: false };
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return null; // Not JSON: it has no token either.
  }
}
