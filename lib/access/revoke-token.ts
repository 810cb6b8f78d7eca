import { tokenIdInput } from "#lib/access/input.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { saveRevocation, toTokenView } from "#lib/access/store-tokens.ts";
import type { TokenView } from "#lib/access/view.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Ends a token at once. Ending it again changes nothing. */
export async function revokeToken(ctx: Context, rawInput: unknown): Promise<TokenView> {
  requirePermission(ctx.actor, "tokens:write");
  const { tokenId } = parseInput(tokenIdInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const revocation = await saveRevocation(tx, tokenId, ctx.clock.now());
    if (!revocation) throw notFound("token");
    const token = toTokenView(revocation.token);
    if (revocation.changed) {
      recordEvent(ctx, tx, {
        type: "token_revoked",
        subject: { kind: "token", id: token.id },
        data: { name: token.name },
      });
    }
    return token;
  });
}
