import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { sha256 } from "#lib/kernel/crypto.ts";
import { isKept, partName, type BackupPart, type BackupTable, type Manifest } from "#lib/backup/rules/manifest.ts";
import type { Sql } from "#lib/backup/sql.ts";

const compress = promisify(gzip);

/** About as much text goes into one part; more only where a single row is larger. */
const PART_BYTES = 4 * 1024 * 1024;
const FETCH_ROWS_MAX = 2_000;
const FETCH_BYTES = 4 * 1024 * 1024;

export interface PartOfTable extends BackupPart {
  content: Uint8Array;
}

/** What the snapshot says besides rows; of tables the names and columns only. */
export type Skeleton = Pick<Manifest, "migrations" | "lastEvent" | "sequences"> & {
  tables: Pick<BackupTable, "name" | "columns">[];
};

/** Reads what there is to be copied. `sql` stands in a snapshot. */
export async function readSkeleton(sql: Sql): Promise<Skeleton> {
  const migrations = await sql.query<{ name: string; checksum: string }>(`
    SELECT migration_name AS name, checksum FROM _prisma_migrations
    WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name`);
  const [chain] = await sql.query<{ seq: string; hash: string }>(
    `SELECT seq::text, encode(hash, 'hex') AS hash FROM event_chain`,
  );
  return {
    migrations,
    lastEvent: { seq: Number(chain?.seq ?? 0), hash: chain?.hash ?? "" },
    tables: await listTables(sql),
    sequences: await readSequences(sql),
  };
}

/** Lists the tables of Slipway with their columns, in the order of their names. */
export async function listTables(sql: Sql): Promise<Skeleton["tables"]> {
  const tables = await sql.query<{ name: string; columns: string[] }>(`
    SELECT c.relname::text AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attgenerated = ''
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    GROUP BY c.relname ORDER BY c.relname`);
  return tables.filter(({ name }) => isKept(name));
}

/** They follow no snapshot, but are only ever ahead of the rows: a number is left out, never given twice. */
async function readSequences(sql: Sql): Promise<Manifest["sequences"]> {
  const names = await sql.query<{ name: string }>(
    `SELECT sequencename::text AS name FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1`,
  );
  const sequences: Manifest["sequences"] = [];
  for (const { name } of names) {
    const [state] = await sql.query<{ value: string; isCalled: boolean }>(
      `SELECT last_value::text AS value, is_called AS "isCalled" FROM ${quoted(name)}`,
    );
    if (state) sequences.push({ name, ...state });
  }
  return sequences;
}

/** Reads a table in parts. A row is a JSON array of the columns' texts, in PostgreSQL's own spelling of each type. */
export async function* readTable(
  sql: Sql,
  { name, columns }: Pick<BackupTable, "name" | "columns">,
): AsyncGenerator<PartOfTable> {
  const table = quoted(name);
  const rowsMax = await suitableFetch(sql, table, columns);
  const texts = columns.map((column) => `${quoted(column)}::text`).join(", ");
  await sql.run(`DECLARE backup NO SCROLL CURSOR FOR SELECT json_build_array(${texts})::text AS line FROM ${table}`);
  let lines: string[] = [];
  let bytes = 0;
  let number = 0;
  for (;;) {
    const rows = await sql.query<{ line: string }>(`FETCH ${rowsMax} FROM backup`);
    for (const { line } of rows) {
      lines.push(line);
      bytes += line.length;
    }
    const isEnd = rows.length < rowsMax;
    if (lines.length > 0 && (isEnd || bytes >= PART_BYTES)) {
      yield await toPart(partName(name, ++number), lines);
      lines = [];
      bytes = 0;
    }
    if (isEnd) break;
  }
  await sql.run("CLOSE backup");
}

/** How many rows at once, so that also the largest ones of a table fit into memory together. */
async function suitableFetch(sql: Sql, table: string, columns: readonly string[]): Promise<number> {
  const sizes = columns.map((column) => `COALESCE(pg_column_size(${quoted(column)}), 0)`).join(" + ");
  const [largest] = await sql.query<{ bytes: number | null }>(`SELECT max(${sizes})::int AS bytes FROM ${table}`);
  return Math.min(FETCH_ROWS_MAX, Math.max(1, Math.floor(FETCH_BYTES / Math.max(1, largest?.bytes ?? 1))));
}

async function toPart(name: string, lines: readonly string[]): Promise<PartOfTable> {
  const content = await compress(`${lines.join("\n")}\n`, { level: 1 });
  return { name, rows: lines.length, bytes: content.length, sha256: sha256(content).toString("hex"), content };
}

/** Quotes a name of the catalogue. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
