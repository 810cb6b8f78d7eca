import { z } from "zod";
import type { Actor } from "#lib/access/rules/actor.ts";
import { scopesOfRole } from "#lib/access/rules/scopes.ts";
import { countTry, forgive } from "#lib/access/password-tries.ts";
import { verifyNobody, verifyPassword } from "#lib/access/passwords.ts";
import { NO_PASSWORD, toRole, type UserRow } from "#lib/access/store.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";

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
  const attempt = { person: email, address: remoteAddress };
  await countTry(ctx, attempt);

  const user = await ctx.db.user.findUnique({ where: { email } });
  if (user && (await isRightPassword(user, password))) {
    await forgive(ctx, attempt);
    await noteSignIn(ctx, user);
    return { id: user.id, name: user.name, email: user.email, sessionVersion: user.sessionVersion };
  }
  if (!user) await verifyNobody(password);
  if (user) await noteFailure(ctx, user, remoteAddress);
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

/** Strangers leave no event: anybody could fill the log with invented addresses. */
async function noteFailure(ctx: Context, user: UserRow, remoteAddress: string | null): Promise<void> {
  await inTransaction(ctx, async (tx) => {
    recordEvent(ctx, tx, {
      type: "sign_in_failed",
      subject: { kind: "user", id: user.id },
      data: { email: user.email, remoteAddress: remoteAddress ?? "unknown" },
    });
    return Promise.resolve();
  });
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
