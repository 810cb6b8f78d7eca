import { readTokenActor } from "#lib/access/authenticate-token.ts";
import type { Actor } from "#lib/access/rules/actor.ts";
import type { Reach } from "#lib/access/rules/reach.ts";
import { findSession } from "#lib/access/sessions/store.ts";
import { findTokenById } from "#lib/access/store-tokens.ts";
import { toActor } from "#lib/access/store-users.ts";
import { readReach } from "#lib/access/teams/read-reach.ts";
import type { Context } from "#lib/kernel/context.ts";

/**
 * Whether whoever was let in would be let in now, with the same rights: for answers that go on for minutes. False where
 * anything changed, also for the better; the client comes back and is asked anew.
 */
export async function isStillAdmitted(ctx: Context): Promise<boolean> {
  const { actor } = ctx;
  if (actor.kind !== "user" && actor.kind !== "token") return true;
  const today = actor.kind === "token" ? await findTokenActor(ctx, actor.id) : await findPersonOf(ctx, actor);
  return today !== null && "scopes" in today && rightsOf(today) === rightsOf(actor);
}

async function findTokenActor(ctx: Context, id: string): Promise<Actor | null> {
  const row = await findTokenById(ctx.db, id);
  return row && readTokenActor(ctx, row);
}

async function findPersonOf(ctx: Context, { id, sessionId }: Extract<Actor, { kind: "user" }>): Promise<Actor | null> {
  const session = sessionId === undefined ? null : await findSession(ctx.db, sessionId);
  const isOver = session?.userId !== id || session.revokedAt !== null || session.expiresAt <= ctx.clock.now();
  if (isOver || session.user.disabledAt) return null;
  return toActor(session.user, { reach: await readReach(ctx.db, session.user) });
}

function rightsOf({ scopes, reach }: { scopes: ReadonlySet<string>; reach?: Reach }): string {
  const list = (ids: ReadonlySet<string> | null | undefined) => ids && [...ids].sort();
  return JSON.stringify([list(scopes), list(reach?.productIds), list(reach?.environmentIds)]);
}
