import { Prisma, type Queryable } from "#lib/database/client.ts";
import { compileQuery, testColumn } from "#lib/devices/store-query.ts";
import { readQuery, type Field, type FieldKind, type FieldTable } from "#lib/devices/rules/query/bind-query.ts";
import type { ListRequest } from "#lib/hawkbit/rules/list.ts";
import { readList } from "#lib/hawkbit/rules/list.ts";
import { Refusal } from "#lib/hawkbit/management/call.ts";

/** What a query may ask of a list: a kind of content, and where it stands. */
export interface ColumnField extends Field {
  kind: FieldKind;
  column: Prisma.Sql;
}

export function textField(column: Prisma.Sql): ColumnField {
  return { kind: "text", column };
}

export function timeField(column: Prisma.Sql): ColumnField {
  return { kind: "time", column };
}

/** A list that can be asked for: what it is sorted by, and what a query knows. */
export interface ListTable {
  sortable: Readonly<Record<string, Prisma.Sql>>;
  /** What decides among equals, and the order where none is asked for. */
  usual: Prisma.Sql;
  fields: FieldTable<ColumnField>;
}

/** The parts of a statement that a caller's wishes become. */
export interface ListClauses {
  where: Prisma.Sql;
  orderBy: Prisma.Sql;
  limit: number;
  offset: number;
}

/** As many as were asked for, and how many there are on all pages. */
export interface ListPage<Row> {
  rows: Row[];
  total: number;
}

/** What a page is read from. */
export interface PageSource {
  columns: Prisma.Sql;
  from: Prisma.Sql;
  /** What is in the list at all, before the caller's wishes. */
  isListed: Prisma.Sql;
  /** As much of `from` as decides who is in the list, where that is less. */
  counted?: Prisma.Sql;
}

/** Reads the parameters of a list. Throws a refusal for those that it does not know. */
export function listClauses(parameters: URLSearchParams, table: ListTable, now: Date): ListClauses {
  const read = readList(parameters, Object.keys(table.sortable));
  if ("fault" in read) throw new Refusal(400, read.fault);
  const { offset, limit, sort, query } = read.list;
  return { where: whereOf(query, table, now), orderBy: orderOf(sort, table), limit, offset };
}

/** Reads a page of what callers may see. Not checked: that `columns` are those of a row. */
export async function selectPage<Row>(
  db: Queryable,
  { columns, from, isListed, counted = from }: PageSource,
  { where, orderBy, limit, offset }: ListClauses,
): Promise<ListPage<Row>> {
  const isWanted = Prisma.sql`${isListed} AND ${where}`;
  const rows = await db.$queryRaw<Row[]>`
    SELECT ${columns} FROM ${from} WHERE ${isWanted} ORDER BY ${orderBy} LIMIT ${limit} OFFSET ${offset}`;
  const [count] = await db.$queryRaw<{ total: bigint }[]>`SELECT count(*) AS total FROM ${counted} WHERE ${isWanted}`;
  return { rows, total: Number(count?.total ?? 0) };
}

function whereOf(query: string | null, { fields }: ListTable, now: Date): Prisma.Sql {
  if (query === null) return Prisma.sql`true`;
  const bound = readQuery(query, fields);
  if ("fault" in bound) throw new Refusal(400, `The query q cannot be read: ${bound.fault.message}`);
  return compileQuery(bound.query, (field, test) => testColumn(field.column, field.kind, test, now));
}

function orderOf(sort: ListRequest["sort"], { sortable, usual }: ListTable): Prisma.Sql {
  const asked = sort.flatMap(({ field, isDescending }) => {
    const column = sortable[field];
    return column ? [Prisma.sql`${column} ${isDescending ? Prisma.sql`DESC` : Prisma.sql`ASC`}`] : [];
  });
  return Prisma.join([...asked, usual], ", ");
}
