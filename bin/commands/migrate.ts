import type { Command } from "commander";
import { orSay } from "./or-say.ts";

export function addMigrateCommand(program: Command): void {
  program
    .command("migrate")
    .description("apply the migrations that the database lacks, and say which")
    .option("--dry-run", "only say which")
    .option("--json", "print JSON")
    .action((options: { dryRun?: boolean; json?: boolean }) =>
      orSay(async () => {
        const { runMigrations } = await import("#lib/process/run-migrations.ts");
        const names = await runMigrations({ dryRun: options.dryRun ?? false });
        const [none, some] = options.dryRun ? ["Nothing to apply.", "To apply:"] : ["Nothing was missing.", "Applied:"];
        const text = names.length === 0 ? none : [some, ...names.map((name) => `  ${name}`)].join("\n");
        process.stdout.write(`${options.json ? JSON.stringify({ migrations: names }) : text}\n`);
      }),
    );
}
