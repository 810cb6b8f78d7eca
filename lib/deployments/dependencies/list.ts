import { requirePermission } from "#lib/access/require-permission.ts";
import { reachOf } from "#lib/access/rules/actor.ts";
import { reachesProduct } from "#lib/access/rules/reach.ts";
import type { Queryable } from "#lib/database/client.ts";
import { listDependenciesInput } from "#lib/deployments/dependencies/input.ts";
import { selectDependencies } from "#lib/deployments/dependencies/store.ts";
import type { DependenciesView } from "#lib/deployments/dependencies/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { requireProduct } from "#lib/products/find.ts";

/** Lists what a product needs of others, and which others need it. */
export async function listDependencies(ctx: Context, rawInput: unknown): Promise<DependenciesView> {
  requirePermission(ctx.actor, "products:read");
  const { productId } = parseInput(listDependenciesInput, rawInput);
  const { dependencies, dependents } = await showDependencies(ctx.db, (await requireProduct(ctx.db, productId)).id);
  const reach = reachOf(ctx.actor);
  return {
    dependencies: dependencies.filter(({ dependsOn }) => reachesProduct(reach, dependsOn.id)),
    dependents: dependents.filter(({ product }) => reachesProduct(reach, product.id)),
  };
}

export async function showDependencies(db: Queryable, productId: string): Promise<DependenciesView> {
  const all = await selectDependencies(db, [productId]);
  return {
    dependencies: all.filter(({ product }) => product.id === productId),
    dependents: all.filter(({ dependsOn }) => dependsOn.id === productId),
  };
}
