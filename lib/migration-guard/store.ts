import { readActor, type ActorView } from "#lib/access/rules/actor.ts";
import type { Prisma } from "#lib/database/client.ts";
import { type Queryable, type Transaction } from "#lib/database/client.ts";
import type { DeleteAction } from "#lib/migration-guard/rules/catalog.ts";
import type { Access, ActiveRelease } from "#lib/migration-guard/rules/verdict.ts";
import type { DatabaseView, TableDependencyView } from "#lib/migration-guard/view.ts";

export interface DatabaseRecord {
  id: string;
  product: { id: string; slug: string };
  name: string;
  /** Sealed. */
  connection: string;
  address: string;
  schemas: string[];
  allowWritable: boolean;
  createdAt: Date;
}

export interface DatabaseFields {
  name: string;
  connection: string;
  address: string;
  schemas: string[];
  allowWritable: boolean;
}

const withProduct = { product: { select: { id: true, slug: true } } } as const;
const shown = { ...withProduct, _count: { select: { dependencies: true } } } as const;

export async function insertDatabase(
  tx: Transaction,
  { id, productId, createdBy, ...fields }: DatabaseFields & { id: string; productId: string; createdBy: ActorView },
  now: Date,
): Promise<void> {
  const times = { createdAt: now, updatedAt: now };
  await tx.productDatabase.create({ data: { id, productId, ...fields, ...times, createdBy: { ...createdBy } } });
}

export async function saveDatabase(
  tx: Transaction,
  id: string,
  fields: Partial<DatabaseFields>,
  now: Date,
): Promise<void> {
  await tx.productDatabase.update({ where: { id }, data: { ...fields, updatedAt: now } });
}

export async function deleteDatabaseRow(tx: Transaction, id: string): Promise<void> {
  await tx.productDatabase.delete({ where: { id } });
}

export async function findDatabase(db: Queryable, id: string): Promise<DatabaseRecord | null> {
  return db.productDatabase.findUnique({ where: { id }, include: withProduct });
}

/** Holds the row until the end of the transaction, so that nobody forgets it meanwhile; null where it is gone. */
export async function lockDatabase(tx: Transaction, id: string): Promise<DatabaseRecord | null> {
  await tx.$queryRaw`SELECT 1 FROM product_databases WHERE id = ${id}::uuid FOR NO KEY UPDATE`;
  return findDatabase(tx, id);
}

export async function selectDatabases(db: Queryable, productId: string): Promise<DatabaseView[]> {
  const rows = await db.productDatabase.findMany({ where: { productId }, include: shown, orderBy: { name: "asc" } });
  return rows.map(toView);
}

export async function showDatabase(db: Queryable, id: string): Promise<DatabaseView | null> {
  const row = await db.productDatabase.findUnique({ where: { id }, include: shown });
  return row && toView(row);
}

type ShownRow = Prisma.ProductDatabaseGetPayload<{ include: typeof shown }>;

function toView({ connection: _sealed, productId: _id, updatedAt: _at, _count, ...row }: ShownRow): DatabaseView {
  return {
    ...row,
    // Both were written from the types that they are read as.
    access: row.access as unknown as Access | null,
    createdBy: readActor(row.createdBy),
    checkedAt: row.checkedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    foreignKeys: _count.dependencies,
  };
}

/** Notes how reading it went. */
export async function saveReading(
  tx: Transaction,
  id: string,
  reading: { error: string } | { access: Access },
  now: Date,
): Promise<void> {
  const data =
    "error" in reading
      ? { lastError: reading.error }
      : { lastError: null, access: { ...reading.access } satisfies Prisma.InputJsonObject };
  await tx.productDatabase.update({ where: { id }, data: { ...data, checkedAt: now } });
}

export interface DependencyRow {
  constraint: string;
  table: string;
  columns: readonly string[];
  referencedTable: string;
  referencedColumns: readonly string[];
  onDelete: DeleteAction;
}

/** Replaces what was known of foreign keys by what was read now. The caller has locked the database's row. */
export async function replaceDependencies(
  tx: Transaction,
  databaseId: string,
  rows: readonly DependencyRow[],
  now: Date,
): Promise<void> {
  await tx.$executeRaw`DELETE FROM migration_dependencies WHERE database_id = ${databaseId}::uuid`;
  await tx.$executeRaw`
    INSERT INTO migration_dependencies
      (database_id, constraint_name, "table", columns, referenced_table, referenced_columns, on_delete, read_at)
    SELECT ${databaseId}::uuid, r."constraint", r."table",
           ARRAY(SELECT jsonb_array_elements_text(r.columns)), r."referencedTable",
           ARRAY(SELECT jsonb_array_elements_text(r."referencedColumns")), r."onDelete", ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r ("constraint" text, "table" text, columns jsonb, "referencedTable" text, "referencedColumns" jsonb, "onDelete" text)
    ON CONFLICT (database_id, "table", constraint_name) DO NOTHING`;
}

export async function selectDependencies(
  db: Queryable,
  { databaseId, after, limit }: { databaseId: string; after: readonly [string, string] | null; limit: number },
): Promise<TableDependencyView[]> {
  const rows = await db.migrationDependency.findMany({
    where: {
      databaseId,
      ...(after && { OR: [{ table: { gt: after[0] } }, { table: after[0], constraintName: { gt: after[1] } }] }),
    },
    orderBy: [{ table: "asc" }, { constraintName: "asc" }],
    take: limit + 1,
  });
  return rows.map(({ constraintName, onDelete, readAt, ...row }) => ({
    constraint: constraintName,
    table: row.table,
    columns: row.columns,
    referencedTable: row.referencedTable,
    referencedColumns: row.referencedColumns,
    onDelete: onDelete as DeleteAction,
    readAt: readAt.toISOString(),
  }));
}

const ACTIVE_MAX = 50;

/** Reads what is on its way for a product: whatever runs may read and write what undoing a migration drops. */
export async function selectActive(db: Queryable, productId: string): Promise<ActiveRelease[]> {
  return db.$queryRaw`
    SELECT 'deployment' AS kind, d.id, d.number, coalesce(d.release ->> 'version', '') AS version, d.status
    FROM deployments d
    WHERE d.product_id = ${productId}::uuid AND d.status IN ('queued', 'running', 'paused', 'rollingBack')
    UNION ALL
    SELECT 'rollout', r.id, r.number, coalesce(r.to_version, r.tag), r.status
    FROM image_rollouts r LEFT JOIN deployments d ON d.id = r.deployment_id
    WHERE r.product_id = ${productId}::uuid AND r.status IN ('pending', 'scheduled', 'running', 'paused', 'rollingBack')
      -- One that a deployment made is told of by its deployment.
      AND (d.id IS NULL OR d.status NOT IN ('queued', 'running', 'paused', 'rollingBack'))
    ORDER BY kind, number LIMIT ${ACTIVE_MAX}`;
}
