import { requirePermission } from "#lib/access/require-permission.ts";
import type { Queryable } from "#lib/database/client.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { productIdInput } from "#lib/products/input.ts";
import { findProductRow } from "#lib/products/store.ts";
import type { ProductView } from "#lib/products/view.ts";

/** Reads one product by its id or slug. Throws NOT_FOUND. */
export async function getProduct(ctx: Context, rawInput: unknown): Promise<ProductView> {
  requirePermission(ctx.actor, "products:read");
  const { productId } = parseInput(productIdInput, rawInput);
  return requireProduct(ctx.db, productId);
}

/** Reads one product by its id or slug, without asking for permission. Throws NOT_FOUND. */
export async function requireProduct(db: Queryable, idOrSlug: string): Promise<ProductView> {
  const product = await findProductRow(db, idOrSlug);
  if (!product) throw notFound("product");
  return product;
}
