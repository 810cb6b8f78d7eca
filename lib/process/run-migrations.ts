import { openPostgres } from "#lib/database/client.ts";
import { openEmbedded } from "#lib/database/embedded.ts";
import { migrate } from "#lib/database/migrate.ts";
import { listPendingMigrations } from "#lib/database/migrations-folder.ts";
import { loadConfig } from "#lib/kernel/config.ts";

/** Applies the migrations that the configured database lacks, or with `dryRun` only names them. */
export async function runMigrations(options: { dryRun: boolean }): Promise<string[]> {
  const config = loadConfig();
  const database = config.databaseUrl ? openPostgres(config.databaseUrl) : await openEmbedded(config.dataDir);
  try {
    return options.dryRun ? await listPendingMigrations(database) : await migrate(database);
  } finally {
    await database.close();
  }
}
