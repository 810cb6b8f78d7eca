import { RateLimiterMemory } from "rate-limiter-flexible";
import { authenticateToken } from "#lib/access/authenticate-token.ts";
import { reachOf, systemActor, type Actor } from "#lib/access/rules/actor.ts";
import type { Scope } from "#lib/access/rules/scopes.ts";
import type { HawkbitRequest } from "#lib/hawkbit/exchange.ts";
import { DEFAULT_TENANT } from "#lib/hawkbit/settings/store.ts";
import { findTenantFleet } from "#lib/hawkbit/store-targets.ts";
import type { Context } from "#lib/kernel/context.ts";
import { safeEqual } from "#lib/kernel/crypto.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { callerKey } from "#lib/kernel/limit.ts";

export interface SignedIn {
  actor: Actor;
  tenant: string;
  fleetId: string | null;
}

/** The account of the operator's own user and password: what this API is made of, and nothing else. */
const SERVICE_SCOPES: readonly Scope[] = [
  "devices:read",
  "devices:write",
  "versions:read",
  "versions:write",
  "rollouts:read",
  "rollouts:write",
  "tokens:read",
  "tokens:write",
];

const WINDOW_SECONDS = 15 * 60;
/** Scripts send the password with each call, so only wrong ones count. */
const wrongPasswords = new RateLimiterMemory({ points: 20, duration: WINDOW_SECONDS });

/**
 * Finds out who calls, by HTTP Basic: the operator's own account where one is configured, or any user name with an API
 * token as the password. Null for a wrong or missing credential, or a tenant that is not there. Throws LIMIT_REACHED for
 * an address that guessed too often.
 */
export async function signIn(ctx: Context, request: HawkbitRequest): Promise<SignedIn | null> {
  const given = readBasic(request.header("authorization"));
  if (given === null) return null;
  await refuseGuessers(ctx, request);
  const signedIn = await check(ctx, given);
  if (signedIn === null && ctx.config.rateLimits) {
    // Only counted: the next call finds out that it was one too many.
    await wrongPasswords.penalty(callerKey(request.remoteAddress));
  }
  return signedIn;
}

async function check(ctx: Context, given: Given): Promise<SignedIn | null> {
  const actor = serviceAccount(ctx, given) ?? (await authenticateToken(asSystem(ctx), given.password));
  // This API knows neither products nor teams, so whoever reaches some alone has nothing here.
  if (actor === null || reachOf(actor)) return null;
  const fleetId = await findTenantFleet(ctx.db, given.tenant);
  if (fleetId === null && given.tenant !== DEFAULT_TENANT) return null;
  return { actor, tenant: given.tenant, fleetId };
}

function serviceAccount(ctx: Context, { user, password }: Given): Actor | null {
  const wanted = ctx.config.hawkbitBasic;
  if (wanted === null) return null;
  const isUser = safeEqual(user, wanted.user);
  const isPassword = safeEqual(password, wanted.password);
  if (!isUser || !isPassword) return null;
  return { kind: "token", id: "hawkbit-basic", name: wanted.user, scopes: new Set(SERVICE_SCOPES) };
}

async function refuseGuessers(ctx: Context, { remoteAddress }: HawkbitRequest): Promise<void> {
  if (!ctx.config.rateLimits) return;
  const guesses = await wrongPasswords.get(callerKey(remoteAddress));
  if (guesses === null || guesses.remainingPoints > 0) return;
  throw new DomainError("LIMIT_REACHED", "Too many wrong passwords. Wait a while and try again.", {
    retryAfterSeconds: Math.ceil(guesses.msBeforeNext / 1000),
  });
}

interface Given {
  tenant: string;
  user: string;
  password: string;
}

/** `TENANT\user:password` in Base64; without a tenant it is the default one. */
function readBasic(header: string | null): Given | null {
  const [, encoded] = /^basic +([\w+/=-]+) *$/i.exec(header ?? "") ?? [];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon === -1 || text.includes("\0")) return null;
  const name = text.slice(0, colon);
  const slash = name.indexOf("\\");
  return {
    tenant: slash === -1 ? DEFAULT_TENANT : name.slice(0, slash).toUpperCase(),
    user: name.slice(slash + 1),
    password: text.slice(colon + 1),
  };
}

function asSystem(ctx: Context): Context {
  return { ...ctx, actor: systemActor("sign-in") };
}
