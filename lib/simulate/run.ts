import { setTimeout as sleep } from "node:timers/promises";
import { Api, ApiError } from "#lib/client/api.ts";
import type { DeviceIdentity } from "#lib/simulate/device.ts";
import { SimulatedFleet } from "#lib/simulate/fleet.ts";
import { describeProgress, describeSummary, showProgress } from "#lib/simulate/progress.ts";
import { registerMissing } from "#lib/simulate/register.ts";
import type { Behavior } from "#lib/simulate/rules/plan.ts";
import type { Apps } from "#lib/simulate/rules/protocol.ts";
import { loadDevices, saveDevices, stateFileFor } from "#lib/simulate/state-file.ts";

export interface SimulationOptions {
  url: string;
  token: string;
  stateFolder: string;
  fleet: string;
  count: number;
  apps: Apps;
  seed: string;
  pollSeconds: number | null;
  durationSeconds: number | null;
  concurrency: number;
  asJson: boolean;
  behavior: Behavior;
}

const REGISTRATION_TRIES = 8;
/** What the devices run is kept now and then, so that a run that is killed goes on from about there. */
const KEEP_MILLIS = 30_000;
const LOOK_MILLIS = 250;

/** Makes or takes up a fleet and runs it until the time is over or somebody stops it; then prints what happened. */
export async function runSimulation(options: SimulationOptions): Promise<void> {
  const file = stateFileFor(options.stateFolder, options.url, options.fleet);
  const known = await loadDevices(file);
  // Devices beyond the count rest in the file for a later, larger run.
  const keep = (devices: readonly DeviceIdentity[]) => saveDevices(file, [...devices, ...known.slice(options.count)]);
  const stop = stopOnSignals();

  const fleet = new SimulatedFleet(await registerFleet(options, known, keep, stop.signal), options);
  const progress = options.asJson
    ? null
    : showProgress(process.stdout, () => describeProgress(fleet.summarize(), fleet.tally.currentRate()));
  fleet.start();
  await untilOver(fleet, options.durationSeconds, stop.signal, keep);
  progress?.stop();
  await fleet.stop();
  await keep(fleet.identities);
  stop.release();

  const summary = fleet.summarize();
  process.stdout.write(`${options.asJson ? JSON.stringify(summary) : describeSummary(summary)}\n`);
  if (isUnknownFleet(fleet)) throw new ApiError(`The server knows none of these devices. Delete ${file}.`, 401, null);
}

async function registerFleet(
  options: SimulationOptions,
  known: readonly DeviceIdentity[],
  keep: (devices: readonly DeviceIdentity[]) => Promise<void>,
  signal: AbortSignal,
): Promise<DeviceIdentity[]> {
  const missing = options.count - known.length;
  if (missing > 0 && !options.asJson) process.stdout.write(`Registering ${missing} devices …\n`);
  const api = new Api(options.url, options.token, { triesMax: REGISTRATION_TRIES, signal });
  return registerMissing(api, known, options, { keep, signal });
}

async function untilOver(
  fleet: SimulatedFleet,
  durationSeconds: number | null,
  signal: AbortSignal,
  keep: (devices: readonly DeviceIdentity[]) => Promise<void>,
): Promise<void> {
  const endsAt = durationSeconds === null ? Infinity : performance.now() + durationSeconds * 1000;
  let keepAt = performance.now() + KEEP_MILLIS;
  while (!signal.aborted && performance.now() < endsAt && !isUnknownFleet(fleet)) {
    await sleep(LOOK_MILLIS, undefined, { signal }).catch(() => {}); // Aborted: the loop ends.
    if (performance.now() < keepAt) continue;
    await keep(fleet.identities);
    keepAt = performance.now() + KEEP_MILLIS;
  }
}

function isUnknownFleet(fleet: SimulatedFleet): boolean {
  const { devices, offline, refused } = fleet.summarize();
  return refused > 0 && refused >= devices - offline;
}

/** The first signal ends the simulation in order; a second one ends the process. */
function stopOnSignals(): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const onSignal = () => {
    release();
    controller.abort();
  };
  const release = () => {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, onSignal);
  };
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, onSignal);
  return { signal: controller.signal, release };
}
