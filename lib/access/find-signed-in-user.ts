import type { Actor } from "#lib/access/rules/actor.ts";
import { findUserRow, toActor } from "#lib/access/store-users.ts";
import type { Context } from "#lib/kernel/context.ts";

/** The person behind a session, with today's rights; null once disabled or when the session was ended. */
export async function findSignedInUser(
  ctx: Context,
  session: { userId: string; sessionVersion: number },
): Promise<Actor | null> {
  const user = await findUserRow(ctx.db, session.userId);
  if (!user || user.disabledAt || user.sessionVersion !== session.sessionVersion) return null;
  return toActor(user);
}
