import { requirePermission } from "#lib/access/require-permission.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { deleteDependencyInput } from "#lib/deployments/dependencies/input.ts";
import { removeDependency } from "#lib/deployments/dependencies/store.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";

/** Says that a product does not need another one any more. */
export async function deleteDependency(ctx: Context, rawInput: unknown): Promise<void> {
  requirePermission(ctx.actor, "products:write");
  const { productId, dependsOnId } = parseInput(deleteDependencyInput, rawInput);

  await inTransaction(ctx, async (tx) => {
    const product = await requireProduct(tx, productId);
    const dependsOn = await requireProduct(tx, dependsOnId);
    if (!(await removeDependency(tx, product.id, dependsOn.id))) throw notFound("dependency");
    recordEvent(ctx, tx, {
      type: "dependency_deleted",
      subject: { kind: "product", id: product.id },
      productId: product.id,
      data: { product: product.slug, dependsOn: dependsOn.slug },
    });
  });
}
