import type { Actor } from "#lib/access/rules/actor.ts";
import { expandScopes } from "#lib/access/rules/scopes.ts";
import { findTokenByHash, saveUse } from "#lib/access/store-tokens.ts";
import type { Context } from "#lib/kernel/context.ts";
import { sha256 } from "#lib/kernel/crypto.ts";

/** "Last used" is exact to this; a write at every call would cost more than the call. */
const LAST_USED_GRAIN_SECONDS = 60;

/** The program behind an API token; null when the token is unknown, expired or revoked. Looked up by its hash only. */
export async function authenticateToken(ctx: Context, token: string): Promise<Actor | null> {
  const row = await findTokenByHash(ctx.db, sha256(token));
  const now = ctx.clock.now();
  if (!row || row.revokedAt || (row.expiresAt && row.expiresAt <= now)) return null;
  const staleBefore = new Date(now.getTime() - LAST_USED_GRAIN_SECONDS * 1000);
  if (!row.lastUsedAt || row.lastUsedAt < staleBefore) await saveUse(ctx.db, row.id, { now, staleBefore });
  return { kind: "token", id: row.id, name: row.name, scopes: expandScopes(row.scopes) };
}
