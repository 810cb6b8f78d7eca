import type { ActorView } from "#lib/access/rules/actor.ts";
import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import type { FileRow } from "#lib/artifacts/store-files.ts";
import { fieldTable } from "#lib/devices/rules/query/bind-query.ts";
import type { ColumnField, ListClauses, ListTable } from "#lib/hawkbit/management/store-list.ts";
import type { ModuleType } from "#lib/hawkbit/rules/sets.ts";

export interface ModuleRow {
  id: number;
  name: string;
  version: string;
  type: ModuleType;
  description: string | null;
  vendor: string | null;
  encrypted: boolean;
  createdAt: Date;
  createdBy: string;
  lastModifiedAt: Date;
  lastModifiedBy: string;
  deletedAt: Date | null;
  /** A set that was assigned and is not deleted has it, or an action that is under way: its files stay as they are. */
  isLocked: boolean;
  /** A set that is not deleted has it, assigned or not, or an action that is under way. */
  isUsed: boolean;
}

export const moduleColumns = Prisma.sql`
  m.id, m.name, m.version, m.type, m.description, m.vendor, m.encrypted, m.created_at AS "createdAt",
  m.created_by AS "createdBy", m.last_modified_at AS "lastModifiedAt", m.last_modified_by AS "lastModifiedBy",
  m.deleted_at AS "deletedAt", used.in_locked_set OR used.in_action AS "isLocked",
  used.in_set OR used.in_action AS "isUsed"`;

/** Modules `m` with who uses them, for `FROM`. */
export const modulesWithUse = Prisma.sql`
  software_modules m
  CROSS JOIN LATERAL (
    SELECT coalesce(bool_or(s.deleted_at IS NULL), false) AS in_set,
           coalesce(bool_or(s.deleted_at IS NULL AND s.locked_at IS NOT NULL), false) AS in_locked_set,
           coalesce(bool_or(EXISTS (SELECT 1 FROM device_actions a
                                    WHERE a.distribution_set_id = s.id AND a.closed_at IS NULL)), false) AS in_action
    FROM distribution_set_modules member JOIN distribution_sets s ON s.id = member.set_id
    WHERE member.module_id = m.id) used`;

const text = (column: Prisma.Sql): ColumnField => ({ kind: "text", column });

export const moduleList: ListTable = {
  sortable: {
    id: Prisma.sql`m.id`,
    name: Prisma.sql`m.name`,
    version: Prisma.sql`m.version`,
    type: Prisma.sql`m.type`,
    createdAt: Prisma.sql`m.created_at`,
    lastModifiedAt: Prisma.sql`m.last_modified_at`,
  },
  usual: Prisma.sql`m.id ASC`,
  fields: fieldTable<ColumnField>({
    id: text(Prisma.sql`m.id::text`),
    name: text(Prisma.sql`m.name`),
    version: text(Prisma.sql`m.version`),
    type: text(Prisma.sql`m.type`),
    description: text(Prisma.sql`m.description`),
    vendor: text(Prisma.sql`m.vendor`),
    createdAt: { kind: "time", column: Prisma.sql`m.created_at` },
  }),
};

export interface NewModule {
  tenant: string;
  name: string;
  version: string;
  type: ModuleType;
  description: string | null;
  vendor: string | null;
  encrypted: boolean;
}

/** Inserts a module and answers its id. Null where one of that type, name and version is there. */
export async function insertModule(
  tx: Transaction,
  module: NewModule,
  { by, now }: { by: string; now: Date },
): Promise<number | null> {
  const { tenant, name, version, type, description, vendor, encrypted } = module;
  const [row] = await tx.$queryRaw<{ id: number }[]>`
    INSERT INTO software_modules (tenant, name, version, type, description, vendor, encrypted, created_at, created_by,
                                  last_modified_at, last_modified_by)
    VALUES (${tenant}, ${name}, ${version}, ${type}, ${description}, ${vendor}, ${encrypted}, ${now}::timestamptz, ${by},
            ${now}::timestamptz, ${by})
    ON CONFLICT (tenant, type, name, version) WHERE deleted_at IS NULL DO NOTHING
    RETURNING id`;
  return row?.id ?? null;
}

/** Reads modules in the order of their ids, deleted ones too. */
export async function selectModules(db: Queryable, tenant: string, ids: readonly number[]): Promise<ModuleRow[]> {
  return db.$queryRaw<ModuleRow[]>`
    SELECT ${moduleColumns} FROM ${modulesWithUse}
    WHERE m.tenant = ${tenant} AND m.id = ANY(${[...ids]}::int[]) ORDER BY m.id`;
}

export async function findModuleRow(db: Queryable, tenant: string, id: number): Promise<ModuleRow | null> {
  const [row] = await selectModules(db, tenant, [id]);
  return row ?? null;
}

/** Locks modules against changes of their files, then reads them. What uses them may still come to use them. */
export async function lockModules(tx: Transaction, tenant: string, ids: readonly number[]): Promise<ModuleRow[]> {
  await tx.$queryRaw`
    SELECT 1 FROM software_modules WHERE tenant = ${tenant} AND id = ANY(${[...ids]}::int[]) ORDER BY id FOR UPDATE`;
  return selectModules(tx, tenant, ids);
}

export async function selectModulePage(
  db: Queryable,
  tenant: string,
  { where, orderBy, limit, offset }: ListClauses,
): Promise<{ rows: ModuleRow[]; total: number }> {
  const isListed = Prisma.sql`m.tenant = ${tenant} AND m.deleted_at IS NULL AND ${where}`;
  const rows = await db.$queryRaw<ModuleRow[]>`
    SELECT ${moduleColumns} FROM ${modulesWithUse} WHERE ${isListed} ORDER BY ${orderBy} LIMIT ${limit} OFFSET ${offset}`;
  const [count] = await db.$queryRaw<{ total: bigint }[]>`
    SELECT count(*) AS total FROM software_modules m WHERE ${isListed}`;
  return { rows, total: Number(count?.total ?? 0) };
}

/** Marks a module deleted, and lets go of its files. Answers what contents they had. */
export async function saveModuleDeletion(
  tx: Transaction,
  id: number,
  { by, now }: { by: string; now: Date },
): Promise<string[]> {
  const files = await tx.file.findMany({ where: { moduleId: id }, select: { sha256: true } });
  await tx.file.deleteMany({ where: { moduleId: id } });
  await tx.softwareModule.update({
    where: { id },
    data: { deletedAt: now, lastModifiedAt: now, lastModifiedBy: by },
    select: { id: true },
  });
  return files.map((file) => file.sha256);
}

export async function touchModule(tx: Transaction, id: number, { by, now }: { by: string; now: Date }): Promise<void> {
  const data = { lastModifiedAt: now, lastModifiedBy: by };
  await tx.softwareModule.update({ where: { id }, data, select: { id: true } });
}

export interface ArtifactRow {
  /** The file. */
  id: string;
  /** Its number, by which this API names it. */
  number: number;
  moduleId: number;
  fileName: string;
  mimeType: string;
  /** Bytes. */
  size: number;
  sha256: string;
  sha1: string;
  md5: string;
  uploadedAt: Date;
  uploadedBy: string;
}

export async function selectArtifacts(db: Queryable, moduleId: number): Promise<ArtifactRow[]> {
  const rows = await db.file.findMany({ where: { moduleId }, orderBy: { number: "asc" } });
  return rows.map(toArtifactRow);
}

export async function findArtifact(
  db: Queryable,
  { moduleId, artifactId }: { moduleId: number; artifactId: number },
): Promise<ArtifactRow | null> {
  const row = await db.file.findFirst({ where: { moduleId, number: artifactId } });
  return row && toArtifactRow(row);
}

export function toArtifactRow(row: FileRow): ArtifactRow {
  const { id, number, fileName, mimeType, sha256, sha1, md5, uploadedAt } = row;
  const by = row.uploadedBy as unknown as ActorView;
  return {
    id,
    number,
    fileName,
    mimeType,
    sha256,
    sha1,
    md5,
    uploadedAt,
    moduleId: row.moduleId ?? 0,
    size: Number(row.fileSize),
    uploadedBy: by.name ?? by.kind,
  };
}
