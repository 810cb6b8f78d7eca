import { z } from "zod";
import { listTokensInput } from "#lib/access/input.ts";
import { requirePermission } from "#lib/access/require-permission.ts";
import { selectTokens, toTokenView } from "#lib/access/store-tokens.ts";
import type { TokenView } from "#lib/access/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";

const tokenCursor = z.tuple([z.iso.datetime(), z.uuid()]);

/** Pages through the API tokens, the newest first, revoked ones too. */
export async function listTokens(ctx: Context, rawInput: unknown): Promise<Page<TokenView>> {
  requirePermission(ctx.actor, "tokens:read");
  const { cursor, limit, serviceAccountId = null } = parseInput(listTokensInput, rawInput);
  const after = decodeCursor(cursor, tokenCursor);
  const rows = await selectTokens(ctx.db, { ownerId: serviceAccountId, after, limit });
  return toPage(rows, limit, toTokenView, (row) => [row.createdAt.toISOString(), row.id]);
}
