import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
// Without a page: the suite's own server and browser would only be started for nothing.
import { expect, test } from "@playwright/test";
import { DockerDriver } from "#lib/agent/docker/driver.ts";
import { DockerodeEngine } from "#lib/agent/docker/dockerode-engine.ts";
import type { Around } from "#lib/agent/driver.ts";
import type { Action } from "#lib/agent/rules/action.ts";
import { agentFile } from "#lib/agent/rules/options.ts";
import { BUSYBOX, ContainerEngine, whyNoContainerEngine } from "./support/container-engine.ts";
import { DockerRegistry, whyNoDockerRegistry } from "./support/docker-registry.ts";

let registry: DockerRegistry;
let podman: ContainerEngine;
let engine: DockerodeEngine;
let folder: string;
const opened: { remove(): Promise<void> }[] = [];

test.beforeAll(async () => {
  const reason = (await whyNoDockerRegistry()) ?? (await whyNoContainerEngine());
  test.skip(reason !== null, reason ?? undefined);
  registry = await DockerRegistry.prepare();
  opened.push(registry);
  // Nobody listens to its notifications here.
  await registry.run("http://127.0.0.1:9", "none");
  podman = await ContainerEngine.start(registry.host);
  opened.push(podman);
  engine = new DockerodeEngine({ socketPath: podman.socket }, null);
  folder = await mkdtemp(path.join(os.tmpdir(), "slipway-e2e-driver-"));
  opened.push({ remove: () => rm(folder, { recursive: true, force: true }) });
});
test.afterAll(async () => {
  for (const thing of opened.reverse()) await thing.remove();
});

const repository = () => `${registry.host}/acme/box`;
const waits = [BUSYBOX, "sh", "-c", "trap 'exit 0' TERM; while true; do sleep 0.1; done"];

/** An image that waits, with busybox under every name that it needs. */
function push(tag: string, config: Record<string, unknown> = {}): Promise<string> {
  const files = { "version.txt": tag };
  return registry.pushImage({
    repository: "acme/box",
    tag,
    files,
    programs: [BUSYBOX],
    config: { Cmd: waits, ...config },
  });
}

const around: Around = {
  log: { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} },
  signal: new AbortController().signal,
  untouchedSignal: new AbortController().signal,
  sleep: async () => {},
  progress: async () => {},
  installed: async () => {},
};

/** Not every machine lets Podman make networks; what it says is the reason for skipping. */
function faultOf(work: Promise<unknown>): Promise<string | null> {
  return work.then(
    () => null,
    (error: unknown) => String(error),
  );
}

test("pulls by digest and says why it cannot", async () => {
  const digest = await push("1.0.0");
  const lines: string[] = [];
  const options = { onLine: ({ status = "" }) => lines.push(status), signal: new AbortController().signal };
  await engine.pull(`${repository()}@${digest}`, options);
  expect(lines).toContain("Download complete");
  const image = await engine.inspectImage(`${repository()}@${digest}`);
  expect(image?.RepoTags ?? []).toEqual([]);
  await engine.removeImage(image!.Id);
  expect(await engine.inspectImage(`${repository()}@${digest}`)).toBeNull();

  await expect(engine.pull(`${repository()}@sha256:${"0".repeat(64)}`, options)).rejects.toThrow(/manifest unknown/);
  await expect(engine.pull("127.0.0.1:9/acme/box:1", options)).rejects.toThrow(/connection refused/);
});

test("runs commands in containers, asks their own health checks, and reads what they wrote", async () => {
  const digest = await push("1.1.0");
  const reference = `${repository()}@${digest}`;
  await engine.pull(reference, { onLine: () => {}, signal: new AbortController().signal });
  const host = { NetworkMode: "host" };
  const Healthcheck = { Test: ["CMD", BUSYBOX, "true"], Interval: 3_600_000_000_000 };
  await engine.create("box", { Image: reference, HostConfig: host, Healthcheck, Labels: { "slipway.product": "box" } });
  const [created] = await engine.find({ product: "box", names: ["box", "nobody"] });
  expect(created).toMatchObject({ name: "box", isRunning: false });
  const { id } = created!;
  await engine.start(id);
  await engine.start(id);
  expect(await engine.stateOf(id)).toMatchObject({ isRunning: true, health: "starting" });
  // Podman needs help where no systemd starts health checks.
  await engine.runHealthcheck(id);
  expect(await engine.stateOf(id)).toMatchObject({ health: "healthy" });
  await engine.rename(id, "box.slipway-old");
  expect(await engine.products()).toEqual(["box"]);

  const signal = AbortSignal.timeout(20_000);
  const said = await engine.execute(id, [BUSYBOX, "sh", "-c", "echo well; exit 3"], signal);
  expect(said).toEqual({ exitCode: 3, output: "well" });
  await engine.stop(id, 5);
  await engine.stop(id, 5);
  await engine.remove(id);
  await engine.remove(id);
  expect(await engine.stateOf(id)).toBeNull();

  await engine.create("words", { Image: reference, HostConfig: host, Cmd: [BUSYBOX, "sh", "-c", "echo last; exit 4"] });
  await engine.start("words");
  await expect.poll(async () => (await engine.stateOf("words"))?.exitCode).toBe(4);
  expect(await engine.tail("words")).toBe("last");
  await engine.remove("words");
});

test("gives the new container the old one's networks, ports and volumes", async () => {
  const network = await faultOf(podman.docker.createNetwork({ Name: "shop" }));
  test.skip(network !== null, `Podman makes no networks here: ${network}`);
  const [before, after] = [
    await push("2.0.0", { Volumes: { "/data": {} } }),
    await push("2.1.0", { Volumes: { "/data": {} } }),
  ];
  await engine.pull(`${repository()}@${before}`, { onLine: () => {}, signal: new AbortController().signal });
  await engine.create("net", {
    Image: `${repository()}@${before}`,
    Labels: { "slipway.product": "net" },
    ExposedPorts: { "80/tcp": {} },
    HostConfig: { NetworkMode: "shop", PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: "0" }] } },
    NetworkingConfig: { EndpointsConfig: { shop: { Aliases: ["till"] } } },
  });
  const start = await faultOf(engine.start("net"));
  test.skip(start !== null, `Podman starts nothing in a network here: ${start}`);
  const old = await engine.inspect("net");

  const driver = new DockerDriver({
    ...{ engine, dataDir: folder, deviceAddress: "127.0.0.1", device: { id: "d", name: "d" }, previousKept: 0 },
    file: agentFile.parse({ products: { net: { stopTimeoutSeconds: 1 } } }),
  });
  const action: Action = {
    ...{ id: 1, kind: "update", product: "net", image: repository(), digest: after, version: "2.1.0", artifacts: [] },
  };
  await driver.apps();
  let advance = await driver.advance(driver.begin(action), around);
  while (advance.kind === "on") advance = await driver.advance(advance.work, around);
  expect(advance.ending).toEqual({ kind: "done" });

  const info = await engine.inspect("net");
  expect(info.Id).not.toBe(old.Id);
  expect(info.State.Running).toBe(true);
  expect(info.HostConfig.PortBindings).toEqual(old.HostConfig.PortBindings);
  expect(Object.keys(info.NetworkSettings.Networks)).toEqual(["shop"]);
  expect(info.NetworkSettings.Networks.shop?.Aliases).toContain("till");
  const volumes = (of: typeof info) => of.Mounts.map(({ Name, Destination }) => [Name, Destination]);
  expect(volumes(info)).toEqual(volumes(old));

  await driver.apps();
  await driver.tidy(around.log);
  expect(await engine.inspectImage(`${repository()}@${before}`)).toBeNull();
  await engine.remove(info.Id);
});
