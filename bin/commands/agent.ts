import { hostname } from "node:os";
import { InvalidArgumentError, Option, type Command } from "commander";
import { collect, positive, wholeNumber } from "#lib/cli/act.ts";
import type { Secret } from "#lib/agent/identity.ts";
import { orSay } from "./or-say.ts";
import packageJson from "../../package.json" with { type: "json" };

interface AgentCommandOptions {
  server: string;
  dataDir: string;
  name: string;
  tag?: string[];
  enrollmentTokenFile?: string;
  deviceId?: string;
  deviceTokenFile?: string;
  driver: "docker" | "files";
  config?: string;
  dockerHost?: string;
  deviceAddress: string;
  applyScript?: string;
  applyTimeout: number;
  keepPrevious: number;
  patience: number;
  once?: boolean;
  verbose?: boolean;
}

const EXPLANATION = `
Secrets are never given on the command line, where everybody on the host could read them. The enrollment token is read
from a file or from SLIPWAY_ENROLLMENT_TOKEN, the token of a device that was registered by hand from a file or from
SLIPWAY_DEVICE_TOKEN. What the device is given when it enrolls is kept in the data folder.

With the driver docker, a container belongs to a product by its label slipway.product=<slug>, or by the file that
--config names:
  { "products": { "gateway": { "container": "gateway", "create": { "ports": ["8080:80"] } } } }
With the driver files, releases are files, and a script of yours puts them in place.
All of it is described in docs/devices/docker.md and docs/devices/files.md.

Examples:
  slipway agent --server https://slipway.example.com --enrollment-token-file /etc/slipway/enrollment-token
  slipway agent --server https://slipway.example.com --docker-host unix:///run/podman/podman.sock
  slipway agent --server https://slipway.example.com --driver files --apply-script /usr/local/sbin/apply-release`;

export function addAgentCommand(program: Command): void {
  program
    .command("agent")
    .description("run on a device: ask a server what to run, do it, check it, go back if it is not well, and report")
    .addOption(
      new Option("--server <url>", "where Slipway is").env("SLIPWAY_URL").makeOptionMandatory().argParser(toUrl),
    )
    .addOption(
      new Option("--enrollment-token-file <file>", "holds the fleet's enrollment token; needed once").env(
        "SLIPWAY_ENROLLMENT_TOKEN_FILE",
      ),
    )
    .addOption(
      new Option("--name <name>", "what people call this device").env("SLIPWAY_AGENT_NAME").default(hostname()),
    )
    .option("--tag <tag>", "a tag to enroll with; may be repeated", collect)
    .addOption(
      new Option("--device-id <id>", "the id of a device that was registered by hand").env("SLIPWAY_DEVICE_ID"),
    )
    .addOption(new Option("--device-token-file <file>", "holds that device's token").env("SLIPWAY_DEVICE_TOKEN_FILE"))
    .addOption(
      new Option("--data-dir <folder>", "where the agent keeps what it must not forget")
        .env("SLIPWAY_AGENT_DATA_DIR")
        .default("/var/lib/slipway-agent"),
    )
    .addOption(
      new Option("--driver <driver>", "how releases are run: as containers, or as files by a script of yours")
        .choices(["docker", "files"])
        .env("SLIPWAY_AGENT_DRIVER")
        .default("docker"),
    )
    .addOption(new Option("--config <file>", "says what belongs to which product").env("SLIPWAY_AGENT_CONFIG"))
    .addOption(
      new Option("--docker-host <address>", "the engine's API (default: the usual sockets of Docker and Podman)").env(
        "DOCKER_HOST",
      ),
    )
    .addOption(
      new Option("--device-address <address>", "what {device_ip} means in health checks")
        .env("SLIPWAY_DEVICE_ADDRESS")
        .default("127.0.0.1"),
    )
    .addOption(new Option("--apply-script <file>", "puts files in place").env("SLIPWAY_APPLY_SCRIPT"))
    .option("--apply-timeout <seconds>", "how long that script may take", positive, 600)
    .option("--keep-previous <count>", "how many releases before the present one stay on the host", wholeNumber(0), 1)
    .option("--patience <seconds>", "how long a download is tried again before the update has failed", positive, 3600)
    .option("--once", "ask once, do what there is to do, and end")
    .option("--verbose", "say more")
    .addHelpText("after", EXPLANATION)
    .action((options: AgentCommandOptions) => orSay(() => run(options)));
}

async function run(options: AgentCommandOptions): Promise<void> {
  const { startAgent } = await import("#lib/agent/start.ts");
  await startAgent({
    server: options.server,
    dataDir: options.dataDir,
    name: options.name,
    tags: options.tag ?? [],
    enrollmentToken: secretFrom(options.enrollmentTokenFile, process.env.SLIPWAY_ENROLLMENT_TOKEN),
    deviceId: options.deviceId ?? null,
    deviceToken: secretFrom(options.deviceTokenFile, process.env.SLIPWAY_DEVICE_TOKEN),
    driver: options.driver,
    configFile: options.config ?? null,
    dockerHost: options.dockerHost || null,
    deviceAddress: options.deviceAddress,
    applyScript: options.applyScript ?? null,
    applyTimeoutSeconds: options.applyTimeout,
    previousKept: options.keepPrevious,
    patienceSeconds: options.patience,
    agentVersion: packageJson.version,
    once: options.once ?? false,
    isVerbose: options.verbose ?? false,
  });
  // What a release has left open, such as a connection to the engine, must not keep a stopped agent alive.
  process.exit(process.exitCode ?? 0);
}

function secretFrom(file: string | undefined, value: string | undefined): Secret {
  if (file) return { file };
  return value ? { value } : null;
}

function toUrl(text: string): string {
  const url = URL.parse(text);
  if (url?.protocol === "http:" || url?.protocol === "https:") return text.replace(/\/+$/, "");
  throw new InvalidArgumentError("An address such as https://slipway.example.com is wanted.");
}
