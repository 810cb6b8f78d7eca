import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { openPostgres } from "#lib/database/client.ts";
import { migrate } from "#lib/database/migrate.ts";
import type { LentDatabase } from "#lib/testing/database.ts";

/** A server on which suites may make databases, and the migrated database that they are copied from. */
export interface TestServer {
  url: string;
  template: string;
}

/** Makes the template of one test run: migrating once and copying is far quicker than migrating for every suite. */
export async function createTemplate(url: string): Promise<TestServer> {
  const template = newName("template");
  await runOn(url, `CREATE DATABASE ${template}`);
  const handle = openPostgres(withDatabase(url, template));
  try {
    await migrate(handle);
  } finally {
    await handle.close();
  }
  return { url, template };
}

export async function dropTemplate({ url, template }: TestServer): Promise<void> {
  await runOn(url, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
}

export async function createFromTemplate({ url, template }: TestServer): Promise<LentDatabase> {
  const name = newName("suite");
  await runOn(url, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const handle = openPostgres(withDatabase(url, name));
  return {
    handle,
    giveBack: async () => {
      await handle.close();
      await runOn(url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

function newName(kind: string): string {
  return `slipway_${kind}_${randomBytes(6).toString("hex")}`;
}

function withDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

async function runOn(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
