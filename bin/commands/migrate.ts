import type { Command } from "commander";
import { openPostgres } from "#lib/database/client.ts";
import { openEmbedded } from "#lib/database/embedded.ts";
import { listPendingMigrations, migrate } from "#lib/database/migrate.ts";
import { loadConfig } from "#lib/kernel/config.ts";
import { isForThePerson } from "./start.ts";

export function addMigrateCommand(program: Command): void {
  program
    .command("migrate")
    .description("apply the migrations that the database lacks, and say which")
    .option("--dry-run", "only say which")
    .option("--json", "print JSON")
    .action(async (options: { dryRun?: boolean; json?: boolean }) => {
      try {
        const config = loadConfig();
        const database = config.databaseUrl ? openPostgres(config.databaseUrl) : await openEmbedded(config.dataDir);
        const names = options.dryRun ? await listPendingMigrations(database) : await migrate(database);
        await database.close();
        const [none, some] = options.dryRun ? ["Nothing to apply.", "To apply:"] : ["Nothing was missing.", "Applied:"];
        const text = names.length === 0 ? none : [some, ...names.map((name) => `  ${name}`)].join("\n");
        process.stdout.write(`${options.json ? JSON.stringify({ migrations: names }) : text}\n`);
      } catch (error) {
        if (!isForThePerson(error)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exit(1);
      }
    });
}
