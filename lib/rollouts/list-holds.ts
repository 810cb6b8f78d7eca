import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";
import { requireProduct } from "#lib/products/find.ts";
import { listHoldsInput } from "#lib/rollouts/input.ts";
import { selectHolds } from "#lib/rollouts/store-holds.ts";
import type { HoldView } from "#lib/rollouts/view.ts";

const holdCursor = z.tuple([z.iso.datetime(), z.uuid()]);

/** Pages through a product's holds, the newest first. */
export async function listHolds(ctx: Context, rawInput: unknown): Promise<Page<HoldView>> {
  requirePermission(ctx.actor, "rollouts:read");
  const { productId, open, cursor, limit } = parseInput(listHoldsInput, rawInput);
  const product = await requireProduct(ctx.db, productId);
  const holds = await selectHolds(ctx.db, {
    productId: product.id,
    open: open ?? null,
    after: decodeCursor(cursor, holdCursor),
    limit,
  });
  return toPage(
    holds,
    limit,
    (hold) => hold,
    (hold) => [hold.heldAt, hold.id],
  );
}
