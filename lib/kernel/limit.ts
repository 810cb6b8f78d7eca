import { RateLimiterRes, type RateLimiterAbstract } from "rate-limiter-flexible";
import { DomainError } from "#lib/kernel/errors.ts";

/** Counts one more for a key. Throws LIMIT_REACHED with this sentence, and when to come back, once it is too many. */
export async function countOne(limiter: RateLimiterAbstract, key: string, sentence: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (rejection) {
    if (!(rejection instanceof RateLimiterRes)) throw rejection;
    throw new DomainError("LIMIT_REACHED", sentence, { retryAfterSeconds: rejection.msBeforeNext / 1000 });
  }
}
