import type { Command } from "commander";
import { ConfigError, loadConfig } from "#lib/kernel/config.ts";
import { eventHub } from "#lib/live/hub.ts";
import { openRuntime } from "#lib/process/open-runtime.ts";
import { stopOnSignal } from "#lib/process/until-stopped.ts";
import { startWork } from "#lib/process/work.ts";
import { isForThePerson } from "./start.ts";

export function addOrchestratorCommand(program: Command): void {
  program
    .command("orchestrator")
    .description("carry rollouts on, without serving anything; any number of these may share one PostgreSQL")
    .action(async () => {
      try {
        if (!loadConfig().databaseUrl) {
          throw new ConfigError("slipway orchestrator needs PostgreSQL: set DATABASE_URL. (slipway start has its own.)");
        }
        const runtime = await openRuntime();
        const work = await startWork(runtime);
        process.stdout.write("The orchestrator is at work.\n");
        stopOnSignal(runtime.log, async () => {
          await work.stop();
          await eventHub().stop();
          await runtime.database.close();
        });
      } catch (error) {
        if (!isForThePerson(error)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exit(1);
      }
    });
}
