import path from "node:path";
import { openPostgres, type DatabaseHandle } from "#lib/database/client.ts";
import { openEmbedded } from "#lib/database/embedded.ts";
import { migrate } from "#lib/database/migrate.ts";
import { trustedKeysOf } from "#lib/events/audit/keys.ts";
import { SLIPWAY_VERSION } from "#lib/http/system.ts";
import { loadConfig, type Config } from "#lib/kernel/config.ts";
import { makeLogger, type Logger } from "#lib/kernel/log.ts";
import { shareRuntime, type Runtime } from "#lib/kernel/runtime.ts";
import { withSecrets } from "#lib/kernel/secrets.ts";

/**
 * Reads the environment, opens the database, applies what migrations are missing, and makes all of it the process's
 * runtime. Throws ConfigError or FolderInUseError with a sentence for the person who starts it.
 */
export async function openRuntime(): Promise<Runtime> {
  const config = await withSecrets(loadConfig());
  // A key that cannot sign is told of now, not at the first signature.
  trustedKeysOf(config);
  passOnToNextAuth(config);
  const log = makeLogger(config.logLevel);
  if (config.tracing) {
    // Loaded only where somebody wants traces.
    const { startTracing } = await import("#lib/kernel/tracing-sdk.ts");
    startTracing(config.tracing, SLIPWAY_VERSION);
  }
  const database = await openDatabase(config, log);
  const runtime: Runtime = { config, log, database, startedAt: new Date(), programDir: PROGRAM_DIR };
  shareRuntime(runtime);
  return runtime;
}

export const PROGRAM_DIR = path.resolve(import.meta.dirname, "../..");

const CONNECT_ATTEMPTS_MAX = 30;

async function openDatabase(config: Config, log: Logger): Promise<DatabaseHandle> {
  if (!config.databaseUrl) {
    const database = await openEmbedded(config.dataDir);
    await migrateAndSay(database, log);
    return database;
  }
  const database = openPostgres(config.databaseUrl);
  for (let attempt = 1; ; attempt++) {
    try {
      await migrateAndSay(database, log);
      return database;
    } catch (error) {
      if (attempt >= CONNECT_ATTEMPTS_MAX || !isNotThereYet(error)) throw error;
      log.warn({ attempt }, "PostgreSQL does not answer yet; trying again in a second.");
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}

/** Databases are often started together with us and need a moment longer. */
function isNotThereYet(error: unknown): boolean {
  return error instanceof Error && /ECONNREFUSED|starting up|DatabaseNotReachable|not reachable/i.test(error.message);
}

async function migrateAndSay(database: DatabaseHandle, log: Logger): Promise<void> {
  const applied = await migrate(database, PROGRAM_DIR);
  if (applied.length > 0) log.info({ migrations: applied }, "The database was migrated.");
}

/** next-auth reads these from the environment and nowhere else. */
function passOnToNextAuth(config: Config & { nextAuthSecret: string }): void {
  process.env.NEXTAUTH_SECRET = config.nextAuthSecret;
  if (config.publicUrl) process.env.NEXTAUTH_URL = config.publicUrl;
  else process.env.AUTH_TRUST_HOST = "true";
}
