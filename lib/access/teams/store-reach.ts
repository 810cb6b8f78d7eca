import type { Queryable } from "#lib/database/client.ts";

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
