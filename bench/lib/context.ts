import { systemActor } from "#lib/access/rules/actor.ts";
import { openPostgres, type DatabaseHandle } from "#lib/database/client.ts";
import { openInMemory } from "#lib/database/embedded.ts";
import { migrate } from "#lib/database/migrate.ts";
import { systemClock } from "#lib/kernel/clock.ts";
import { loadConfig } from "#lib/kernel/config.ts";
import type { Context } from "#lib/kernel/context.ts";
import { makeLogger } from "#lib/kernel/log.ts";

export interface BenchContext extends Context {
  handle: DatabaseHandle;
  databaseName: "postgres" | "pglite";
}

/** Opens and migrates a database for measuring: a new one on the given server, or PGlite in memory. */
export async function openBench(serverUrl: string | null): Promise<BenchContext> {
  const handle = serverUrl ? openPostgres(await createDatabase(serverUrl)) : await openInMemory();
  await migrate(handle);
  return {
    handle,
    databaseName: serverUrl ? "postgres" : "pglite",
    db: handle.client,
    clock: systemClock,
    actor: systemActor("bench"),
    log: makeLogger("error"),
    requestId: "bench",
    config: loadConfig({ SLIPWAY_ENCRYPTION_KEY: "an-encryption-key-that-only-the-bench-uses" }),
  };
}

/** Makes an empty database on a server and returns its address. */
export async function createDatabase(serverUrl: string): Promise<string> {
  const name = `slipway_bench_${process.pid}_${Date.now()}`;
  const admin = openPostgres(serverUrl);
  await admin.client.$executeRawUnsafe(`CREATE DATABASE ${name}`);
  await admin.close();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}
