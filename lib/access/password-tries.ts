import { RateLimiterMemory } from "rate-limiter-flexible";
import type { Context } from "#lib/kernel/context.ts";
import { callerKey, countOne } from "#lib/kernel/limit.ts";

const WINDOW_SECONDS = 15 * 60;
const TOO_MANY = "Too many wrong passwords. Wait a while and try again.";

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
 * A right password is taken back with `forgive`.
 */
export async function countTry(ctx: Context, { person, address }: PasswordTry): Promise<void> {
  if (!ctx.config.rateLimits) return;
  await countOne(byPerson, personKey({ person, address }), TOO_MANY);
  await countOne(byAddress, callerKey(address), TOO_MANY);
}

/** Takes a try back that was no guess: its password was right. */
export async function forgive(ctx: Context, { person, address }: PasswordTry): Promise<void> {
  if (!ctx.config.rateLimits) return;
  await byPerson.delete(personKey({ person, address }));
  await byAddress.reward(callerKey(address));
}

function personKey({ person, address }: PasswordTry): string {
  return `${person} ${callerKey(address)}`;
}
