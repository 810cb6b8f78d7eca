import type { ActorView } from "#lib/access/rules/actor.ts";
import type { Prisma, Queryable, Transaction } from "#lib/database/client.ts";
import type { DependencyView } from "#lib/deployments/dependencies/view.ts";

/** Whoever adds a dependency stands in line here: two at once could close a circle that neither sees. */
export async function lockDependencies(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('slipway dependencies', 0))`;
}

const reference = { select: { id: true, slug: true, name: true } };

/** Reads dependencies by slug: all, or those of and for these products. */
export async function selectDependencies(db: Queryable, productIds?: readonly string[]): Promise<DependencyView[]> {
  const ids = productIds && [...productIds];
  return db.productDependency.findMany({
    where: ids ? { OR: [{ productId: { in: ids } }, { dependsOnId: { in: ids } }] } : {},
    orderBy: [{ product: { slug: "asc" } }, { dependsOn: { slug: "asc" } }],
    select: { product: reference, dependsOn: reference, range: true },
  });
}

export async function saveDependencyRow(
  tx: Transaction,
  { productId, dependsOnId, range }: { productId: string; dependsOnId: string; range: string },
  { by, at }: { by: ActorView; at: Date },
): Promise<void> {
  await tx.productDependency.upsert({
    where: { productId_dependsOnId: { productId, dependsOnId } },
    create: { productId, dependsOnId, range, createdBy: by as unknown as Prisma.InputJsonObject, createdAt: at },
    update: { range },
  });
}

/** Removes a dependency. False means that there is none. */
export async function removeDependency(tx: Transaction, productId: string, dependsOnId: string): Promise<boolean> {
  const { count } = await tx.productDependency.deleteMany({ where: { productId, dependsOnId } });
  return count > 0;
}
