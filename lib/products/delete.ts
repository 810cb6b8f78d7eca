import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import { productIdInput } from "#lib/products/input.ts";
import { countProductUse, lockProduct, removeProduct, type ProductUse } from "#lib/products/store.ts";

/** Deletes a product that nothing uses. CONFLICT names what does. */
export async function deleteProduct(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "products:write");
  const { productId } = parseInput(productIdInput, rawInput);

  await inTransaction(ctx, async (tx) => {
    const product = await requireProduct(tx, productId);
    // The row lock keeps a rollout or version from being made between the count and the deletion.
    await lockProduct(tx, product.id);
    const uses = describeUse(await countProductUse(tx, product.id));
    if (uses) throw new DomainError("CONFLICT", `The product ${product.slug} cannot be deleted: it has ${uses}.`);
    await removeProduct(tx, product.id);
    recordEvent(ctx, tx, {
      type: "product_deleted",
      subject: { kind: "product", id: product.id },
      productId: product.id,
      data: { slug: product.slug, name: product.name, image: product.image },
    });
  });
}

function describeUse(use: ProductUse): string {
  return Object.entries(use)
    .filter(([, count]) => count > 0)
    .map(([noun, count]) => `${count} ${count === 1 ? singular(noun) : noun}`)
    .join(", ");
}

function singular(noun: string): string {
  return noun === "policies" ? "policy" : noun.slice(0, -1);
}
