import { sha256 } from "#lib/kernel/crypto.ts";
import { readMigrations } from "#lib/database/migrations-folder.ts";
import { BackupError } from "#lib/backup/read-tar.ts";
import { quoted } from "#lib/backup/read-tables.ts";
import type { Manifest } from "#lib/backup/rules/manifest.ts";
import type { Sql } from "#lib/backup/sql.ts";

/** As Prisma makes it; its rows are part of the backup. */
const MIGRATIONS_TABLE = `CREATE TABLE _prisma_migrations (
  id varchar(36) PRIMARY KEY NOT NULL, checksum varchar(64) NOT NULL, finished_at timestamptz,
  migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
  started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`;

/**
 * Reads the scripts that make the tables as they were in the backup, which may be older than this program: what has come
 * since is applied by the next start. Throws BackupError where the backup is from a newer one.
 */
export async function readScripts({ migrations, slipway }: Manifest, programDir: string): Promise<string[]> {
  const known = new Map(
    (await readMigrations(programDir)).migrationDirectories.map(({ path, migrationFile }) => [
      path,
      migrationFile.content.value,
    ]),
  );
  return migrations.map(({ name, checksum }) => {
    const script = known.get(name);
    if (script === undefined) {
      throw new BackupError(
        `The backup was made by Slipway ${slipway}, which knows the migration ${name}. Restore with that version or a newer one.`,
      );
    }
    if (sha256(script).toString("hex") !== checksum) {
      throw new BackupError(`The migration ${name} is another one here than where the backup was made.`);
    }
    return script;
  });
}

/** Whether the database holds anything that a restore would take away. */
export async function holdsAnything(sql: Sql): Promise<boolean> {
  const [row] = await sql.query<{ found: boolean }>(`SELECT EXISTS (${OWN_TABLES}) AS found`);
  return row?.found ?? false;
}

/** Makes all tables anew. In a transaction, so that nothing has happened until it commits. */
export async function rebuild(sql: Sql, scripts: readonly string[]): Promise<void> {
  await clear(sql);
  await sql.run(MIGRATIONS_TABLE);
  for (const script of scripts) await sql.run(script);
}

const NOT_OF_EXTENSION = (oid: string) =>
  `NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = ${oid} AND d.deptype = 'e')`;

const OWN_TABLES = `SELECT c.relname::text AS name, c.relkind::text AS kind FROM pg_class c
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p', 'S') AND ${NOT_OF_EXTENSION("c.oid")}`;

const KINDS: Record<string, string> = { v: "VIEW", m: "MATERIALIZED VIEW", S: "SEQUENCE", r: "TABLE", p: "TABLE" };

/** One by one, and not the schema: that may belong to somebody else and hold extensions. */
async function clear(sql: Sql): Promise<void> {
  const relations = await sql.query<{ name: string; kind: string }>(OWN_TABLES);
  // Views first; sequences mostly go with their tables.
  const order = ["v", "m", "r", "p", "S"];
  relations.sort((left, right) => order.indexOf(left.kind) - order.indexOf(right.kind));
  const statements = relations.map(
    ({ name, kind }) => `DROP ${KINDS[kind] ?? "TABLE"} IF EXISTS public.${quoted(name)} CASCADE`,
  );
  const functions = await sql.query<{ name: string }>(`
    SELECT p.oid::regprocedure::text AS name FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace AND ${NOT_OF_EXTENSION("p.oid")}`);
  statements.push(...functions.map(({ name }) => `DROP FUNCTION IF EXISTS ${name} CASCADE`));
  const types = await sql.query<{ name: string }>(`
    SELECT t.typname::text AS name FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE t.typnamespace = 'public'::regnamespace AND (t.typtype IN ('e', 'd') OR c.relkind = 'c')
      AND ${NOT_OF_EXTENSION("t.oid")}`);
  statements.push(...types.map(({ name }) => `DROP TYPE IF EXISTS public.${quoted(name)} CASCADE`));
  // Where recurring work stands in line; made anew at the next start.
  statements.push("DROP SCHEMA IF EXISTS jobs CASCADE");
  await sql.run(statements.join(";\n"));
}
