import { sessionIdInput, userIdInput } from "#lib/access/input.ts";
import { requirePermission, requirePerson } from "#lib/access/require-permission.ts";
import { saveRevokedSessions } from "#lib/access/sessions/store.ts";
import { endSessions, findUserRow } from "#lib/access/store-users.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Ends one of the caller's own sessions at once. NOT_FOUND where it is somebody else's, or over. */
export async function revokeMySession(ctx: Context, rawInput: unknown): Promise<void> {
  const { id, email } = requirePerson(ctx.actor);
  const { sessionId } = parseInput(sessionIdInput, rawInput);
  await inTransaction(ctx, async (tx) => {
    const count = await saveRevokedSessions(tx, id, ctx.clock.now(), { id: sessionId });
    if (count === 0) throw notFound("session");
    noteRevocation(ctx, tx, { id, email }, count);
  });
}

/** Ends the caller's sessions in all other browsers. */
export async function revokeMyOtherSessions(ctx: Context): Promise<{ ended: number }> {
  const { id, email, sessionId } = requirePerson(ctx.actor);
  return inTransaction(ctx, async (tx) => {
    const exceptId = sessionId === undefined ? {} : { exceptId: sessionId };
    const ended = await saveRevokedSessions(tx, id, ctx.clock.now(), exceptId);
    noteRevocation(ctx, tx, { id, email }, ended);
    return { ended };
  });
}

/** Ends every session of a person. They may sign in again: whoever must not is disabled. */
export async function revokeSessionsOfUser(ctx: Context, rawInput: unknown): Promise<{ ended: number }> {
  requirePermission(ctx.actor, "users:write");
  const { userId } = parseInput(userIdInput, rawInput);
  return inTransaction(ctx, async (tx) => {
    const user = await findUserRow(tx, userId);
    if (!user) throw notFound("user");
    const ended = await saveRevokedSessions(tx, userId, ctx.clock.now());
    await endSessions(tx, userId);
    noteRevocation(ctx, tx, user, ended);
    return { ended };
  });
}

/** Ends the session of a person who signs out. Nothing happens where it is over already. */
export async function endOwnSession(ctx: Context, session: { userId: string; sessionId: string }): Promise<void> {
  await inTransaction(ctx, (tx) => saveRevokedSessions(tx, session.userId, ctx.clock.now(), { id: session.sessionId }));
}

function noteRevocation(ctx: Context, tx: Transaction, user: { id: string; email: string }, count: number): void {
  if (count === 0) return;
  recordEvent(ctx, tx, {
    type: "session_revoked",
    subject: { kind: "user", id: user.id },
    data: { email: user.email, count },
  });
}
