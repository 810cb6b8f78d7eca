import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { Team } from "#lib/database/generated/client.ts";

export type TeamRow = Team & {
  members: { userId: string; source: string; user: { name: string; email: string; kind: string } }[];
  products: { product: { id: string; slug: string; name: string } }[];
  environments: { environment: { id: string; slug: string; name: string } }[];
};

const PARTS = {
  members: {
    select: { userId: true, source: true, user: { select: { name: true, email: true, kind: true } } },
    orderBy: { user: { email: "asc" } },
  },
  products: {
    select: { product: { select: { id: true, slug: true, name: true } } },
    orderBy: { product: { slug: "asc" } },
  },
  environments: {
    select: { environment: { select: { id: true, slug: true, name: true } } },
    orderBy: { environment: { position: "asc" } },
  },
} as const;

/** Reads teams by their slugs, one more than asked for where there are more. */
export async function selectTeams(
  db: Queryable,
  { afterSlug, limit }: { afterSlug: string | null; limit: number },
): Promise<TeamRow[]> {
  return db.team.findMany({
    where: afterSlug === null ? {} : { slug: { gt: afterSlug } },
    orderBy: { slug: "asc" },
    take: limit + 1,
    include: PARTS,
  });
}

export async function findTeamRow(db: Queryable, id: string): Promise<TeamRow | null> {
  return db.team.findUnique({ where: { id }, include: PARTS });
}

/** Inserts a team. Fails with a unique violation where the slug is taken. */
export async function insertTeam(
  tx: Transaction,
  team: { slug: string; name: string; description: string },
): Promise<string> {
  const { id } = await tx.team.create({ data: team });
  return id;
}

export async function saveTeam(
  tx: Transaction,
  id: string,
  change: { name?: string | undefined; description?: string | undefined },
): Promise<void> {
  const { name, description } = change;
  await tx.team.update({
    where: { id },
    data: { ...(name !== undefined && { name }), ...(description !== undefined && { description }) },
  });
}

/** Removes a team; its products, environments and people stay. False where somebody else was faster. */
export async function deleteTeamRow(tx: Transaction, id: string): Promise<boolean> {
  await tx.groupMapping.deleteMany({ where: { teamId: id } });
  const { count } = await tx.team.deleteMany({ where: { id } });
  return count === 1;
}

/** Gives a team just these products. Says which of them are not there. */
export async function replaceProducts(tx: Transaction, teamId: string, ids: readonly string[]): Promise<string[]> {
  const there = await tx.product.findMany({ where: { id: { in: [...ids] } }, select: { id: true } });
  await tx.teamProduct.deleteMany({ where: { teamId } });
  await tx.teamProduct.createMany({ data: there.map(({ id }) => ({ teamId, productId: id })) });
  return missing(ids, there);
}

/** Gives a team just these environments. Says which of them are not there. */
export async function replaceEnvironments(tx: Transaction, teamId: string, ids: readonly string[]): Promise<string[]> {
  const there = await tx.environment.findMany({ where: { id: { in: [...ids] } }, select: { id: true } });
  await tx.teamEnvironment.deleteMany({ where: { teamId } });
  await tx.teamEnvironment.createMany({ data: there.map(({ id }) => ({ teamId, environmentId: id })) });
  return missing(ids, there);
}

function missing(ids: readonly string[], there: readonly { id: string }[]): string[] {
  const known = new Set(there.map(({ id }) => id));
  return ids.filter((id) => !known.has(id));
}

/** Makes somebody a member of teams. Those that are gone by now are left out. Says of how many they were not before. */
export async function addToTeams(tx: Transaction, userId: string, teamIds: readonly string[]): Promise<number> {
  return tx.$executeRaw`
    INSERT INTO team_members (team_id, user_id)
    SELECT id, ${userId}::uuid FROM teams WHERE id = ANY(${[...teamIds]}::uuid[])
    ON CONFLICT DO NOTHING`;
}

/** Takes somebody out of a team. False where they were not in it. */
export async function deleteMember(tx: Transaction, teamId: string, userId: string): Promise<boolean> {
  const { count } = await tx.teamMember.deleteMany({ where: { teamId, userId } });
  return count === 1;
}

/** Makes a new product one of those teams that its maker, who sees nothing else, belongs to. Says of how many. */
export async function giveProductToTeamsOf(tx: Transaction, userId: string, productId: string): Promise<number> {
  return tx.$executeRaw`
    INSERT INTO team_products (team_id, product_id)
    SELECT team_id, ${productId}::uuid FROM team_members WHERE user_id = ${userId}::uuid
    ON CONFLICT DO NOTHING`;
}

/** Which of these teams are not there. */
export async function selectMissingTeams(db: Queryable, ids: readonly string[]): Promise<string[]> {
  return missing(ids, await db.team.findMany({ where: { id: { in: [...ids] } }, select: { id: true } }));
}
