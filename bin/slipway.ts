import { Command } from "commander";
import { addMigrateCommand } from "./commands/migrate.ts";
import { addOrchestratorCommand } from "./commands/orchestrator.ts";
import { addStartCommand } from "./commands/start.ts";
import packageJson from "../package.json" with { type: "json" };

const program = new Command("slipway")
  .description(packageJson.description)
  .version(packageJson.version)
  .showHelpAfterError()
  .configureHelp({ showGlobalOptions: true });

addStartCommand(program);
addOrchestratorCommand(program);
addMigrateCommand(program);

await program.parseAsync();
