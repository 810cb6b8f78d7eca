import path from "node:path";
import type { Command } from "commander";
import { act, wholeNumber } from "#lib/cli/act.ts";
import { orSay } from "./or-say.ts";

const program = path.resolve(import.meta.dirname, "../slipway.ts");

export function addDemoCommand(parent: Command): void {
  parent
    .command("demo")
    .description("start the server with a simulated fleet and rollouts to watch")
    .option("--devices <count>", "how many devices", wholeNumber(1), 200)
    .addHelpText(
      "after",
      "\nThe demo keeps its data in SLIPWAY_DATA_DIR (./.slipway) and goes on with it at the next start.",
    )
    .action((options: { devices: number }) =>
      orSay(() =>
        act(async () => {
          const { runDemo } = await import("#lib/simulate/demo/run.ts");
          process.exit(await runDemo({ program, devices: options.devices }));
        }),
      ),
    );
}
