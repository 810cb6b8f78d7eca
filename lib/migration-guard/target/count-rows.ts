import { z } from "zod";
import { maskKey } from "#lib/migration-guard/rules/mask.ts";
import type { Condition, Effect } from "#lib/migration-guard/rules/effects.ts";
import type { Table } from "#lib/migration-guard/rules/catalog.ts";
import { quoteAlways } from "#lib/migration-guard/rules/steps.ts";
import type { RowCount } from "#lib/migration-guard/rules/verdict.ts";
import { codeOf } from "#lib/migration-guard/target/faults.ts";
import type { Session } from "#lib/migration-guard/target/session.ts";

/** Beyond so many it does not matter how many more there are. */
export const ROWS_MAX = 1_000_000;
const SAMPLE = 5;
const KEY_CHARACTERS = 60;

const countRow = z.object({ rows: z.coerce.number().int().min(0) });
const nameRow = z.object({ name: z.string().min(1).max(256) });
const keyRow = z.object({ key: z.array(z.string().max(KEY_CHARACTERS).nullable()).max(32) });

/** Counts the rows of an effect: exactly up to a million, else what the planner believes, and says so. */
export async function countRows(session: Session, { table, condition }: Effect, tables: Tables): Promise<RowCount> {
  if (!session.hasTime()) return estimateOf(table, "there was no time left to count");
  const sql = `SELECT count(*)::text AS rows FROM (SELECT FROM ${from(table)} WHERE ${where(condition, tables)}
               LIMIT ${ROWS_MAX + 1}) AS found`;
  try {
    const [row] = await session.attempt(countRow, sql);
    const rows = row?.rows ?? 0;
    return rows > ROWS_MAX
      ? { rows: ROWS_MAX, basis: "atLeast", because: "counting ended there" }
      : { rows, basis: "exact" };
  } catch (error) {
    const because = REASONS[codeOf(error) ?? ""];
    if (because === undefined) throw error;
    return estimateOf(table, because);
  }
}

type Tables = ReadonlyMap<number, Table>;

/** What may fail for one table, and leaves the others to be counted. */
const REASONS: Readonly<Record<string, string>> = {
  "57014": "counting took too long",
  "55P03": "somebody holds a lock on the table",
  "42501": "the role may not read all of it",
  "42P01": "it is gone by now",
  "53200": "it has too many parts to be looked at in one go",
};

/** The planner knows how many rows a table has, not how many of them are concerned: so many at most. */
function estimateOf({ estimatedRows }: Table, because: string): RowCount {
  if (estimatedRows === null) return { rows: 0, basis: "unknown", because };
  return {
    rows: Math.max(0, Math.round(estimatedRows)),
    basis: "estimate",
    because: `${because}; so many are in the table`,
  };
}

/** Reads the keys of some of the rows, masked. Who has no key, or may not be read, shows none. */
export async function sampleKeys(session: Session, { table, condition }: Effect, tables: Tables): Promise<string[]> {
  if (!session.hasTime()) return [];
  try {
    const columns = await session.attempt(
      nameRow,
      `SELECT a.attname::text AS name FROM pg_index i
       CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (num, place)
       JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.num
       WHERE i.indrelid = $1::int8::oid AND i.indisprimary ORDER BY k.place`,
      [table.oid],
    );
    if (columns.length === 0) return [];
    const parts = columns.map(({ name }) => `left(r.${quoteAlways(name)}::text, ${KEY_CHARACTERS})`).join(", ");
    const sql = `SELECT ARRAY[${parts}] AS key FROM ${from(table)} WHERE ${where(condition, tables)} LIMIT ${SAMPLE}`;
    const rows = await session.attempt(keyRow, sql);
    return rows.map(({ key }) => key.map((part) => maskKey(part ?? "")).join(", "));
  } catch (error) {
    if (REASONS[codeOf(error) ?? ""] === undefined) throw error;
    return [];
  }
}

/** Names come from the catalogue, and are quoted whatever is in them. */
function from({ schema, name }: Table): string {
  return `${quoteAlways(schema)}.${quoteAlways(name)} AS r`;
}

function where(condition: Condition, tables: Tables): string {
  switch (condition.kind) {
    case "all":
      return "true";
    case "empty":
      return `r.${quoteAlways(condition.column)} IS NULL`;
    case "filled":
      return condition.columns.map((column) => `r.${quoteAlways(column)} IS NOT NULL`).join(" AND ");
    case "within": {
      const partition = tables.get(condition.oid);
      if (partition === undefined) return "true";
      const { columns, referencedColumns } = condition;
      const pairs = columns.map(
        // The operator by its full name: what stands in the schemas of others may be called = as well.
        (column, index) =>
          `r.${quoteAlways(column)} OPERATOR(pg_catalog.=) p.${quoteAlways(referencedColumns[index] ?? "")}`,
      );
      const { schema, name } = partition;
      return `EXISTS (SELECT FROM ${quoteAlways(schema)}.${quoteAlways(name)} AS p WHERE ${pairs.join(" AND ")})`;
    }
  }
}
