import { userIdInput } from "#lib/access/input.ts";
import { requirePermission, requirePerson } from "#lib/access/require-permission.ts";
import { nameBrowser } from "#lib/access/rules/session.ts";
import { selectSessions, type SessionRow } from "#lib/access/sessions/store.ts";
import { findUserRow } from "#lib/access/store-users.ts";
import type { SessionView } from "#lib/access/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** In which browsers the caller is signed in. */
export async function listMySessions(ctx: Context): Promise<{ items: SessionView[] }> {
  const { id, sessionId } = requirePerson(ctx.actor);
  const rows = await selectSessions(ctx.db, id, ctx.clock.now());
  return { items: rows.map((row) => toSessionView(row, sessionId)) };
}

/** In which browsers a person is signed in, for administrators. */
export async function listSessionsOfUser(ctx: Context, rawInput: unknown): Promise<{ items: SessionView[] }> {
  requirePermission(ctx.actor, "users:read");
  const { userId } = parseInput(userIdInput, rawInput);
  if (!(await findUserRow(ctx.db, userId))) throw notFound("user");
  const rows = await selectSessions(ctx.db, userId, ctx.clock.now());
  const current = ctx.actor.kind === "user" ? ctx.actor.sessionId : undefined;
  return { items: rows.map((row) => toSessionView(row, current)) };
}

function toSessionView(row: SessionRow, currentId: string | undefined): SessionView {
  return {
    id: row.id,
    provider: row.provider,
    browser: nameBrowser(row.userAgent),
    address: row.address,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    isCurrent: row.id === currentId,
  };
}
