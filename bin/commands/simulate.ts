import { Option, type Command } from "commander";
import { act, collect, positive, share, wholeNumber } from "#lib/cli/act.ts";
import { addConnectionOptions, findConnection, requireToken, type ConnectionOptions } from "#lib/cli/connection.ts";
import { UsageError } from "#lib/cli/exit-codes.ts";
import type { Apps } from "#lib/simulate/rules/protocol.ts";

interface SimulateOptions extends ConnectionOptions {
  devices: number;
  fleet: string;
  runs?: string[];
  failRate: number;
  silentRate: number;
  offlineRate: number;
  slowRate: number;
  failVersion?: string[];
  updateSeconds: number;
  pollSeconds?: number;
  duration?: number;
  concurrency: number;
  seed: string;
  state: string;
  json?: boolean;
}

const EXAMPLES = `
Examples:
  slipway simulate --devices 200 --fail-rate 0.05
  slipway simulate --fleet shops --runs gateway=ghcr.io/acme/gateway:1.4.1 --fail-version 1.5.0
  slipway simulate --devices 100000 --concurrency 256 --duration 600 --json`;

export function addSimulateCommand(program: Command): void {
  addConnectionOptions(program.command("simulate"))
    .description("run a fleet of pretend devices that poll, update and report over real HTTP, until Ctrl-C")
    .option("--devices <count>", "how many devices", wholeNumber(1), 200)
    .option("--fleet <name>", "their fleet", "simulated")
    .option("--runs <product=image:tag>", "what new devices run; @sha256:… may follow; may be repeated", collect)
    .option("--fail-rate <share>", "share of updates that fail", share, 0)
    .option("--silent-rate <share>", "share of updates in which the device falls silent for good", share, 0)
    .option("--offline-rate <share>", "share of devices that are never heard from", share, 0)
    .option("--slow-rate <share>", "share of devices that take eight times as long", share, 0)
    .option("--fail-version <version>", "a version that fails on every device; may be repeated", collect)
    .option("--update-seconds <seconds>", "how long an update takes, more or less", positive, 5)
    .option("--poll-seconds <seconds>", "how often a device polls (default: as the server says)", positive)
    .option("--duration <seconds>", "end after this time", positive)
    .option("--concurrency <count>", "connections, and requests under way at once", wholeNumber(1), 64)
    .option("--seed <text>", "the same seed makes the same fleet behave the same way", "slipway")
    .addOption(
      new Option("--state <folder>", "where the devices' tokens are kept, so that a later run goes on with them")
        .env("SLIPWAY_SIMULATE_DIR")
        .default(".slipway/simulate"),
    )
    .option("--json", "print only a summary, as JSON")
    .addHelpText("after", EXAMPLES)
    .action((options: SimulateOptions) => act(() => simulate(options)));
}

async function simulate(options: SimulateOptions): Promise<void> {
  const { runSimulation } = await import("#lib/simulate/run.ts");
  const { url, token } = findConnection(options);
  await runSimulation({
    url,
    token: requireToken(url, token),
    stateFolder: options.state,
    fleet: options.fleet,
    count: options.devices,
    apps: parseApps(options.runs ?? []),
    seed: options.seed,
    pollSeconds: options.pollSeconds ?? null,
    durationSeconds: options.duration ?? null,
    concurrency: options.concurrency,
    asJson: options.json ?? false,
    behavior: {
      updateSeconds: options.updateSeconds,
      failRate: options.failRate,
      silentRate: options.silentRate,
      slowRate: options.slowRate,
      offlineRate: options.offlineRate,
      failVersions: new Set(options.failVersion ?? []),
    },
  });
}

const RUNS = /^(?<product>[a-z0-9._-]+)=(?<image>[^@\s]+):(?<tag>[\w.-]+)(?:@(?<digest>sha256:[0-9a-f]{64}))?$/;

function parseApps(texts: readonly string[]): Apps {
  const apps: Apps = {};
  for (const text of texts) {
    const { product, image, tag, digest } = RUNS.exec(text)?.groups ?? {};
    if (!product || !image || !tag) throw new UsageError(`--runs wants product=image:tag, not ${text}.`);
    apps[product] = { image, digest: digest ?? null, version: tag.replace(/^v(?=\d)/, "") };
  }
  return apps;
}
