import ipaddr from "ipaddr.js";
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

/** In IPv6 a customer is given 64 bits of addresses at the least: whoever has one of them has them all. */
const CUSTOMER_BITS = 64;

/** Under which key the calls from an address are counted. */
export function callerKey(address: string | null): string {
  if (address === null || !ipaddr.IPv6.isValid(address)) return address ?? "unknown";
  return ipaddr.IPv6.networkAddressFromCIDR(`${address.split("%")[0]}/${CUSTOMER_BITS}`).toString();
}
