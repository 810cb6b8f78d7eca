import type { GroupMeaning } from "#lib/access/rules/groups.ts";
import { toRole } from "#lib/access/store-users.ts";
import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { GroupMapping } from "#lib/database/generated/client.ts";

export type MappingRow = GroupMapping;

export async function selectMeanings(db: Queryable, provider: string): Promise<GroupMeaning[]> {
  const rows = await db.groupMapping.findMany({ where: { provider } });
  return rows.map(({ group, role, teamId }) => ({ group, role: role === null ? null : toRole(role), teamId }));
}

export async function selectMappings(db: Queryable): Promise<GroupMapping[]> {
  return db.groupMapping.findMany({ orderBy: [{ provider: "asc" }, { group: "asc" }, { id: "asc" }], take: 1000 });
}

export async function insertMapping(
  tx: Transaction,
  mapping: { provider: string; group: string; role: string | null; teamId: string | null },
): Promise<GroupMapping> {
  return tx.groupMapping.create({ data: mapping });
}

export async function findMapping(db: Queryable, id: string): Promise<GroupMapping | null> {
  return db.groupMapping.findUnique({ where: { id } });
}

/** Removes a mapping. False where somebody else was faster. */
export async function deleteMappingRow(tx: Transaction, id: string): Promise<boolean> {
  const { count } = await tx.groupMapping.deleteMany({ where: { id } });
  return count === 1;
}

/** Makes a person a member of just these teams by their groups. Memberships given by hand stay. */
export async function replaceProvidedTeams(
  tx: Transaction,
  userId: string,
  { source, teamIds }: { source: string; teamIds: readonly string[] },
): Promise<void> {
  await tx.teamMember.deleteMany({ where: { userId, source, NOT: { teamId: { in: [...teamIds] } } } });
  await tx.$executeRaw`
    INSERT INTO team_members (team_id, user_id, source)
    SELECT id, ${userId}::uuid, ${source} FROM teams WHERE id = ANY(${[...teamIds]}::uuid[])
    ON CONFLICT DO NOTHING`;
}
