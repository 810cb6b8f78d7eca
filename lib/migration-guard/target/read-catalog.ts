import { z } from "zod";
import {
  lookUp,
  type Catalog,
  type DeleteAction,
  type ForeignKey,
  type Table,
} from "#lib/migration-guard/rules/catalog.ts";
import type { Step } from "#lib/migration-guard/rules/steps.ts";
import { TargetError } from "#lib/migration-guard/target/faults.ts";
import type { Session } from "#lib/migration-guard/target/session.ts";

const TABLES_MAX = 20_000;
const KEYS_MAX = 20_000;
const NAME_MAX = 256;

const name = z.string().min(1).max(NAME_MAX);
const oid = z.int().min(1);
const tableRow = z.object({
  ...{ oid, name, schema: name },
  ancestors: z.array(oid),
  isPartition: z.boolean(),
  estimatedRows: z.number().nullable(),
});
const keyRow = z.object({
  ...{ name, tableOid: oid, referencedOid: oid },
  columns: z.array(name).min(1),
  referencedColumns: z.array(name).min(1),
  onDelete: z.enum(["a", "r", "c", "n", "d"]),
});

const DELETE_ACTIONS: Record<z.output<typeof keyRow>["onDelete"], DeleteAction> = {
  a: "noAction",
  r: "restrict",
  c: "cascade",
  n: "setNull",
  d: "setDefault",
};

/** Reads every table, and every foreign key that stands for itself: those of partitions are those of their parents. */
export async function readCatalog(session: Session): Promise<Omit<Catalog, "columns">> {
  const tables = await session.query<Table>(
    tableRow,
    `WITH RECURSIVE wanted AS (
       SELECT c.oid, c.relname, n.nspname, c.relkind, c.reltuples, c.relispartition
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
         AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
       LIMIT ${TABLES_MAX + 1}
     ), lines (oid, ancestor) AS (
       SELECT i.inhrelid, i.inhparent FROM pg_inherits i
       UNION
       SELECT l.oid, i.inhparent FROM lines l JOIN pg_inherits i ON i.inhrelid = l.ancestor
     ), above AS (
       SELECT l.oid, array_agg(l.ancestor::int8::float8) AS ancestors FROM lines l GROUP BY l.oid
     ), heirs AS (
       SELECT l.ancestor AS oid, sum(greatest(w.reltuples, 0)) AS rows, bool_or(w.reltuples < 0) AS is_unknown
       FROM lines l JOIN wanted w ON w.oid = l.oid AND w.relkind = 'r' GROUP BY l.ancestor
     )
     SELECT w.oid::int8::float8 AS oid, w.relname::text AS name, w.nspname::text AS schema,
            w.relispartition AS "isPartition",
            coalesce(a.ancestors, '{}') AS ancestors,
            CASE WHEN (w.relkind = 'r' AND w.reltuples < 0) OR h.is_unknown THEN NULL
                 ELSE (CASE w.relkind WHEN 'r' THEN w.reltuples ELSE 0 END + coalesce(h.rows, 0))::float8 END AS "estimatedRows"
     FROM wanted w LEFT JOIN above a ON a.oid = w.oid LEFT JOIN heirs h ON h.oid = w.oid`,
  );
  refuseTooMany(tables.length, TABLES_MAX, "tables");
  return { tables: new Map(tables.map((table) => [table.oid, table])), foreignKeys: await readForeignKeys(session) };
}

async function readForeignKeys(session: Session): Promise<ForeignKey[]> {
  const rows = await session.query(
    keyRow,
    `SELECT c.conname::text AS name, c.conrelid::int8::float8 AS "tableOid", c.confrelid::int8::float8 AS "referencedOid",
            ARRAY(SELECT a.attname::text FROM unnest(c.conkey) WITH ORDINALITY AS k (num, place)
                  JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.num ORDER BY k.place) AS columns,
            ARRAY(SELECT a.attname::text FROM unnest(c.confkey) WITH ORDINALITY AS k (num, place)
                  JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.num
                  ORDER BY k.place) AS "referencedColumns",
            c.confdeltype::text AS "onDelete"
     FROM pg_constraint c
     WHERE c.contype = 'f' AND c.conparentid = 0
     ORDER BY c.conrelid, c.conname LIMIT ${KEYS_MAX + 1}`,
  );
  refuseTooMany(rows.length, KEYS_MAX, "foreign keys");
  return rows.map(({ onDelete, ...key }) => ({ ...key, onDelete: DELETE_ACTIONS[onDelete] }));
}

function refuseTooMany(count: number, max: number, noun: string): void {
  if (count > max)
    throw new TargetError(`It has more than ${max.toLocaleString("en")} ${noun}, which is too much to look at.`);
}

const columnRow = z.object({ oid, name });

/** Reads the columns of the tables that steps name. */
export async function readColumns(
  session: Session,
  { tables }: Pick<Catalog, "tables">,
  steps: readonly Step[],
  schemas: readonly string[],
): Promise<Catalog["columns"]> {
  const named = steps.flatMap((step) => {
    if (step.kind === "dropSchema") return [];
    const found = lookUp(tables.values(), step, schemas);
    return found.kind === "found" ? [found.table.oid] : [];
  });
  const rows = await session.query(
    columnRow,
    `SELECT attrelid::int8::float8 AS oid, attname::text AS name FROM pg_attribute
     WHERE attrelid = ANY(SELECT unnest($1::int8[])::oid) AND attnum > 0 AND NOT attisdropped`,
    [[...new Set(named)]],
  );
  const columns = new Map<number, Set<string>>();
  for (const row of rows) columns.set(row.oid, (columns.get(row.oid) ?? new Set()).add(row.name));
  return columns;
}
