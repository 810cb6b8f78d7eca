import { requirePermission } from "#lib/access/require-permission.ts";
import { toActorView } from "#lib/access/rules/actor.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { DEPENDENCIES_MAX, saveDependencyInput } from "#lib/deployments/dependencies/input.ts";
import { showDependencies } from "#lib/deployments/dependencies/list.ts";
import { lockDependencies, saveDependencyRow, selectDependencies } from "#lib/deployments/dependencies/store.ts";
import type { DependenciesView, DependencyView } from "#lib/deployments/dependencies/view.ts";
import { findCycle } from "#lib/deployments/rules/order.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";
import type { ProductView } from "#lib/products/view.ts";

/** Says which versions of another product a product needs. A circle is refused with its path. */
export async function saveDependency(ctx: Context, rawInput: unknown): Promise<DependenciesView> {
  requirePermission(ctx.actor, "products:write");
  const { productId, dependsOnId, range } = parseInput(saveDependencyInput, rawInput);

  return inTransaction(ctx, async (tx) => {
    await lockDependencies(tx);
    const product = await requireProduct(tx, productId);
    const dependsOn = await requireProduct(tx, dependsOnId);
    const others = await selectDependencies(tx);
    refuseCycle(product, dependsOn, others);
    refuseTooMany(product, dependsOn, others);
    const author = { by: toActorView(ctx.actor), at: ctx.clock.now() };
    await saveDependencyRow(tx, { productId: product.id, dependsOnId: dependsOn.id, range }, author);
    recordEvent(ctx, tx, {
      type: "dependency_saved",
      subject: { kind: "product", id: product.id },
      productId: product.id,
      data: { product: product.slug, dependsOn: dependsOn.slug, range },
    });
    return showDependencies(tx, product.id);
  });
}

function refuseCycle(product: ProductView, dependsOn: ProductView, others: readonly DependencyView[]): void {
  const needs = others.map((other) => ({ from: other.product.slug, to: other.dependsOn.slug }));
  const path = findCycle({ from: product.slug, to: dependsOn.slug }, needs);
  if (path === null) return;
  throw new DomainError("IMPOSSIBLE", `This would close a circle: ${path.join(" → ")}.`, {
    errors: [{ path: "dependsOnId", message: "Choose a product that does not need this one." }],
  });
}

function refuseTooMany(product: ProductView, dependsOn: ProductView, others: readonly DependencyView[]): void {
  const own = others.filter((other) => other.product.id === product.id && other.dependsOn.id !== dependsOn.id);
  if (own.length < DEPENDENCIES_MAX) return;
  throw new DomainError("CONFLICT", `A product can need ${DEPENDENCIES_MAX} others at most.`);
}
