import type { Actor } from "#lib/access/rules/actor.ts";
import { findSession, saveSeen } from "#lib/access/sessions/store.ts";
import { toActor } from "#lib/access/store-users.ts";
import { readReach } from "#lib/access/teams/read-reach.ts";
import type { Context } from "#lib/kernel/context.ts";

/** "Last seen" is exact to this; a write at every call would cost more than the call. */
const LAST_SEEN_GRAIN_SECONDS = 60;

/** What a session cookie holds. */
export interface SessionClaim {
  userId: string;
  sessionVersion: number;
  sessionId: string;
}

/** The person behind a session, with today's rights; null once disabled or when the session was ended. */
export async function findSignedInUser(ctx: Context, claim: SessionClaim): Promise<Actor | null> {
  const session = await findSession(ctx.db, claim.sessionId);
  const now = ctx.clock.now();
  if (session?.userId !== claim.userId || session.revokedAt || session.expiresAt <= now) return null;
  const { user } = session;
  if (user.disabledAt || user.kind !== "person" || user.sessionVersion !== claim.sessionVersion) return null;
  const staleBefore = new Date(now.getTime() - LAST_SEEN_GRAIN_SECONDS * 1000);
  if (session.lastSeenAt < staleBefore) await saveSeen(ctx.db, session.id, { now, staleBefore });
  return toActor(user, { reach: await readReach(ctx.db, user), sessionId: session.id });
}
