import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { reachOf } from "#lib/access/rules/actor.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, toPage, type Page } from "#lib/kernel/page.ts";
import { listProductsInput } from "#lib/products/input.ts";
import { selectProducts } from "#lib/products/store.ts";
import type { ProductView } from "#lib/products/view.ts";

const productCursor = z.tuple([z.string()]);

/** Pages through the products in the order of their slugs. */
export async function listProducts(ctx: Context, rawInput: unknown): Promise<Page<ProductView>> {
  requirePermission(ctx.actor, "products:read");
  const { cursor, ...query } = parseInput(listProductsInput, rawInput);
  const [afterSlug] = decodeCursor(cursor, productCursor) ?? [null];

  const products = await selectProducts(ctx.db, { ...query, reach: reachOf(ctx.actor), afterSlug });
  return toPage(
    products,
    query.limit,
    (product) => product,
    (product) => [product.slug],
  );
}
