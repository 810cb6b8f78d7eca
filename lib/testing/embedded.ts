import type { PGlite } from "@electric-sql/pglite";
import { openInMemory } from "#lib/database/embedded.ts";
import type { DatabaseHandle } from "#lib/database/client.ts";
import { migrate } from "#lib/database/migrate.ts";
import type { LentDatabase } from "#lib/testing/database.ts";

/*
 * PGlite takes seconds to start and milliseconds to empty. So each worker keeps one, migrated once, and suites get it
 * one after another, emptied.
 */

interface Kept {
  handle: DatabaseHandle;
  pglite: PGlite;
  /** What the migrations themselves put into tables: restored after emptying. */
  seeds: { table: string; rows: string }[];
}

/** Tests files may be loaded into module graphs of their own; the worker still has one database. */
const shared = globalThis as { slipwayTestDatabase?: Promise<Kept> };

export async function acquireEmbedded(): Promise<LentDatabase> {
  shared.slipwayTestDatabase ??= open();
  const kept = await shared.slipwayTestDatabase;
  return { handle: kept.handle, giveBack: () => empty(kept) };
}

async function open(): Promise<Kept> {
  const handle = await openInMemory();
  const { pglite } = handle;
  if (!pglite) throw new Error("The in-memory database is expected to be PGlite.");
  await migrate(handle);
  return { handle, pglite, seeds: await readSeeds(pglite) };
}

async function listTables(pglite: PGlite): Promise<string[]> {
  const { rows } = await pglite.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`,
  );
  return rows.map((row) => row.name);
}

async function readSeeds(pglite: PGlite): Promise<Kept["seeds"]> {
  const seeds: Kept["seeds"] = [];
  for (const table of await listTables(pglite)) {
    const { rows } = await pglite.query<{ rows: string | null }>(`SELECT json_agg(t)::text AS rows FROM ${table} t`);
    if (rows[0]?.rows) seeds.push({ table, rows: rows[0].rows });
  }
  return seeds;
}

async function empty({ pglite, seeds }: Kept): Promise<void> {
  const tables = await listTables(pglite);
  await pglite.exec(`TRUNCATE ${tables.join(", ")} RESTART IDENTITY CASCADE`);
  for (const { table, rows } of seeds) {
    await pglite.query(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(null::${table}, $1)`, [rows]);
  }
  await dropOtherSchemas(pglite);
}

/** Removes the schemas that a suite made, such as that of the job queue. */
async function dropOtherSchemas(pglite: PGlite): Promise<void> {
  const { rows } = await pglite.query<{ name: string }>(
    `SELECT quote_ident(nspname) AS name FROM pg_namespace
     WHERE nspname NOT LIKE 'pg\\_%' AND nspname NOT IN ('public', 'information_schema')`,
  );
  for (const { name } of rows) await pglite.exec(`DROP SCHEMA ${name} CASCADE`);
}
