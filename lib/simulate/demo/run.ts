import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Api } from "#lib/client/api.ts";
import { loadConfig, type Config } from "#lib/kernel/config.ts";
import { registerMissing } from "#lib/simulate/register.ts";
import { SimulatedFleet } from "#lib/simulate/fleet.ts";
import { loadDevices, saveDevices, stateFileFor } from "#lib/simulate/state-file.ts";
import { declareDemo, DEMO_FLEET, DEMO_PRODUCT, DEMO_REPOSITORY } from "#lib/simulate/demo/declare.ts";
import { DemoRegistry } from "#lib/simulate/demo/registry.ts";
import { refuseTakenPort, startServer, waitUntilReady } from "#lib/simulate/demo/server.ts";
import { loadDemoState, saveDemoState, type DemoState } from "#lib/simulate/demo/state.ts";
import { tellStory } from "#lib/simulate/demo/story.ts";
import { FIRST_VERSION, isBadPush, versionOfPush, versionsUpTo } from "#lib/simulate/rules/demo-versions.ts";
import type { Behavior } from "#lib/simulate/rules/plan.ts";

const POLL_SECONDS = 5;
const UPDATE_SECONDS = 16;
const FAIL_RATE = 0.02;
const CONCURRENCY = 16;

/** Starts a server, a registry and a fleet, and pushes one version after another until somebody stops it. */
export async function runDemo(options: { program: string; devices: number }): Promise<number> {
  const config = loadConfig();
  await refuseTakenPort(config);
  const state = await loadDemoState(config.dataDir);
  const registry = new DemoRegistry();
  const host = await registry.listen(state.registryPort);
  state.registryPort = Number(host.split(":")[1]);
  for (const version of versionsUpTo(state.pushes)) registry.push(DEMO_REPOSITORY, version);
  await saveDemoState(config.dataDir, state);

  const stopping = new AbortController();
  let signal: NodeJS.Signals = "SIGTERM";
  const onSignal = (received: NodeJS.Signals) => {
    signal = received;
    stopping.abort();
  };
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(name, onSignal);

  const server = startServer(options.program, serverEnvironment(config, state, host));
  void server.ended.then(() => stopping.abort());
  try {
    const url = urlOf(config);
    if (await waitUntilReady(url, server)) {
      await play({ url, config, state, registry, host, devices: options.devices, signal: stopping.signal });
    }
  } catch (error) {
    // Whoever stops the demo cuts calls that were under way.
    if (!stopping.signal.aborted) throw error;
  } finally {
    registry.close();
    await server.stop(signal);
  }
  return server.ended;
}

interface Stage {
  url: string;
  config: Config;
  state: DemoState;
  registry: DemoRegistry;
  host: string;
  devices: number;
  signal: AbortSignal;
}

/** Raises the fleet and tells the story until the signal comes. */
async function play(stage: Stage): Promise<void> {
  const { url, config, state, registry, host, signal } = stage;
  const api = new Api(url, state.token, { triesMax: 10, signal });
  const image = `${host}/${DEMO_REPOSITORY}`;
  await declareDemo(api, image);

  const folder = path.join(config.dataDir, "demo-devices");
  const file = stateFileFor(folder, url, DEMO_FLEET);
  const keep = (devices: Parameters<typeof saveDevices>[1]) => saveDevices(file, devices);
  const apps = {
    [DEMO_PRODUCT]: { image, version: FIRST_VERSION, digest: registry.push(DEMO_REPOSITORY, FIRST_VERSION) },
  };
  const registration = { fleet: DEMO_FLEET, count: stage.devices, seed: "demo", apps };
  const identities = await registerMissing(api, await loadDevices(file), registration, { keep, signal });

  const failVersions = new Set<string>();
  for (let push = 0; push < state.pushes; push++) if (isBadPush(push)) failVersions.add(versionOfPush(push));
  const fleet = new SimulatedFleet(identities, {
    url,
    behavior: demoBehavior(failVersions),
    seed: "demo",
    pollSeconds: POLL_SECONDS,
    concurrency: CONCURRENCY,
  });
  fleet.start();
  try {
    // Every device says once what it runs, so that the overview starts complete.
    await sleep(2 * POLL_SECONDS * 1000, undefined, { signal }).catch(() => {});
    await tellStory({
      api,
      registry,
      host,
      // The name under which the server says that it is ready: a session belongs to one name.
      pagesUrl: config.publicUrl ?? `http://localhost:${config.port}`,
      state,
      failVersions,
      signal,
      devices: identities.length,
      save: () => saveDemoState(config.dataDir, state),
    });
  } finally {
    await fleet.stop();
    await keep(fleet.identities);
  }
}

function demoBehavior(failVersions: ReadonlySet<string>): Behavior {
  return {
    updateSeconds: UPDATE_SECONDS,
    failRate: FAIL_RATE,
    silentRate: 0,
    slowRate: 0,
    offlineRate: 0,
    failVersions,
  };
}

/** What the person set stays; the demo adds its secrets and its registry, and lets time pass quicker. */
function serverEnvironment(config: Config, state: DemoState, host: string): NodeJS.ProcessEnv {
  const { env } = process;
  return {
    ...env,
    LOG_LEVEL: env.LOG_LEVEL ?? "warn",
    SLIPWAY_TICK_SECONDS: env.SLIPWAY_TICK_SECONDS ?? "2",
    SLIPWAY_POLL_SECONDS: env.SLIPWAY_POLL_SECONDS ?? String(POLL_SECONDS),
    SLIPWAY_BOOTSTRAP_TOKEN: state.token,
    DOCKER_WEBHOOK_SECRET: [...config.dockerWebhookSecrets, state.webhookSecret].join(","),
    SLIPWAY_REGISTRY_INSECURE: [...config.insecureRegistries, host].join(","),
  };
}

const ANY_ADDRESS = new Set(["0.0.0.0", "::", "[::]"]);

function urlOf({ host, port }: Config): string {
  return `http://${ANY_ADDRESS.has(host) ? "127.0.0.1" : host}:${port}`;
}
