import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { z } from "zod";
import type { Actor } from "#lib/access/rules/actor.ts";
import { scopesOfRole } from "#lib/access/rules/scopes.ts";
import { verifyNobody, verifyPassword } from "#lib/access/passwords.ts";
import { NO_PASSWORD, toRole, type UserRow } from "#lib/access/store.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";

/** Wrong passwords allowed in a quarter of an hour: for one person from one address, and from one address at all. */
const byPerson = new RateLimiterMemory({ points: 5, duration: 15 * 60 });
const byAddress = new RateLimiterMemory({ points: 50, duration: 15 * 60 });

const credentialsInput = z.object({ email: z.string().max(254).toLowerCase(), password: z.string().max(1000) });

export interface SignedInUser {
  id: string;
  name: string;
  email: string;
  sessionVersion: number;
}

/**
 * Checks a person's password. Null when it or the address is wrong, told apart by nothing, not even time.
 * Throws LIMIT_REACHED after too many wrong ones.
 */
export async function signInWithPassword(
  ctx: Context,
  rawInput: unknown,
  remoteAddress: string | null,
): Promise<SignedInUser | null> {
  const parsed = credentialsInput.safeParse(rawInput);
  if (!parsed.success) return null;
  const { email, password } = parsed.data;
  const keys = { person: `${email} ${remoteAddress ?? "unknown"}`, address: remoteAddress ?? "unknown" };
  await refuseAfterTooMany(ctx, keys);

  const user = await ctx.db.user.findUnique({ where: { email } });
  if (user && (await isRightPassword(user, password))) {
    await byPerson.delete(keys.person);
    await noteSignIn(ctx, user);
    return { id: user.id, name: user.name, email: user.email, sessionVersion: user.sessionVersion };
  }
  if (!user) await verifyNobody(password);
  await noteFailure(ctx, user, keys);
  return null;
}

/** The person behind a session, with today's rights; null once disabled or when the session was ended. */
export async function findSignedInUser(
  ctx: Context,
  session: { userId: string; sessionVersion: number },
): Promise<Actor | null> {
  const user = await ctx.db.user.findUnique({ where: { id: session.userId } });
  if (!user || user.disabledAt || user.sessionVersion !== session.sessionVersion) return null;
  const role = toRole(user.role);
  return { kind: "user", id: user.id, name: user.name, email: user.email, role, scopes: scopesOfRole(role) };
}

async function isRightPassword(user: UserRow, password: string): Promise<boolean> {
  if (user.disabledAt || user.passwordHash === NO_PASSWORD) return verifyNobody(password);
  return verifyPassword(user.passwordHash, password);
}

async function refuseAfterTooMany(ctx: Context, keys: { person: string; address: string }): Promise<void> {
  if (!ctx.config.rateLimits) return;
  const [person, address] = await Promise.all([byPerson.get(keys.person), byAddress.get(keys.address)]);
  const blocked = [person, address].find((state) => state !== null && state.remainingPoints <= 0);
  if (!blocked) return;
  throw new DomainError("LIMIT_REACHED", "Too many wrong passwords. Wait a while and try again.", {
    retryAfterSeconds: blocked.msBeforeNext / 1000,
  });
}

async function noteFailure(ctx: Context, user: UserRow | null, keys: { person: string; address: string }) {
  const spent = [byPerson.consume(keys.person), byAddress.consume(keys.address)];
  await Promise.all(spent.map((promise) => promise.catch(ignoreSpent)));
  // Strangers leave no event: anybody could fill the log with invented addresses.
  if (!user) return;
  await inTransaction(ctx, async (tx) => {
    recordEvent(ctx, tx, {
      type: "sign_in_failed",
      subject: { kind: "user", id: user.id },
      data: { email: user.email, remoteAddress: keys.address },
    });
    return Promise.resolve();
  });
}

function ignoreSpent(rejection: unknown): void {
  if (!(rejection instanceof RateLimiterRes)) throw rejection;
}

async function noteSignIn(ctx: Context, user: UserRow): Promise<void> {
  const asUser: Context = {
    ...ctx,
    actor: {
      kind: "user",
      id: user.id,
      name: user.name,
      email: user.email,
      role: toRole(user.role),
      scopes: scopesOfRole(toRole(user.role)),
    },
  };
  await inTransaction(asUser, async (tx) => {
    await tx.user.update({ where: { id: user.id }, data: { lastSignInAt: ctx.clock.now() } });
    recordEvent(asUser, tx, { type: "user_signed_in", subject: { kind: "user", id: user.id } });
  });
}
