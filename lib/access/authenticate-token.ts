import type { Actor } from "#lib/access/rules/actor.ts";
import { narrowReach, type Reach } from "#lib/access/rules/reach.ts";
import { expandScopes, scopesOfRole, withoutHouse, type Scope } from "#lib/access/rules/scopes.ts";
import { findTokenByHash, saveUse, type OwnedTokenRow } from "#lib/access/store-tokens.ts";
import { findUserRow, toRole, type UserRow } from "#lib/access/store-users.ts";
import { readReach } from "#lib/access/teams/read-reach.ts";
import type { Context } from "#lib/kernel/context.ts";
import { sha256 } from "#lib/kernel/crypto.ts";

/** "Last used" is exact to this; a write at every call would cost more than the call. */
const LAST_USED_GRAIN_SECONDS = 60;

/**
 * The program behind an API token; null when the token is unknown, expired or revoked, or whoever it belongs to is
 * disabled: a service account, or else the person who made it. Looked up by its hash only.
 */
export async function authenticateToken(ctx: Context, token: string): Promise<Actor | null> {
  const row = await findTokenByHash(ctx.db, sha256(token));
  return row && readTokenActor(ctx, row);
}

/** Who a token is today, and notes that it was used. Null where it opens nothing. */
export async function readTokenActor(ctx: Context, row: OwnedTokenRow): Promise<Actor | null> {
  const now = ctx.clock.now();
  if (row.revokedAt || (row.expiresAt && row.expiresAt <= now)) return null;
  const owner = await findOwner(ctx, row);
  if (owner === "gone" || owner?.disabledAt) return null;
  const staleBefore = new Date(now.getTime() - LAST_USED_GRAIN_SECONDS * 1000);
  if (!row.lastUsedAt || row.lastUsedAt < staleBefore) await saveUse(ctx.db, row.id, { now, staleBefore });

  const ofOwner = owner ? await readReach(ctx.db, owner) : undefined;
  const reach = narrowReach(ownReach(row), ofOwner);
  return { kind: "token", id: row.id, name: row.name, scopes: scopesOf(row, owner, reach), ...(reach && { reach }) };
}

/**
 * Whom a token acts for: nobody is more by a token than without. Null where it belongs to the house alone, made by the
 * environment at the first start.
 */
async function findOwner(ctx: Context, { user, createdById }: OwnedTokenRow): Promise<UserRow | null | "gone"> {
  if (user) return user;
  return createdById === null ? null : ((await findUserRow(ctx.db, createdById)) ?? "gone");
}

function ownReach({ productIds }: OwnedTokenRow): Reach | undefined {
  return productIds.length === 0 ? undefined : { productIds: new Set(productIds), environmentIds: null };
}

/** What the token names, as far as its owner may do it today and its reach leaves it. */
function scopesOf(row: OwnedTokenRow, owner: UserRow | null, reach: Reach | undefined): ReadonlySet<Scope> {
  const named = expandScopes(row.scopes);
  const owned = owner && scopesOfRole(toRole(owner.role));
  const granted = owned ? new Set([...named].filter((scope) => owned.has(scope))) : named;
  return reach ? withoutHouse(granted) : granted;
}
