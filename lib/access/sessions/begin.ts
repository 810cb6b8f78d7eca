import { SESSION_SECONDS, type Provider } from "#lib/access/rules/session.ts";
import { insertSession } from "#lib/access/sessions/store.ts";
import type { Transaction } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";

const KEPT_DAYS = 30;
const USER_AGENT_LENGTH_MAX = 300;

/** From where somebody signs in. */
export interface Visitor {
  address: string | null;
  userAgent: string;
}

/** Notes that a person is signed in, and in which browser, and gives the id that its cookie holds. */
export async function beginSession(
  ctx: Context,
  tx: Transaction,
  { userId, provider, visitor }: { userId: string; provider: Provider; visitor: Visitor },
): Promise<string> {
  const now = ctx.clock.now();
  const session = {
    userId,
    provider,
    userAgent: visitor.userAgent.slice(0, USER_AGENT_LENGTH_MAX),
    address: visitor.address,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: new Date(now.getTime() + SESSION_SECONDS * 1000),
  };
  return insertSession(tx, session, new Date(now.getTime() - KEPT_DAYS * 86_400_000));
}
