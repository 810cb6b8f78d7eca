import { createAdministrator } from "#lib/access/create-administrator.ts";
import { setUpInput } from "#lib/access/input.ts";
import { hashPassword } from "#lib/access/passwords.ts";
import { systemActor } from "#lib/access/rules/actor.ts";
import { isOpenLink, useLink } from "#lib/access/store-links.ts";
import { countUsers, lockAdministrators, savePassword, toUserView } from "#lib/access/store-users.ts";
import type { UserView } from "#lib/access/view.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { sha256 } from "#lib/kernel/crypto.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";

/**
 * Uses a set-up secret: makes the first administrator, or sets the password of the person it was made for. The secret is
 * the permission; UNAUTHENTICATED where it is unknown, used or expired.
 */
export async function setUp(ctx: Context, rawInput: unknown): Promise<UserView> {
  const { token, password, email, name } = parseInput(setUpInput, rawInput);
  // Hashing takes memory and time: not for who holds no link.
  if (!(await isOpenLink(ctx.db, sha256(token), ctx.clock.now()))) throw notOpen();
  const passwordHash = await hashPassword(password);
  const asSystem: Context = { ...ctx, actor: systemActor("set-up") };

  return inTransaction(asSystem, async (tx) => {
    await lockAdministrators(tx);
    const link = await useLink(tx, sha256(token), ctx.clock.now());
    if (!link) throw notOpen();
    return link.userId === null
      ? createFirstAdministrator(asSystem, tx, { email, name, passwordHash })
      : setPassword(asSystem, tx, link.userId, passwordHash);
  });
}

function notOpen(): DomainError {
  return new DomainError("UNAUTHENTICATED", "This set-up link is unknown, used or expired. Ask for a new one.");
}

async function createFirstAdministrator(
  ctx: Context,
  tx: Transaction,
  { email, name, passwordHash }: { email?: string | undefined; name?: string | undefined; passwordHash: string },
): Promise<UserView> {
  if ((await countUsers(tx)) > 0) {
    throw new DomainError("CONFLICT", "The first administrator exists already. Sign in.");
  }
  if (!email || !name) {
    throw invalidInput(
      ...(!email ? [{ path: "email", message: "The first administrator needs an e-mail address." }] : []),
      ...(!name ? [{ path: "name", message: "The first administrator needs a name." }] : []),
    );
  }
  return createAdministrator(ctx, tx, { email, name, passwordHash });
}

async function setPassword(ctx: Context, tx: Transaction, userId: string, passwordHash: string): Promise<UserView> {
  const user = await savePassword(tx, userId, passwordHash);
  recordEvent(ctx, tx, { type: "user_updated", subject: { kind: "user", id: userId }, data: { password: "set" } });
  return toUserView(user);
}
