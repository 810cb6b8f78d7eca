import { makeToken } from "#lib/access/make-token.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { findTokenByHash } from "#lib/access/store-tokens.ts";
import type { Context } from "#lib/kernel/context.ts";
import { sha256 } from "#lib/kernel/crypto.ts";

/**
 * Turns the token named by the environment into an API token with every scope, the first time it is seen. False where
 * it was seen before: a revoked one stays revoked.
 */
export async function ensureBootstrapToken(ctx: Context, token: string): Promise<boolean> {
  requirePermission(ctx.actor, "tokens:write");
  if (await findTokenByHash(ctx.db, sha256(token))) return false;
  await makeToken(ctx, { name: "bootstrap", scopes: ["admin"], expiresAt: null, token });
  return true;
}
