import type { Reach } from "#lib/access/rules/reach.ts";
import { Prisma, type Queryable } from "#lib/database/client.ts";

/** Reads which products and environments belong to a team of this person. */
export async function selectReached(
  db: Queryable,
  userId: string,
): Promise<{ productIds: string[]; environmentIds: string[] }> {
  const rows = await db.$queryRaw<{ kind: "product" | "environment"; id: string }[]>`
    SELECT 'product' AS kind, theirs.product_id AS id
    FROM team_members member JOIN team_products theirs ON theirs.team_id = member.team_id
    WHERE member.user_id = ${userId}::uuid
    UNION
    SELECT 'environment', theirs.environment_id
    FROM team_members member JOIN team_environments theirs ON theirs.team_id = member.team_id
    WHERE member.user_id = ${userId}::uuid`;
  const idsOf = (kind: string) => rows.filter((row) => row.kind === kind).map((row) => row.id);
  return { productIds: idsOf("product"), environmentIds: idsOf("environment") };
}

/** Which of these products are not there. */
export async function selectMissingProducts(db: Queryable, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const there = await db.product.findMany({ where: { id: { in: [...ids] } }, select: { id: true } });
  const known = new Set(there.map(({ id }) => id));
  return ids.filter((id) => !known.has(id));
}

/** Conditions for a list that shows only what an actor reaches: of a product, and of an environment where it has one. */
export function withinReach(
  reach: Reach | undefined,
  { product, environment }: { product: Prisma.Sql; environment?: Prisma.Sql },
): Prisma.Sql {
  const parts = [Prisma.sql`true`];
  if (reach?.productIds) parts.push(Prisma.sql`${product} = ANY(${[...reach.productIds]}::uuid[])`);
  if (reach?.environmentIds && environment) {
    parts.push(Prisma.sql`(${environment} IS NULL OR ${environment} = ANY(${[...reach.environmentIds]}::uuid[]))`);
  }
  return Prisma.join(parts, " AND ");
}

/** The same in Prisma's words. */
export function productsWithin(reach: Reach | undefined): { productId?: { in: string[] } } {
  return reach?.productIds ? { productId: { in: [...reach.productIds] } } : {};
}

export function environmentsWithin(reach: Reach | undefined): { environmentId?: { in: string[] } } {
  return reach?.environmentIds ? { environmentId: { in: [...reach.environmentIds] } } : {};
}

/** For what may hold for one place or for all: shown where each place that it names is within reach. */
export function placesWithin(reach: Reach | undefined): object {
  const either = (name: string, ids: ReadonlySet<string> | null | undefined) =>
    ids ? [{ OR: [{ [name]: null }, { [name]: { in: [...ids] } }] }] : [];
  return { AND: [...either("productId", reach?.productIds), ...either("environmentId", reach?.environmentIds)] };
}

/** The slugs of the products within reach; null where all are. */
export async function readProductSlugs(db: Queryable, reach: Reach | undefined): Promise<ReadonlySet<string> | null> {
  if (!reach?.productIds) return null;
  const rows = await db.product.findMany({ where: { id: { in: [...reach.productIds] } }, select: { slug: true } });
  return new Set(rows.map(({ slug }) => slug));
}
