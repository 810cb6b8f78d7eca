import type { Command } from "commander";
import { orSay } from "./or-say.ts";

export function addOrchestratorCommand(program: Command): void {
  program
    .command("orchestrator")
    .description("carry rollouts on, without serving anything; any number of these may share one PostgreSQL")
    .action(() =>
      orSay(async () => {
        const { orchestrate } = await import("#lib/process/orchestrate.ts");
        await orchestrate();
      }),
    );
}
