import { requirePermission } from "#lib/access/require-permission.ts";
import { setUpInput } from "#lib/access/input.ts";
import { hashPassword } from "#lib/access/passwords.ts";
import { systemActor } from "#lib/access/rules/actor.ts";
import { countUsers, lockAdministrators, toUserView } from "#lib/access/store.ts";
import type { UserView } from "#lib/access/view.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { newSecret, sha256 } from "#lib/kernel/crypto.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

const LINK_HOURS = 24;

/** Whether there is nobody yet who could sign in. */
export async function needsSetup(ctx: Context): Promise<boolean> {
  return (await countUsers(ctx.db)) === 0;
}

/**
 * Makes the one-time secret with which the first administrator is made. Earlier ones end: only the link printed last
 * works. Null when somebody can sign in already.
 */
export async function offerFirstSetUp(ctx: Context): Promise<string | null> {
  requirePermission(ctx.actor, "users:write");
  return inTransaction(ctx, async (tx) => {
    if ((await countUsers(tx)) > 0) return null;
    await tx.setupLink.deleteMany({ where: { userId: null } });
    return makeSetUpSecret(ctx, tx, null);
  });
}

/** Makes a one-time secret with which a person sets a password. Earlier ones of the same person end. */
export async function makeSetUpSecret(ctx: Context, tx: Transaction, userId: string | null): Promise<string> {
  if (userId) await tx.setupLink.deleteMany({ where: { userId, usedAt: null } });
  const secret = newSecret("slp_setup");
  const expiresAt = new Date(ctx.clock.now().getTime() + LINK_HOURS * 3_600_000);
  await tx.setupLink.create({ data: { tokenHash: Uint8Array.from(sha256(secret)), userId, expiresAt } });
  return secret;
}

/** Uses a set-up secret: makes the first administrator, or sets the password of the person it was made for. */
export async function setUp(ctx: Context, rawInput: unknown): Promise<UserView> {
  const input = parseInput(setUpInput, rawInput);
  const passwordHash = await hashPassword(input.password);
  const asSystem: Context = { ...ctx, actor: systemActor("set-up") };

  return inTransaction(asSystem, async (tx) => {
    await lockAdministrators(tx);
    const link = await useLink(asSystem, tx, input.token);
    if (link.userId) {
      const user = await tx.user.update({
        where: { id: link.userId },
        data: { passwordHash, sessionVersion: { increment: 1 } },
      });
      recordEvent(asSystem, tx, {
        type: "user_updated",
        subject: { kind: "user", id: user.id },
        data: { password: "set" },
      });
      return toUserView(user);
    }
    if ((await countUsers(tx)) > 0)
      throw new DomainError("CONFLICT", "The first administrator exists already. Sign in.");
    if (!input.email || !input.name) {
      throw new DomainError("INVALID_INPUT", "The first administrator needs an e-mail address and a name.", {
        errors: (["email", "name"] as const)
          .filter((path) => !input[path])
          .map((path) => ({ path, message: "is needed" })),
      });
    }
    return createAdministrator(asSystem, tx, { email: input.email, name: input.name, passwordHash });
  });
}

/** Makes the administrator named by the environment, unless somebody can sign in already. */
export async function ensureAdministrator(ctx: Context, admin: { email: string; password: string }): Promise<boolean> {
  requirePermission(ctx.actor, "users:write");
  if (!(await needsSetup(ctx))) return false;
  const passwordHash = await hashPassword(admin.password);
  return inTransaction(ctx, async (tx) => {
    await lockAdministrators(tx);
    if ((await countUsers(tx)) > 0) return false;
    const email = admin.email.toLowerCase();
    await createAdministrator(ctx, tx, { email, name: email.split("@")[0] ?? email, passwordHash });
    return true;
  });
}

async function createAdministrator(
  ctx: Context,
  tx: Transaction,
  data: { email: string; name: string; passwordHash: string },
): Promise<UserView> {
  const user = await tx.user.create({ data: { ...data, role: "admin" } });
  recordEvent(ctx, tx, {
    type: "user_created",
    subject: { kind: "user", id: user.id },
    data: { email: user.email, role: user.role },
  });
  return toUserView(user);
}

async function useLink(ctx: Context, tx: Transaction, secret: string): Promise<{ userId: string | null }> {
  const now = ctx.clock.now();
  const tokenHash = Uint8Array.from(sha256(secret));
  const used = await tx.setupLink.updateManyAndReturn({
    where: { tokenHash, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  const [link] = used;
  if (link) return link;
  throw new DomainError("UNAUTHENTICATED", "This set-up link is unknown, used or expired. Ask for a new one.");
}
