import { z } from "zod";
import { changePasswordInput, createUserInput, updateUserInput } from "#lib/access/input.ts";
import { countTry, forgive } from "#lib/access/password-tries.ts";
import { hashPassword, verifyPassword } from "#lib/access/passwords.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { makeSetUpSecret } from "#lib/access/setup.ts";
import { countActiveAdministrators, lockAdministrators, NO_PASSWORD, toUserView } from "#lib/access/store.ts";
import type { UserView } from "#lib/access/view.ts";
import { inTransaction, isUniqueViolation } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, pageInput, toPage, type Page } from "#lib/kernel/page.ts";

/** A user together with the one-time secret for the page /setup, shown this once. */
export type InvitedUserView = UserView & { setUpToken: string };

export async function listUsers(ctx: Context, rawInput: unknown): Promise<Page<UserView>> {
  requirePermission(ctx.actor, "users:read");
  const input = parseInput(pageInput, rawInput);
  const after = decodeCursor(input.cursor, z.tuple([z.string()]));
  const rows = await ctx.db.user.findMany({
    where: after ? { email: { gt: after[0] } } : undefined,
    orderBy: { email: "asc" },
    take: input.limit + 1,
  });
  return toPage(rows, input.limit, toUserView, (row) => [row.email]);
}

/** Makes a person without a password. The secret in the answer lets the person set one, once, within a day. */
export async function createUser(ctx: Context, rawInput: unknown): Promise<InvitedUserView> {
  requirePermission(ctx.actor, "users:write");
  const input = parseInput(createUserInput, rawInput);
  try {
    return await inTransaction(ctx, async (tx) => {
      const user = await tx.user.create({ data: { ...input, passwordHash: NO_PASSWORD } });
      const setUpToken = await makeSetUpSecret(ctx, tx, user.id);
      recordEvent(ctx, tx, { type: "user_created", subject: { kind: "user", id: user.id }, data: { ...input } });
      return { ...toUserView(user), setUpToken };
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw new DomainError("CONFLICT", `There is a user with the address ${input.email}.`);
    throw error;
  }
}

/** Changes name, role or whether a person may sign in. The last active administrator stays one. */
export async function updateUser(ctx: Context, rawInput: unknown): Promise<UserView> {
  requirePermission(ctx.actor, "users:write");
  const { userId, disabled, ...changes } = parseInput(updateUserInput, rawInput);
  return inTransaction(ctx, async (tx) => {
    await lockAdministrators(tx);
    const user = await tx.user.findUnique({ where: { id: userId } });
    if (!user) throw notFound("user");
    const endsSessions = disabled === true || (changes.role !== undefined && changes.role !== user.role);
    const updated = await tx.user.update({
      where: { id: userId },
      data: {
        ...changes,
        ...(disabled !== undefined && { disabledAt: disabled ? (user.disabledAt ?? ctx.clock.now()) : null }),
        ...(endsSessions && { sessionVersion: { increment: 1 } }),
      },
    });
    if ((await countActiveAdministrators(tx)) === 0) {
      throw new DomainError("CONFLICT", "This is the last administrator. Make another one first.");
    }
    recordEvent(ctx, tx, {
      type: "user_updated",
      subject: { kind: "user", id: userId },
      data: { email: user.email, ...changes, ...(disabled !== undefined && { disabled }) },
    });
    return toUserView(updated);
  });
}

/** Makes a new one-time secret for a person who forgot the password. The old password works until it is used. */
export async function resetPassword(ctx: Context, rawInput: unknown): Promise<InvitedUserView> {
  requirePermission(ctx.actor, "users:write");
  const { userId } = parseInput(z.strictObject({ userId: z.uuid() }), rawInput);
  return inTransaction(ctx, async (tx) => {
    const user = await tx.user.findUnique({ where: { id: userId } });
    if (!user) throw notFound("user");
    const setUpToken = await makeSetUpSecret(ctx, tx, userId);
    recordEvent(ctx, tx, {
      type: "user_updated",
      subject: { kind: "user", id: userId },
      data: { email: user.email, password: "reset offered" },
    });
    return { ...toUserView(user), setUpToken };
  });
}

/** Changes the caller's own password. Every session of theirs ends, this one too. */
export async function changePassword(ctx: Context, rawInput: unknown): Promise<UserView> {
  const { actor } = ctx;
  if (actor.kind === "anonymous") throw new DomainError("UNAUTHENTICATED", "Sign in first.");
  if (actor.kind !== "user") throw new DomainError("FORBIDDEN", "Only a signed-in person has a password to change.");
  const input = parseInput(changePasswordInput, rawInput);
  // Who found an open session must not be able to guess the password through it.
  const attempt = { person: `change ${actor.id}`, address: null };
  await countTry(ctx, attempt);
  const user = await ctx.db.user.findUniqueOrThrow({ where: { id: actor.id } });
  if (!(await verifyPassword(user.passwordHash, input.currentPassword))) {
    throw new DomainError("INVALID_INPUT", "The current password is not right.", {
      errors: [{ path: "currentPassword", message: "is not right" }],
    });
  }
  await forgive(ctx, attempt);
  const passwordHash = await hashPassword(input.newPassword);
  return inTransaction(ctx, async (tx) => {
    const updated = await tx.user.update({
      where: { id: actor.id },
      data: { passwordHash, sessionVersion: { increment: 1 } },
    });
    recordEvent(ctx, tx, {
      type: "user_updated",
      subject: { kind: "user", id: actor.id },
      data: { password: "changed" },
    });
    return toUserView(updated);
  });
}

/** Who is calling, and what they may do. */
export function describeMe(ctx: Context) {
  const { actor } = ctx;
  if (actor.kind !== "user" && actor.kind !== "token") {
    throw new DomainError("UNAUTHENTICATED", "Sign in, or send an API token as Authorization: Bearer slp_…");
  }
  return Promise.resolve({
    kind: actor.kind,
    id: actor.id,
    name: actor.name,
    ...(actor.kind === "user" && { email: actor.email, role: actor.role }),
    scopes: [...actor.scopes].sort(),
  });
}
