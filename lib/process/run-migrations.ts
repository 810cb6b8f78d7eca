import { openPostgres } from "#lib/database/client.ts";
import { openEmbedded } from "#lib/database/embedded.ts";
import { migrate } from "#lib/database/migrate.ts";
import { listPendingMigrations } from "#lib/database/migrations-folder.ts";
import { loadConfig } from "#lib/kernel/config.ts";
import { PROGRAM_DIR } from "#lib/process/open-runtime.ts";

/** Applies the migrations that the configured database lacks, or with `dryRun` only names them. */
export async function runMigrations(options: { dryRun: boolean }): Promise<string[]> {
  const config = loadConfig();
  const database = config.databaseUrl ? openPostgres(config.databaseUrl) : await openEmbedded(config.dataDir);
  try {
    return options.dryRun ? await listPendingMigrations(database, PROGRAM_DIR) : await migrate(database, PROGRAM_DIR);
  } finally {
    await database.close();
  }
}
