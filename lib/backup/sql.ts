import type { PGlite, Transaction as PgliteTransaction } from "@electric-sql/pglite";
import { Client } from "pg";
import { ConfigError } from "#lib/kernel/config.ts";

/** One connection to either database, as far as copying needs it. */
export interface Sql {
  query<Row>(text: string, params?: readonly unknown[]): Promise<Row[]>;
  /** Runs statements without parameters. */
  run(script: string): Promise<void>;
}

/** So that each value is written the same on every server, whatever it or its database is set to. */
export const SPELLING = `SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres';
  SET LOCAL bytea_output = 'hex'; SET LOCAL extra_float_digits = 1; SET LOCAL search_path = public`;

/** Opens a connection of its own, which no time limit of the server's ends. The caller closes it. */
export async function connectPostgres(url: string): Promise<{ sql: Sql; close: () => Promise<void> }> {
  const client = new Client({ connectionString: url, keepAlive: true, application_name: "slipway-backup" });
  // A connection that is lost is told of by the query under way.
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw new ConfigError(`The database cannot be reached: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const sql: Sql = {
    query: async <Row>(text: string, params: readonly unknown[] = []) =>
      (await client.query(text, [...params])).rows as Row[],
    run: async (script) => {
      await client.query(script);
    },
  };
  return { sql, close: () => client.end() };
}

/** Speaks to the embedded database, or to a transaction of it. */
export function overPglite(pglite: PGlite | PgliteTransaction): Sql {
  return {
    query: async <Row>(text: string, params: readonly unknown[] = []) =>
      (await pglite.query<Row>(text, [...params])).rows,
    run: async (script) => {
      await pglite.exec(script);
    },
  };
}

/** Begins what sees one moment for as long as it lasts, and changes nothing. */
export async function beginSnapshot(sql: Sql): Promise<void> {
  await sql.run(`BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0; ${SPELLING}`);
}

/** Begins a transaction that changes everything or nothing. */
export async function beginChange(sql: Sql): Promise<void> {
  await sql.run(`BEGIN; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = '30s'; ${SPELLING}`);
}
