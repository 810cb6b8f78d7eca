import { replaceLink } from "#lib/access/store-links.ts";
import type { Transaction } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { newSecret, sha256 } from "#lib/kernel/crypto.ts";

const LINK_HOURS = 24;

/**
 * Makes the one-time secret with which a person sets a password, or with which, for nobody in particular, the first
 * administrator is made. Earlier ones of the same kind end.
 */
export async function makeSetUpSecret(ctx: Context, tx: Transaction, userId: string | null): Promise<string> {
  const secret = newSecret("slp_setup");
  const expiresAt = new Date(ctx.clock.now().getTime() + LINK_HOURS * 3_600_000);
  await replaceLink(tx, { tokenHash: sha256(secret), userId, expiresAt });
  return secret;
}
