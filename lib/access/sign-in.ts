import { z } from "zod";
import { noteFailureSoon } from "#lib/access/note-failure.ts";
import { countTry, forgive } from "#lib/access/password-tries.ts";
import { verifyNobody, verifyPassword } from "#lib/access/passwords.ts";
import type { Provider } from "#lib/access/rules/session.ts";
import { passSecondFactor } from "#lib/access/second-factor/pass.ts";
import { beginSession, type Visitor } from "#lib/access/sessions/begin.ts";
import { findUserByEmail, NO_PASSWORD, toActor, type UserRow } from "#lib/access/store-users.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";

const credentialsInput = z.object({
  email: z.string().max(254).toLowerCase(),
  password: z.string().max(1000),
  code: z.string().max(100).optional(),
});

export interface SignedInUser {
  id: string;
  name: string;
  email: string;
  sessionVersion: number;
  sessionId: string;
}

/** The password is right, and the second factor is not there yet, or wrong. */
export type CodeWanted = "codeNeeded" | "codeWrong";

/**
 * Checks a person's password, and the code where they have a second factor. Null when the password or the address is
 * wrong, told apart by nothing, not even time. Throws LIMIT_REACHED after too many wrong ones.
 */
export async function signInWithPassword(
  ctx: Context,
  rawInput: unknown,
  visitor: Visitor,
): Promise<SignedInUser | CodeWanted | null> {
  const parsed = credentialsInput.safeParse(rawInput);
  if (!parsed.success) return null;
  const { email, password, code } = parsed.data;
  const attempt = { email, address: visitor.address };
  await countTry(ctx, attempt);

  const user = await findUserByEmail(ctx.db, email);
  if (!user || !(await isRightPassword(user, password))) {
    if (user) noteFailureSoon(ctx, user, visitor.address);
    else await verifyNobody(password);
    return null;
  }
  await forgive(ctx, attempt);
  const passed = await passSecondFactor(ctx, user, code);
  if (passed === "codeWrong") noteFailureSoon(ctx, user, visitor.address);
  if (passed !== "passed") return passed;
  return inTransaction(ctx, (tx) => noteSignIn(ctx, tx, { user, provider: "password", visitor }));
}

/** Begins the session of somebody whose sign-in was checked. */
export async function noteSignIn(
  ctx: Context,
  tx: Transaction,
  { user, provider, visitor }: { user: UserRow; provider: Provider; visitor: Visitor },
): Promise<SignedInUser> {
  const asUser: Context = { ...ctx, actor: toActor(user) };
  const sessionId = await beginSession(asUser, tx, { userId: user.id, provider, visitor });
  recordEvent(asUser, tx, { type: "user_signed_in", subject: { kind: "user", id: user.id }, data: { provider } });
  return { id: user.id, name: user.name, email: user.email, sessionVersion: user.sessionVersion, sessionId };
}

async function isRightPassword(user: UserRow, password: string): Promise<boolean> {
  if (user.disabledAt || user.kind !== "person" || user.passwordHash === NO_PASSWORD) return verifyNobody(password);
  return verifyPassword(user.passwordHash, password);
}
