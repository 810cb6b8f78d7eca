import { RateLimiterMemory } from "rate-limiter-flexible";
import { selectKnownAddresses } from "#lib/access/sessions/store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { callerKey, countOne } from "#lib/kernel/limit.ts";

const WINDOW_SECONDS = 15 * 60;
const TOO_MANY = "Too many wrong passwords. Wait a while and try again.";

/** Wrong passwords allowed in a quarter of an hour: for one person from one address, and from one address at all. */
const byPerson = new RateLimiterMemory({ points: 5, duration: WINDOW_SECONDS });
const byAddress = new RateLimiterMemory({ points: 50, duration: WINDOW_SECONDS });
/** For one person from all the addresses together from which they did not sign in lately: a thousand machines guess. */
const byStrangers = new RateLimiterMemory({ points: 50, duration: WINDOW_SECONDS });
/** Of the caller's own password, which an open session could try. */
const byOwner = new RateLimiterMemory({ points: 5, duration: WINDOW_SECONDS });

/** For how long an address is one from which a person is known to come. */
const KNOWN_DAYS = 30;

/** Whose password is tried, and from where. */
export interface PasswordTry {
  email: string;
  address: string | null;
}

/**
 * Counts a try before the password is looked at, so that a hundred at once count as a hundred. Throws LIMIT_REACHED.
 * A right password is taken back with `forgive`. Whoever guesses from everywhere stops at a limit for the person, which
 * does not hold where the person came from lately: nobody is shut out by the guesses of others.
 */
export async function countTry(ctx: Context, attempt: PasswordTry): Promise<void> {
  if (!ctx.config.rateLimits) return;
  await countOne(byPerson, personKey(attempt), TOO_MANY);
  await countOne(byAddress, callerKey(attempt.address), TOO_MANY);
  try {
    await countOne(byStrangers, attempt.email, TOO_MANY);
  } catch (error) {
    if (!(await isKnown(ctx, attempt))) throw error;
  }
}

/** Takes a try back that was no guess: its password was right. */
export async function forgive(ctx: Context, attempt: PasswordTry): Promise<void> {
  if (!ctx.config.rateLimits) return;
  await byPerson.delete(personKey(attempt));
  await byAddress.reward(callerKey(attempt.address));
  await byStrangers.reward(attempt.email);
}

/** The same for somebody who is signed in and gives the own password once more; the address does not count. */
export async function countOwnTry(ctx: Context, userId: string): Promise<void> {
  if (ctx.config.rateLimits) await countOne(byOwner, userId, TOO_MANY);
}

export async function forgiveOwn(ctx: Context, userId: string): Promise<void> {
  if (ctx.config.rateLimits) await byOwner.delete(userId);
}

/** Asked of everybody alike, also of those who do not exist: the time it takes must tell nothing. */
async function isKnown(ctx: Context, { email, address }: PasswordTry): Promise<boolean> {
  const since = new Date(ctx.clock.now().getTime() - KNOWN_DAYS * 86_400_000);
  const known = await selectKnownAddresses(ctx.db, email, since);
  return address !== null && known.some((one) => callerKey(one) === callerKey(address));
}

function personKey({ email, address }: PasswordTry): string {
  return `${email} ${callerKey(address)}`;
}
