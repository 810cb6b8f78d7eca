import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";

const WINDOW_SECONDS = 15 * 60;

/** Wrong passwords allowed in a quarter of an hour: for one person from one address, and from one address at all. */
const byPerson = new RateLimiterMemory({ points: 5, duration: WINDOW_SECONDS });
const byAddress = new RateLimiterMemory({ points: 50, duration: WINDOW_SECONDS });

/** Whose password is tried, and from where. */
export interface PasswordTry {
  person: string;
  address: string | null;
}

/**
 * Counts a try before the password is looked at, so that a hundred at once count as a hundred. Throws LIMIT_REACHED.
 * A right password is given back with `forgive`.
 */
export async function countTry(ctx: Context, { person, address }: PasswordTry): Promise<void> {
  if (!ctx.config.rateLimits) return;
  try {
    await byPerson.consume(personKey({ person, address }));
    await byAddress.consume(addressKey(address));
  } catch (rejection) {
    if (!(rejection instanceof RateLimiterRes)) throw rejection;
    throw new DomainError("LIMIT_REACHED", "Too many wrong passwords. Wait a while and try again.", {
      retryAfterSeconds: rejection.msBeforeNext / 1000,
    });
  }
}

export async function forgive(ctx: Context, { person, address }: PasswordTry): Promise<void> {
  if (!ctx.config.rateLimits) return;
  await byPerson.delete(personKey({ person, address }));
  await byAddress.reward(addressKey(address));
}

function personKey({ person, address }: PasswordTry): string {
  return `${person} ${addressKey(address)}`;
}

function addressKey(address: string | null): string {
  return address ?? "unknown";
}
