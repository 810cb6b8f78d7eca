import { readActor } from "#lib/access/rules/actor.ts";
import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import type { FileRow } from "#lib/artifacts/store-files.ts";
import type { Authorship } from "#lib/hawkbit/management/authorship.ts";
import { selectPage, textField, type ListClauses, type ListPage } from "#lib/hawkbit/management/store-list.ts";
import {
  versionedColumns,
  versionedList,
  type NewVersioned,
  type VersionedRow,
} from "#lib/hawkbit/management/store-versioned.ts";
import type { ModuleType } from "#lib/hawkbit/rules/sets.ts";

export interface ModuleRow extends VersionedRow<ModuleType> {
  vendor: string | null;
  encrypted: boolean;
  /** A set that was assigned and is not deleted has it, or an action that is under way: its files stay as they are. */
  isLocked: boolean;
  /** A set that is not deleted has it, assigned or not, or an action that is under way. */
  isUsed: boolean;
}

export const moduleColumns = Prisma.sql`
  ${versionedColumns(Prisma.sql`m`)}, m.vendor, m.encrypted, used.in_locked_set OR used.in_action AS "isLocked",
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

export const moduleList = versionedList(Prisma.sql`m`, { vendor: textField(Prisma.sql`m.vendor`) });

export interface NewModule extends NewVersioned<ModuleType> {
  vendor: string | null;
  encrypted: boolean;
}

/** Inserts a module and answers its id. Null where one of that type, name and version is there. */
export async function insertModule(
  tx: Transaction,
  module: NewModule,
  { by, now }: Authorship,
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
  clauses: ListClauses,
): Promise<ListPage<ModuleRow>> {
  const source = {
    columns: moduleColumns,
    from: modulesWithUse,
    isListed: Prisma.sql`m.tenant = ${tenant} AND m.deleted_at IS NULL`,
    counted: Prisma.sql`software_modules m`,
  };
  return selectPage(db, source, clauses);
}

/** Marks a module deleted, and lets go of its files. Answers what contents they had. */
export async function saveModuleDeletion(tx: Transaction, id: number, { by, now }: Authorship): Promise<string[]> {
  const files = await tx.file.findMany({ where: { moduleId: id }, select: { sha256: true } });
  await tx.file.deleteMany({ where: { moduleId: id } });
  await tx.softwareModule.update({
    where: { id },
    data: { deletedAt: now, lastModifiedAt: now, lastModifiedBy: by },
    select: { id: true },
  });
  return files.map((file) => file.sha256);
}

export async function touchModule(tx: Transaction, id: number, { by, now }: Authorship): Promise<void> {
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
  const by = readActor(row.uploadedBy);
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
