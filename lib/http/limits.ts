import { RateLimiterMemory } from "rate-limiter-flexible";
import type { Context } from "#lib/kernel/context.ts";
import { callerKey, countOne } from "#lib/kernel/limit.ts";
import { remoteAddressOf } from "#lib/http/remote-address.ts";

/** Generous for people and scripts, and a wall for guessing and flooding. Per process and caller. */
const CALLS_PER_MINUTE = 1_200;
const ANONYMOUS_CALLS_PER_MINUTE = 300;

const known = new RateLimiterMemory({ points: CALLS_PER_MINUTE, duration: 60 });
const anonymous = new RateLimiterMemory({ points: ANONYMOUS_CALLS_PER_MINUTE, duration: 60 });

/**
 * Counts a call against its caller, unless it is one that devices and monitors make all the time. Throws LIMIT_REACHED
 * once there are too many.
 */
export async function limitCaller(ctx: Context, isFrequent: boolean, request: Request): Promise<void> {
  if (!ctx.config.rateLimits || isFrequent) return;
  const { actor } = ctx;
  const isKnown = actor.kind === "user" || actor.kind === "token" || actor.kind === "device";
  const limiter = isKnown ? known : anonymous;
  const key = isKnown ? `${actor.kind}:${actor.id}` : callerKey(remoteAddressOf(request.headers, ctx.config));
  await countOne(limiter, key, "Too many requests. Wait a moment and try again.");
}
