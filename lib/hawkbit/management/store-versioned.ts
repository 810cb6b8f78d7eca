// What the tables of modules and of sets have in common, for statements that call one of them by the given name.
import { Prisma } from "#lib/database/client.ts";
import { fieldTable } from "#lib/devices/rules/query/bind-query.ts";
import { textField, timeField, type ColumnField, type ListTable } from "#lib/hawkbit/management/store-list.ts";

export interface VersionedRow<Type extends string> {
  id: number;
  name: string;
  version: string;
  type: Type;
  description: string | null;
  createdAt: Date;
  createdBy: string;
  lastModifiedAt: Date;
  lastModifiedBy: string;
  deletedAt: Date | null;
}

export interface NewVersioned<Type extends string> {
  tenant: string;
  name: string;
  version: string;
  type: Type;
  description: string | null;
}

export function versionedColumns(table: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    ${table}.id, ${table}.name, ${table}.version, ${table}.type, ${table}.description,
    ${table}.created_at AS "createdAt", ${table}.created_by AS "createdBy",
    ${table}.last_modified_at AS "lastModifiedAt", ${table}.last_modified_by AS "lastModifiedBy",
    ${table}.deleted_at AS "deletedAt"`;
}

/** Answers how a list of them is sorted and asked. `more` is what a query knows beside the common fields. */
export function versionedList(table: Prisma.Sql, more: Readonly<Record<string, ColumnField>> = {}): ListTable {
  const id = Prisma.sql`${table}.id`;
  const name = Prisma.sql`${table}.name`;
  const version = Prisma.sql`${table}.version`;
  const type = Prisma.sql`${table}.type`;
  const createdAt = Prisma.sql`${table}.created_at`;
  return {
    sortable: { id, name, version, type, createdAt, lastModifiedAt: Prisma.sql`${table}.last_modified_at` },
    usual: Prisma.sql`${id} ASC`,
    fields: fieldTable<ColumnField>({
      id: textField(Prisma.sql`${id}::text`),
      name: textField(name),
      version: textField(version),
      type: textField(type),
      description: textField(Prisma.sql`${table}.description`),
      ...more,
      createdAt: timeField(createdAt),
    }),
  };
}
