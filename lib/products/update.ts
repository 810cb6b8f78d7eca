import { requirePermission } from "#lib/access/require-permission.ts";
import type { Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import { updateProductInput } from "#lib/products/input.ts";
import { findProductByImage, lockProduct, saveProduct } from "#lib/products/store.ts";
import type { ProductView } from "#lib/products/view.ts";

/** Changes a product's name, image or time zone, and whether its files are private. Its slug stays, since devices name what they run by it. */
export async function updateProduct(ctx: Context, rawInput: unknown): Promise<ProductView> {
  requirePermission(ctx.actor, "products:write");
  const { productId, ...change } = parseInput(updateProductInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    const { id } = await requireProduct(tx, productId);
    await lockProduct(tx, id);
    const before = await requireProduct(tx, id);
    if (change.image) await refuseTakenImage(tx, before, change.image);
    const after = await saveProduct(tx, id, change);
    recordEvent(ctx, tx, {
      type: "product_updated",
      subject: { kind: "product", id },
      productId: id,
      data: { before: editable(before), after: editable(after) },
    });
    return after;
  });
}

async function refuseTakenImage(tx: Transaction, product: ProductView, image: string): Promise<void> {
  const owner = await findProductByImage(tx, image);
  if (owner && owner.id !== product.id) {
    throw new DomainError("CONFLICT", `The image ${image} already belongs to the product ${owner.slug}.`);
  }
}

function editable(product: ProductView): Record<string, unknown> {
  const { name, image, timeZone, isPrivate, concurrentDeployments } = product;
  return { name, image, timeZone, isPrivate, concurrentDeployments };
}
