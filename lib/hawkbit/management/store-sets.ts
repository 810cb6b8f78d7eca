import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import type { Authorship } from "#lib/hawkbit/management/authorship.ts";
import { selectPage, type ListClauses, type ListPage } from "#lib/hawkbit/management/store-list.ts";
import { moduleColumns, modulesWithUse, type ModuleRow } from "#lib/hawkbit/management/store-modules.ts";
import {
  versionedColumns,
  versionedList,
  type NewVersioned,
  type VersionedRow,
} from "#lib/hawkbit/management/store-versioned.ts";
import type { SetType } from "#lib/hawkbit/rules/sets.ts";

export interface SetRow extends VersionedRow<SetType> {
  requiredMigrationStep: boolean;
  lockedAt: Date | null;
}

const columns = Prisma.sql`
  ${versionedColumns(Prisma.sql`s`)}, s.required_migration_step AS "requiredMigrationStep", s.locked_at AS "lockedAt"`;

export const setList = versionedList(Prisma.sql`s`);

export interface NewSet extends NewVersioned<SetType> {
  requiredMigrationStep: boolean;
  moduleIds: readonly number[];
}

/** Inserts a set with its modules and answers its id. Null where one of that type, name and version is there. */
export async function insertSet(tx: Transaction, set: NewSet, { by, now }: Authorship): Promise<number | null> {
  const [row] = await tx.$queryRaw<{ id: number }[]>`
    INSERT INTO distribution_sets (tenant, name, version, type, description, required_migration_step, created_at,
                                   created_by, last_modified_at, last_modified_by)
    VALUES (${set.tenant}, ${set.name}, ${set.version}, ${set.type}, ${set.description}, ${set.requiredMigrationStep},
            ${now}::timestamptz, ${by}, ${now}::timestamptz, ${by})
    ON CONFLICT (tenant, type, name, version) WHERE deleted_at IS NULL DO NOTHING
    RETURNING id`;
  if (!row) return null;
  const data = set.moduleIds.map((moduleId) => ({ setId: row.id, moduleId }));
  if (data.length > 0) await tx.distributionSetModule.createMany({ data });
  return row.id;
}

/** Reads sets in the order of their ids, deleted ones too. */
export async function selectSets(db: Queryable, tenant: string, ids: readonly number[]): Promise<SetRow[]> {
  return db.$queryRaw<SetRow[]>`
    SELECT ${columns} FROM distribution_sets s
    WHERE s.tenant = ${tenant} AND s.id = ANY(${[...ids]}::int[]) ORDER BY s.id`;
}

export async function findSetRow(db: Queryable, tenant: string, id: number): Promise<SetRow | null> {
  const [row] = await selectSets(db, tenant, [id]);
  return row ?? null;
}

/** Locks a set against being assigned and deleted at once, then reads it. */
export async function lockSet(tx: Transaction, tenant: string, id: number): Promise<SetRow | null> {
  await tx.$queryRaw`SELECT 1 FROM distribution_sets WHERE tenant = ${tenant} AND id = ${id}::int FOR UPDATE`;
  return findSetRow(tx, tenant, id);
}

export async function selectSetPage(db: Queryable, tenant: string, clauses: ListClauses): Promise<ListPage<SetRow>> {
  const isListed = Prisma.sql`s.tenant = ${tenant} AND s.deleted_at IS NULL`;
  return selectPage(db, { columns, from: Prisma.sql`distribution_sets s`, isListed }, clauses);
}

/** Reads the modules of sets, by set, in the order of their ids. */
export async function selectModulesOfSets(db: Queryable, setIds: readonly number[]): Promise<Map<number, ModuleRow[]>> {
  const rows = await db.$queryRaw<(ModuleRow & { setId: number })[]>`
    SELECT member.set_id AS "setId", ${moduleColumns}
    FROM ${modulesWithUse} JOIN distribution_set_modules member ON member.module_id = m.id
    WHERE member.set_id = ANY(${[...setIds]}::int[]) ORDER BY m.id`;
  return Map.groupBy(rows, (row) => row.setId);
}

export async function saveSetDeletion(tx: Transaction, id: number, { by, now }: Authorship): Promise<void> {
  const data = { deletedAt: now, lastModifiedAt: now, lastModifiedBy: by };
  await tx.distributionSet.update({ where: { id }, data, select: { id: true } });
}

/** From its first assignment on, a set and its modules stay as they are. */
export async function saveSetLock(tx: Transaction, id: number, now: Date): Promise<void> {
  await tx.distributionSet.updateMany({ where: { id, lockedAt: null }, data: { lockedAt: now } });
}
