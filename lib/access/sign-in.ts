import { z } from "zod";
import { countTry, forgive } from "#lib/access/password-tries.ts";
import { verifyNobody, verifyPassword } from "#lib/access/passwords.ts";
import { findUserByEmail, NO_PASSWORD, saveSignIn, toActor, type UserRow } from "#lib/access/store-users.ts";
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

  const user = await findUserByEmail(ctx.db, email);
  if (user && (await isRightPassword(user, password))) {
    await forgive(ctx, attempt);
    await noteSignIn(ctx, user);
    return { id: user.id, name: user.name, email: user.email, sessionVersion: user.sessionVersion };
  }
  if (user) await noteFailure(ctx, user, remoteAddress);
  else await verifyNobody(password);
  return null;
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
  const asUser: Context = { ...ctx, actor: toActor(user) };
  await inTransaction(asUser, async (tx) => {
    await saveSignIn(tx, user.id, ctx.clock.now());
    recordEvent(asUser, tx, { type: "user_signed_in", subject: { kind: "user", id: user.id } });
  });
}
