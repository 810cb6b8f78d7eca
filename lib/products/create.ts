import { requirePermission } from "#lib/access/require-permission.ts";
import { giveToOwnTeams } from "#lib/access/teams/give-to-own-teams.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { createProductInput } from "#lib/products/input.ts";
import { findProductByImage, insertProduct, type NewProduct } from "#lib/products/store.ts";
import type { ProductView } from "#lib/products/view.ts";

/** Declares a product. CONFLICT where its slug or its image belongs to another one. */
export async function createProduct(ctx: Context, rawInput: unknown): Promise<ProductView> {
  requirePermission(ctx.actor, "products:write");
  const input = parseInput(createProductInput, rawInput);
  const draft: NewProduct = { ...input, image: input.image ?? null };

  return inTransaction(ctx, async (tx) => {
    const product = await insertProduct(tx, draft, ctx.clock.now());
    if (!product) throw await whoHasIt(tx, draft);
    await giveToOwnTeams(ctx, tx, product.id);
    recordEvent(ctx, tx, {
      type: "product_created",
      subject: { kind: "product", id: product.id },
      productId: product.id,
      data: { slug: product.slug, name: product.name, kind: product.kind, image: product.image },
    });
    return product;
  });
}

async function whoHasIt(tx: Transaction, draft: NewProduct): Promise<DomainError> {
  const owner = draft.image === null ? null : await findProductByImage(tx, draft.image);
  return owner
    ? new DomainError("CONFLICT", `The image ${owner.image} already belongs to the product ${owner.slug}.`)
    : new DomainError("CONFLICT", `There already is a product with the slug ${draft.slug}.`);
}
