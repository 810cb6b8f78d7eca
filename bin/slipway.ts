import { Command } from "commander";
import { addAgentCommand } from "./commands/agent.ts";
import { addAuditCommand } from "./commands/audit.ts";
import { addCdnCommand } from "./commands/cdn.ts";
import { addDemoCommand } from "./commands/demo.ts";
import { addDeployCommand } from "./commands/deploy.ts";
import { addDeviceCommand } from "./commands/device.ts";
import { addGatewayCommand } from "./commands/gateway.ts";
import { addGcCommand } from "./commands/gc.ts";
import { addMigrateCommand } from "./commands/migrate.ts";
import { addOrchestratorCommand } from "./commands/orchestrator.ts";
import { addPolicyCommand } from "./commands/policy.ts";
import { addPublishCommand } from "./commands/publish.ts";
import { addRolloutCommand } from "./commands/rollout.ts";
import { addSimulateCommand } from "./commands/simulate.ts";
import { addStartCommand } from "./commands/start.ts";
import { addStatusCommand } from "./commands/status.ts";
import { addTokenCommand } from "./commands/token.ts";
import { EXIT_USAGE } from "#lib/cli/act.ts";
import packageJson from "../package.json" with { type: "json" };

const program = new Command("slipway")
  .description(packageJson.description)
  .version(packageJson.version)
  // So that --version behind a command is that command's own.
  .enablePositionalOptions()
  .showHelpAfterError()
  .configureHelp({ showGlobalOptions: true })
  // Help and version are answers; everything else that ends here was called wrongly.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : EXIT_USAGE));

addStartCommand(program);
addGatewayCommand(program);
addOrchestratorCommand(program);
addMigrateCommand(program);
addStatusCommand(program);
addRolloutCommand(program);
addDeployCommand(program);
addPolicyCommand(program);
addDeviceCommand(program);
addCdnCommand(program);
addTokenCommand(program);
addPublishCommand(program);
addGcCommand(program);
addAuditCommand(program);
addAgentCommand(program);
addSimulateCommand(program);
addDemoCommand(program);

await program.parseAsync();
