import type { Command } from "commander";
import { orSay } from "./or-say.ts";

export function addGatewayCommand(program: Command): void {
  program
    .command("gateway")
    .description("serve devices and nothing else; any number of these may share one PostgreSQL")
    .action(() =>
      orSay(async () => {
        const { serveGateway } = await import("#lib/process/serve-gateway.ts");
        await serveGateway();
      }),
    );
}
