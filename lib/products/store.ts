import type { Reach } from "#lib/access/rules/reach.ts";
import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { Product } from "#lib/database/generated/client.ts";
import { isUuid } from "#lib/kernel/uuid.ts";
import { FIRST_CHANNELS } from "#lib/products/rules/channel.ts";
import type { ProductKind } from "#lib/products/rules/product.ts";
import { insertChannels } from "#lib/products/store-channels.ts";
import type { ProductView } from "#lib/products/view.ts";

export interface NewProduct {
  slug: string;
  name: string;
  kind: ProductKind;
  image: string | null;
  timeZone: string;
  isPrivate: boolean;
  concurrentDeployments: number;
}

/** Finds a product by its id or its slug. */
export async function findProductRow(db: Queryable, idOrSlug: string): Promise<ProductView | null> {
  const row = await db.product.findFirst({ where: isUuid(idOrSlug) ? { id: idOrSlug } : { slug: idOrSlug } });
  return row && toProductView(row);
}

export async function findProductByImage(db: Queryable, image: string): Promise<ProductView | null> {
  const row = await db.product.findUnique({ where: { image } });
  return row && toProductView(row);
}

/** Inserts a product with its first channels. Null means that another one has its slug or image; waits for a maker who has not committed yet. */
export async function insertProduct(tx: Transaction, product: NewProduct, now: Date): Promise<ProductView | null> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO products (slug, name, kind, image, time_zone, is_private, concurrent_deployments, created_at)
    VALUES (${product.slug}, ${product.name}, ${product.kind}, ${product.image}, ${product.timeZone},
            ${product.isPrivate}, ${product.concurrentDeployments}, ${now})
    ON CONFLICT DO NOTHING
    RETURNING id`;
  if (!row) return null;
  const channels = FIRST_CHANNELS.map((name) => ({ name, description: "" }));
  await insertChannels(tx, row.id, channels, now);
  return { id: row.id, ...product, createdAt: now.toISOString() };
}

export async function saveProduct(
  tx: Transaction,
  id: string,
  change: Partial<Pick<NewProduct, "name" | "image" | "timeZone" | "isPrivate" | "concurrentDeployments">>,
): Promise<ProductView> {
  return toProductView(await tx.product.update({ where: { id }, data: change }));
}

export async function removeProduct(tx: Transaction, id: string): Promise<void> {
  await tx.product.delete({ where: { id } });
}

/** Locks a product's row, so that what is decided about it still holds when it is written. */
export async function lockProduct(tx: Transaction, id: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM products WHERE id = ${id}::uuid FOR UPDATE`;
}

export interface ProductUse {
  versions: number;
  rollouts: number;
  policies: number;
  builds: number;
  schedules: number;
  triggers: number;
  /** Products that need it. */
  dependents: number;
}

export async function countProductUse(db: Queryable, productId: string): Promise<ProductUse> {
  return {
    versions: await db.version.count({ where: { productId } }),
    rollouts: await db.rollout.count({ where: { productId } }),
    policies: await db.policy.count({ where: { productId, deletedAt: null } }),
    builds: await db.artifact.count({ where: { productId } }),
    schedules: await db.deploymentSchedule.count({ where: { productId, deletedAt: null } }),
    triggers: await db.ciTrigger.count({ where: { productId, deletedAt: null } }),
    dependents: await db.productDependency.count({ where: { dependsOnId: productId } }),
  };
}

export interface ProductQuery {
  kind?: ProductKind | undefined;
  image?: string | undefined;
  q?: string | undefined;
  reach: Reach | undefined;
  afterSlug: string | null;
  limit: number;
}

/** Reads products in the order of their slugs, one more than asked for where there are more. */
export async function selectProducts(db: Queryable, query: ProductQuery): Promise<ProductView[]> {
  const contains = query.q === undefined ? undefined : { contains: query.q, mode: "insensitive" as const };
  const rows = await db.product.findMany({
    where: {
      ...(query.reach?.productIds && { id: { in: [...query.reach.productIds] } }),
      ...(query.kind !== undefined && { kind: query.kind }),
      ...(query.image !== undefined && { image: query.image }),
      ...(contains && { OR: [{ name: contains }, { slug: contains }, { image: contains }] }),
      ...(query.afterSlug !== null && { slug: { gt: query.afterSlug } }),
    },
    orderBy: { slug: "asc" },
    take: query.limit + 1,
  });
  return rows.map(toProductView);
}

/** The column holds only what createProductInput accepted, so the cast is safe. */
function toProductView(row: Product): ProductView {
  const { id, slug, name, kind, image, timeZone, isPrivate, concurrentDeployments, createdAt } = row;
  return {
    ...{ id, slug, name, image, timeZone, isPrivate, concurrentDeployments },
    kind: kind as ProductKind,
    createdAt: createdAt.toISOString(),
  };
}
