import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { BackupError } from "#lib/backup/read-tar.ts";
import { listTables, quoted } from "#lib/backup/read-tables.ts";
import type { BackupTable, Manifest } from "#lib/backup/rules/manifest.ts";
import type { Sql } from "#lib/backup/sql.ts";

const decompress = promisify(gunzip);

/** A part is a few megabytes; only a single row that is larger makes more of it. */
const PART_BYTES_MAX = 1024 * 1024 * 1024;
/** So much goes to the database at once. */
const STATEMENT_BYTES = 1024 * 1024;

/** How far the rows of one table are. */
interface Load {
  table: BackupTable;
  insert: string;
  loaded: number;
}

interface ForeignKey {
  table: string;
  name: string;
  definition: string;
}

/** Writes rows into tables that were just made. Parts may come in any order. */
export class TableLoader {
  readonly #sql: Sql;
  readonly #tables: Map<string, Load>;
  readonly #foreignKeys: ForeignKey[];

  private constructor(sql: Sql, tables: Map<string, Load>, foreignKeys: ForeignKey[]) {
    this.#sql = sql;
    this.#tables = tables;
    this.#foreignKeys = foreignKeys;
  }

  /**
   * Empties the tables and takes away what would act on each row: triggers did their work when the rows were written
   * first, and references are checked all at once in the end.
   */
  static async prepare(sql: Sql, { tables }: Manifest): Promise<TableLoader> {
    await requireSameTables(sql, tables);
    const all = await listAllTables(sql);
    await sql.run(`TRUNCATE ${all.map(quoted).join(", ")} RESTART IDENTITY CASCADE`);
    const foreignKeys = await listForeignKeys(sql);
    const statements = [
      ...foreignKeys.map(({ table, name }) => `ALTER TABLE ${table} DROP CONSTRAINT ${quoted(name)}`),
      ...all.map((name) => `ALTER TABLE ${quoted(name)} DISABLE TRIGGER USER`),
    ];
    await sql.run(statements.join(";\n"));
    const loads = new Map<string, Load>();
    for (const table of tables) {
      loads.set(table.name, { table, insert: await makeInsert(sql, table), loaded: 0 });
    }
    return new TableLoader(sql, loads, foreignKeys);
  }

  async load(tableName: string, content: Uint8Array): Promise<void> {
    const load = this.#tables.get(tableName);
    if (!load) throw new BackupError(`The archive has rows of ${tableName}, of which its manifest says nothing.`);
    const text = (await decompress(content, { maxOutputLength: PART_BYTES_MAX })).toString("utf8");
    for (const lines of inStatements(text)) {
      await this.#sql.query(load.insert, [`[${lines.join(",")}]`]);
      load.loaded += lines.length;
    }
  }

  /** Puts back what `prepare` took away. Throws where rows are missing, or refer to what is not there. */
  async finish({ sequences }: Manifest): Promise<void> {
    for (const { table, loaded } of this.#tables.values()) {
      if (loaded !== table.rows) throw new BackupError(`${table.name} got ${loaded} rows instead of ${table.rows}.`);
    }
    for (const { name, value, isCalled } of sequences) {
      await this.#sql.query("SELECT setval($1::text::regclass, $2::text::bigint, $3::boolean)", [
        quoted(name),
        value,
        isCalled,
      ]);
    }
    const all = await listAllTables(this.#sql);
    const statements = [
      ...this.#foreignKeys.map(
        ({ table, name, definition }) => `ALTER TABLE ${table} ADD CONSTRAINT ${quoted(name)} ${definition}`,
      ),
      ...all.map((name) => `ALTER TABLE ${quoted(name)} ENABLE TRIGGER USER`),
    ];
    await this.#sql.run(statements.join(";\n"));
  }
}

async function requireSameTables(sql: Sql, tables: readonly BackupTable[]): Promise<void> {
  const here = new Map((await listTables(sql)).map(({ name, columns }) => [name, [...columns].sort().join(", ")]));
  for (const { name, columns } of tables) {
    const found = here.get(name);
    const wanted = [...columns].sort().join(", ");
    if (found !== wanted) {
      throw new BackupError(
        `The table ${name} has other columns here (${found ?? "none"}) than in the backup (${wanted}).`,
      );
    }
  }
}

async function listAllTables(sql: Sql): Promise<string[]> {
  const rows = await sql.query<{ name: string }>(`
    SELECT c.relname::text AS name FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') ORDER BY 1`);
  return rows.map(({ name }) => name);
}

async function listForeignKeys(sql: Sql): Promise<ForeignKey[]> {
  return sql.query<ForeignKey>(`
    SELECT conrelid::regclass::text AS table, conname::text AS name, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`);
}

async function makeInsert(sql: Sql, { name, columns }: BackupTable): Promise<string> {
  const types = await sql.query<{ column: string; type: string }>(
    `SELECT attname::text AS column, format_type(atttypid, atttypmod) AS type
     FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped`,
    [quoted(name)],
  );
  const typeOf = new Map(types.map(({ column, type }) => [column, type]));
  const values = columns.map((column, index) => `(r ->> ${index})::${typeOf.get(column) ?? "text"}`);
  return `INSERT INTO ${quoted(name)} (${columns.map(quoted).join(", ")}) OVERRIDING SYSTEM VALUE
    SELECT ${values.join(", ")} FROM json_array_elements($1::text::json) AS r`;
}

function* inStatements(text: string): Generator<string[]> {
  let lines: string[] = [];
  let bytes = 0;
  for (const line of text.split("\n")) {
    if (line === "") continue;
    lines.push(line);
    bytes += line.length;
    if (bytes < STATEMENT_BYTES) continue;
    yield lines;
    lines = [];
    bytes = 0;
  }
  if (lines.length > 0) yield lines;
}
