import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { remoteAddressOf } from "#lib/http/remote-address.ts";

/** Generous for people and scripts, and a wall for guessing and flooding. Per process and caller. */
const CALLS_PER_MINUTE = 1_200;
const ANONYMOUS_CALLS_PER_MINUTE = 300;

const known = new RateLimiterMemory({ points: CALLS_PER_MINUTE, duration: 60 });
const anonymous = new RateLimiterMemory({ points: ANONYMOUS_CALLS_PER_MINUTE, duration: 60 });

/** Counts a call against its caller, unless it is one that devices and monitors make all the time. Throws LIMIT_REACHED, with when to come back, once there are too many. */
export async function limitCaller(ctx: Context, isFrequent: boolean, request: Request): Promise<void> {
  if (!ctx.config.rateLimits || isFrequent) return;
  const { actor } = ctx;
  const isKnown = actor.kind === "user" || actor.kind === "token" || actor.kind === "device";
  const limiter = isKnown ? known : anonymous;
  const key = isKnown ? `${actor.kind}:${actor.id}` : (remoteAddressOf(request.headers) ?? "unknown");
  try {
    await limiter.consume(key);
  } catch (rejection) {
    if (!(rejection instanceof RateLimiterRes)) throw rejection;
    throw new DomainError("LIMIT_REACHED", "Too many requests. Wait a moment and try again.", {
      retryAfterSeconds: rejection.msBeforeNext / 1000,
    });
  }
}
