import type { Command } from "commander";
import { orSay } from "./or-say.ts";

export function addStartCommand(program: Command): void {
  program
    .command("start")
    .description("serve pages, API, devices and the orchestrator in one process")
    .option("--web-only", "serve without orchestrator and jobs, which run elsewhere (slipway orchestrator)")
    .option("--dev", "development server with reload")
    .action((options: { webOnly?: boolean; dev?: boolean }) =>
      orSay(async () => {
        const { start } = await import("#lib/process/start.ts");
        await start({ webOnly: options.webOnly ?? false, dev: options.dev ?? false });
      }),
    );
}
