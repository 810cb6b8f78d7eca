import type { Command } from "commander";
import { act } from "#lib/cli/act.ts";
import { addConnectionOptions, findConnection, type ConnectionOptions } from "#lib/cli/connection.ts";
import { endWith } from "#lib/cli/exit-codes.ts";
import { printJson, printLine } from "#lib/cli/print.ts";
import { Api, ApiError } from "#lib/client/api.ts";
import type { DeviceSummary } from "#lib/devices/view.ts";

interface ServerStatus {
  name: string;
  version: string;
  uptimeSeconds: number;
  database: string;
  rollouts: Record<string, number>;
  deployments: Record<string, number>;
  line: { isStopped: boolean; stops: number };
}

type Options = ConnectionOptions & { json?: boolean };

export function addStatusCommand(program: Command): void {
  addConnectionOptions(program.command("status"))
    .description("say whether the server is ready, and what it is doing; with a token also how the devices are")
    .option("--json", "print JSON")
    .action((options: Options) => act(() => showStatus(options)));
}

async function showStatus(options: Options): Promise<void> {
  const { url, token } = findConnection(options);
  const api = new Api(url, token);
  const status = await api.call<ServerStatus>({ method: "GET", path: "/status" });
  const isReady = await readReadiness(api);
  const devices =
    token === null ? undefined : await api.call<DeviceSummary>({ method: "GET", path: "/api/v1/devices/summary" });

  if (options.json) printJson({ ...status, isReady, devices });
  else printStatus(url, status, isReady, devices);
  if (!isReady) endWith("failed");
}

async function readReadiness(api: Api): Promise<boolean> {
  try {
    await api.call({ method: "GET", path: "/ready" });
    return true;
  } catch (error) {
    if (error instanceof ApiError && error.status === 503) return false;
    throw error;
  }
}

function printStatus(url: string, status: ServerStatus, isReady: boolean, devices: DeviceSummary | undefined): void {
  printLine(`Slipway ${status.version} at ${url} is ${isReady ? "ready" : "not ready"}.`);
  printLine(`  up for     ${describeDuration(status.uptimeSeconds)}, on ${status.database} database`);
  printLine(`  rollouts   ${describeCounts(status.rollouts)}`);
  printLine(
    `  deployed   ${describeCounts(status.deployments)}${status.line.isStopped ? "; the line is stopped" : ""}`,
  );
  if (!devices) return;
  const { total, online, offline, neverSeen } = devices;
  printLine(`  devices    ${describeCounts({ online, offline, "never seen": neverSeen })} of ${total}`);
}

function describeCounts(counts: Record<string, number>): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  return parts.length === 0 ? "none" : parts.map(([name, count]) => `${count} ${name}`).join(", ");
}

function describeDuration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1) return `${Math.round(seconds)} s`;
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h`;
}
