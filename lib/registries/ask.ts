import type { Context } from "#lib/kernel/context.ts";
import { judgeFailure, retryAfterSeconds, type RegistryFailure } from "#lib/registries/rules/registry-answer.ts";
import { parseChallenge } from "#lib/registries/rules/registry-challenge.ts";
import { apiOrigin, basicAuthorization, type RegistryAccess } from "#lib/registries/access.ts";
import { closeGate, gateClosedSeconds } from "#lib/registries/host-gate.ts";
import { getToken } from "#lib/registries/token.ts";
import { guardedFetch, type OutboundOutcome } from "#lib/outbound/guarded-fetch.ts";

export type Asking = Pick<Context, "config" | "clock">;
export type RegistryAnswer = Extract<OutboundOutcome, { kind: "answer" }>;

export interface RegistryQuestion {
  method: "GET" | "HEAD";
  /** Beginning with /v2/. */
  path: string;
  /** What the token is for; null for a question that concerns no repository. */
  repository: string | null;
  headers?: Record<string, string>;
  responseBytesMax?: number;
  timeoutMillis?: number;
}

/**
 * Asks a registry, logging in as it demands: first plainly, then once more with what its challenge asks for. Any answer
 * but a refusal to be asked at all is handed on; what it means is for the asker to say.
 */
export async function askRegistry(
  ctx: Asking,
  access: RegistryAccess,
  question: RegistryQuestion,
): Promise<RegistryAnswer | RegistryFailure> {
  const closedSeconds = gateClosedSeconds(access.host, ctx.clock.now());
  if (closedSeconds !== null) return { kind: "limited", retryAfterSeconds: closedSeconds };

  const first = await send(ctx, access, question, null);
  if (first.kind !== "answer" || first.status !== 401) return first;
  const login = await answerChallenge(ctx, access, question, { refusal: first, mustBeFresh: false });
  if (login.kind !== "login") return login;
  const second = await send(ctx, access, question, login.authorization);
  if (!login.isCached || second.kind !== "answer" || second.status !== 401) return second;

  // The remembered token is no longer taken, for example because the registry changed its keys.
  const again = await answerChallenge(ctx, access, question, { refusal: second, mustBeFresh: true });
  return again.kind === "login" ? send(ctx, access, question, again.authorization) : again;
}

async function send(
  ctx: Asking,
  access: RegistryAccess,
  question: RegistryQuestion,
  authorization: string | null,
): Promise<RegistryAnswer | RegistryFailure> {
  const outcome = await guardedFetch(ctx.config, {
    url: `${apiOrigin(access)}${question.path}`,
    method: question.method,
    headers: { "user-agent": "slipway", ...question.headers, ...(authorization !== null && { authorization }) },
    reach: access.reach,
    ...(question.responseBytesMax !== undefined && { responseBytesMax: question.responseBytesMax }),
    ...(question.timeoutMillis !== undefined && { timeoutMillis: question.timeoutMillis }),
  });
  if (outcome.kind !== "answer") return { kind: "unreachable", reason: outcome.reason };
  if (outcome.status === 429) {
    const now = ctx.clock.now();
    const seconds = retryAfterSeconds(outcome.headers["retry-after"] ?? null, now);
    closeGate(access.host, seconds, now);
    return { kind: "limited", retryAfterSeconds: seconds };
  }
  return outcome;
}

type Login = { kind: "login"; authorization: string; isCached: boolean };

/** The Authorization that the registry wants to see, or why there is none. */
async function answerChallenge(
  ctx: Asking,
  access: RegistryAccess,
  question: RegistryQuestion,
  { refusal, mustBeFresh }: { refusal: RegistryAnswer; mustBeFresh: boolean },
): Promise<Login | RegistryFailure> {
  const header = refusal.headers["www-authenticate"];
  const challenge = parseChallenge(Array.isArray(header) ? header.join(", ") : (header ?? null));
  if (challenge?.scheme === "bearer") {
    const usual = question.repository === null ? [] : [`repository:${question.repository}:pull`];
    const scopes = challenge.scopes.length > 0 ? challenge.scopes : usual;
    const now = ctx.clock.now();
    const outcome = await getToken(ctx.config, access, { challenge: { ...challenge, scopes }, mustBeFresh, now });
    if (outcome.kind !== "token") return outcome;
    return { kind: "login", authorization: `Bearer ${outcome.token}`, isCached: outcome.isCached };
  }
  if (challenge?.scheme === "basic" && access.credentials) {
    return { kind: "login", authorization: basicAuthorization(access.credentials), isCached: false };
  }
  return judgeFailure(refusal.status, [], null);
}
