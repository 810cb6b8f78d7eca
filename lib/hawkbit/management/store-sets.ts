import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import { fieldTable } from "#lib/devices/rules/query/bind-query.ts";
import type { ColumnField, ListClauses, ListTable } from "#lib/hawkbit/management/store-list.ts";
import { moduleColumns, modulesWithUse, type ModuleRow } from "#lib/hawkbit/management/store-modules.ts";
import type { SetType } from "#lib/hawkbit/rules/sets.ts";

export interface SetRow {
  id: number;
  name: string;
  version: string;
  type: SetType;
  description: string | null;
  requiredMigrationStep: boolean;
  lockedAt: Date | null;
  createdAt: Date;
  createdBy: string;
  lastModifiedAt: Date;
  lastModifiedBy: string;
  deletedAt: Date | null;
}

const columns = Prisma.sql`
  s.id, s.name, s.version, s.type, s.description, s.required_migration_step AS "requiredMigrationStep",
  s.locked_at AS "lockedAt", s.created_at AS "createdAt", s.created_by AS "createdBy",
  s.last_modified_at AS "lastModifiedAt", s.last_modified_by AS "lastModifiedBy", s.deleted_at AS "deletedAt"`;

const text = (column: Prisma.Sql): ColumnField => ({ kind: "text", column });

export const setList: ListTable = {
  sortable: {
    id: Prisma.sql`s.id`,
    name: Prisma.sql`s.name`,
    version: Prisma.sql`s.version`,
    type: Prisma.sql`s.type`,
    createdAt: Prisma.sql`s.created_at`,
    lastModifiedAt: Prisma.sql`s.last_modified_at`,
  },
  usual: Prisma.sql`s.id ASC`,
  fields: fieldTable<ColumnField>({
    id: text(Prisma.sql`s.id::text`),
    name: text(Prisma.sql`s.name`),
    version: text(Prisma.sql`s.version`),
    type: text(Prisma.sql`s.type`),
    description: text(Prisma.sql`s.description`),
    createdAt: { kind: "time", column: Prisma.sql`s.created_at` },
  }),
};

export interface NewSet {
  tenant: string;
  name: string;
  version: string;
  type: SetType;
  description: string | null;
  requiredMigrationStep: boolean;
  moduleIds: readonly number[];
}

/** Inserts a set with its modules and answers its id. Null where one of that type, name and version is there. */
export async function insertSet(
  tx: Transaction,
  set: NewSet,
  { by, now }: { by: string; now: Date },
): Promise<number | null> {
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

export async function selectSetPage(
  db: Queryable,
  tenant: string,
  { where, orderBy, limit, offset }: ListClauses,
): Promise<{ rows: SetRow[]; total: number }> {
  const isListed = Prisma.sql`s.tenant = ${tenant} AND s.deleted_at IS NULL AND ${where}`;
  const rows = await db.$queryRaw<SetRow[]>`
    SELECT ${columns} FROM distribution_sets s
    WHERE ${isListed} ORDER BY ${orderBy} LIMIT ${limit} OFFSET ${offset}`;
  const [count] = await db.$queryRaw<{ total: bigint }[]>`
    SELECT count(*) AS total FROM distribution_sets s WHERE ${isListed}`;
  return { rows, total: Number(count?.total ?? 0) };
}

/** Reads the modules of sets, by set, in the order of their ids. */
export async function selectModulesOfSets(db: Queryable, setIds: readonly number[]): Promise<Map<number, ModuleRow[]>> {
  const rows = await db.$queryRaw<(ModuleRow & { setId: number })[]>`
    SELECT member.set_id AS "setId", ${moduleColumns}
    FROM ${modulesWithUse} JOIN distribution_set_modules member ON member.module_id = m.id
    WHERE member.set_id = ANY(${[...setIds]}::int[]) ORDER BY m.id`;
  return Map.groupBy(rows, (row) => row.setId);
}

export async function saveSetDeletion(
  tx: Transaction,
  id: number,
  { by, now }: { by: string; now: Date },
): Promise<void> {
  const data = { deletedAt: now, lastModifiedAt: now, lastModifiedBy: by };
  await tx.distributionSet.update({ where: { id }, data, select: { id: true } });
}

/** From its first assignment on, a set and its modules stay as they are. */
export async function saveSetLock(tx: Transaction, id: number, now: Date): Promise<void> {
  await tx.distributionSet.updateMany({ where: { id, lockedAt: null }, data: { lockedAt: now } });
}
