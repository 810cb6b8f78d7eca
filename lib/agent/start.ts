import os from "node:os";
import path from "node:path";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { Agent } from "#lib/agent/agent.ts";
import { makeFolder } from "#lib/agent/disk.ts";
import { enroll, readIdentity, type IdentityOptions, type Introduction } from "#lib/agent/identity.ts";
import { makeLog, type Log } from "#lib/agent/log.ts";
import { Outbox } from "#lib/agent/outbox.ts";
import { agentFile, type AgentFile } from "#lib/agent/rules/options.ts";
import { AgentError } from "#lib/agent/trouble.ts";
import { lockFolder } from "#lib/kernel/folder-lock.ts";
import type { Driver } from "#lib/agent/driver.ts";
import type { Identity } from "#lib/simulate/speaker.ts";

export interface StartOptions extends IdentityOptions {
  driver: "docker" | "files";
  name: string;
  tags: string[];
  /** The file with what the operator says of the products; null where there is none. */
  configFile: string | null;
  dockerHost: string | null;
  deviceAddress: string;
  applyScript: string | null;
  applyTimeoutSeconds: number;
  previousKept: number;
  patienceSeconds: number;
  agentVersion: string;
  once: boolean;
  isVerbose: boolean;
}

/** Runs the agent until it is told to stop. Throws AgentError with a sentence for the person who started it. */
export async function startAgent(options: StartOptions): Promise<void> {
  const log = makeLog({
    write: (line) => process.stdout.write(line),
    forJournal: process.env.JOURNAL_STREAM !== undefined,
    isVerbose: options.isVerbose,
    now: () => new Date(),
  });
  const file = await readConfigFile(options.configFile);
  await openDataDir(options.dataDir);
  const unlock = await lockFolder(options.dataDir, "--data-dir");
  const stop = stopOnSignals(log);
  try {
    await serve(options, file, log, stop.signal);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    stop.release();
    await unlock();
  }
}

async function serve(options: StartOptions, file: AgentFile, log: Log, signal: AbortSignal): Promise<void> {
  const attributes = hostAttributes(options);
  const introduction: Introduction = { name: options.name, tags: options.tags, attributes };
  const random = () => Math.random();
  const identity = (await readIdentity(options)) ?? (await enroll(options, introduction, { log, random, signal }));
  const agent = new Agent<unknown>({
    identity,
    identityOptions: options,
    driver: await makeDriver(options, file, identity),
    outbox: await Outbox.open(options.dataDir),
    log,
    attributes,
    patienceMillis: options.patienceSeconds * 1000,
    random,
  });
  log.info("Started", { device: identity.id, server: options.server, driver: options.driver, data: options.dataDir });
  await (options.once ? agent.runOnce(signal) : agent.run(signal));
  log.info("Stopped");
}

/** Each driver is loaded by itself: a host without containers needs no container library. */
async function makeDriver(options: StartOptions, file: AgentFile, identity: Identity): Promise<Driver<unknown>> {
  const { deviceAddress, previousKept, dataDir } = options;
  const shared = { dataDir, file, deviceAddress, previousKept, device: { id: identity.id, name: options.name } };
  if (options.driver === "files") {
    const { FilesDriver } = await import("#lib/agent/files/driver.ts");
    if (options.applyScript === null) throw new AgentError("The driver files needs --apply-script.");
    return new FilesDriver({
      ...shared,
      script: path.resolve(options.applyScript),
      scriptTimeoutMillis: options.applyTimeoutSeconds * 1000,
      server: options.server,
      readToken: async () => (await readIdentity(options))?.token ?? identity.token,
    });
  }
  const [{ DockerDriver }, { DockerodeEngine }, { connectionTo, findAuthFile }] = await Promise.all([
    import("#lib/agent/docker/driver.ts"),
    import("#lib/agent/docker/dockerode-engine.ts"),
    import("#lib/agent/docker/connect.ts"),
  ]);
  const engine = new DockerodeEngine(connectionTo(options.dockerHost, process.env), findAuthFile(process.env));
  return new DockerDriver({ ...shared, engine });
}

function hostAttributes({ name, agentVersion, driver }: StartOptions): Record<string, string> {
  return {
    hostname: os.hostname(),
    name,
    architecture: os.arch(),
    kernel: `${os.type()} ${os.release()}`,
    agent: agentVersion,
    driver,
  };
}

async function readConfigFile(file: string | null): Promise<AgentFile> {
  if (file === null) return agentFile.parse({});
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new AgentError(`The configuration ${file} cannot be read: ${(error as Error).message}`);
  }
  const read = agentFile.safeParse(content);
  if (read.success) return read.data;
  throw new AgentError(`The configuration ${file} cannot be used:\n${z.prettifyError(read.error)}`);
}

async function openDataDir(dataDir: string): Promise<void> {
  try {
    await makeFolder(dataDir);
  } catch (error) {
    throw new AgentError(
      `The data folder ${dataDir} cannot be made: ${(error as Error).message}. Choose another with --data-dir.`,
    );
  }
}

/** The first signal stops in order; a second one ends the process at once, which loses nothing either. */
function stopOnSignals(log: Log): { signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const onSignal = (name: NodeJS.Signals) => {
    release();
    log.info("Stopping", { signal: name });
    controller.abort();
  };
  const release = () => {
    for (const name of ["SIGINT", "SIGTERM"] as const) process.off(name, onSignal);
  };
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, onSignal);
  return { signal: controller.signal, release };
}
