import { Command } from "commander";
import { describeExitCodes, exitCodes } from "#lib/cli/exit-codes.ts";
import packageJson from "../package.json" with { type: "json" };

type AddCommands = (program: Command) => void;

/** Some commands, and where they are defined. Loading all of them takes longer than most of them run. */
interface Entry {
  names: readonly string[];
  load: () => Promise<AddCommands>;
}

/** The table of contents of the command line. */
const contents: Record<string, readonly Entry[]> = {
  "Who and where:": [
    {
      names: ["login", "logout", "whoami", "profile"],
      load: async () => (await import("./commands/login.ts")).addLoginCommands,
    },
    { names: ["status"], load: async () => (await import("./commands/status.ts")).addStatusCommand },
    { names: ["token"], load: async () => (await import("./commands/token.ts")).addTokenCommand },
  ],
  "Ship:": [
    { names: ["publish"], load: async () => (await import("./commands/publish.ts")).addPublishCommand },
    { names: ["rollout"], load: async () => (await import("./commands/rollout.ts")).addRolloutCommand },
    { names: ["deploy"], load: async () => (await import("./commands/deploy.ts")).addDeployCommand },
    { names: ["approve"], load: async () => (await import("./commands/approve.ts")).addApproveCommand },
    { names: ["rollback"], load: async () => (await import("./commands/rollback.ts")).addRollbackCommand },
    {
      names: ["check-rollback"],
      load: async () => (await import("./commands/check-rollback.ts")).addCheckRollbackCommand,
    },
    { names: ["policy"], load: async () => (await import("./commands/policy.ts")).addPolicyCommand },
  ],
  "Look after:": [
    { names: ["device", "devices"], load: async () => (await import("./commands/device.ts")).addDeviceCommand },
    { names: ["cdn"], load: async () => (await import("./commands/cdn.ts")).addCdnCommand },
    { names: ["audit"], load: async () => (await import("./commands/audit.ts")).addAuditCommand },
    { names: ["gc"], load: async () => (await import("./commands/gc.ts")).addGcCommand },
    { names: ["backup"], load: async () => (await import("./commands/backup.ts")).addBackupCommand },
    { names: ["restore"], load: async () => (await import("./commands/restore.ts")).addRestoreCommand },
  ],
  "Serve:": [
    { names: ["start"], load: async () => (await import("./commands/start.ts")).addStartCommand },
    { names: ["gateway"], load: async () => (await import("./commands/gateway.ts")).addGatewayCommand },
    { names: ["orchestrator"], load: async () => (await import("./commands/orchestrator.ts")).addOrchestratorCommand },
    { names: ["migrate"], load: async () => (await import("./commands/migrate.ts")).addMigrateCommand },
  ],
  "Devices and trying out:": [
    { names: ["agent"], load: async () => (await import("./commands/agent.ts")).addAgentCommand },
    { names: ["simulate"], load: async () => (await import("./commands/simulate.ts")).addSimulateCommand },
    { names: ["demo"], load: async () => (await import("./commands/demo.ts")).addDemoCommand },
  ],
  "This program:": [
    { names: ["completion"], load: async () => (await import("./commands/completion.ts")).addCompletionCommand },
  ],
};

/** Makes the program with the command that is called; with all of them where none is, as for the help. */
export async function makeProgram(called?: string): Promise<Command> {
  const program = new Command("slipway")
    .description(packageJson.description)
    .version(packageJson.version)
    // So that --version behind a command is that command's own.
    .enablePositionalOptions()
    .showHelpAfterError()
    .configureHelp({ showGlobalOptions: true })
    .addHelpText("after", `\n${describeExitCodes()}`)
    // Help and version are answers; everything else that ends here was called wrongly.
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : exitCodes.usage.code));

  const entries = Object.values(contents).flat();
  const only = entries.find(({ names }) => called !== undefined && names.includes(called));
  for (const [heading, group] of Object.entries(contents)) {
    program.commandsGroup(heading);
    for (const entry of only ? group.filter((each) => each === only) : group) (await entry.load())(program);
  }
  return program;
}
