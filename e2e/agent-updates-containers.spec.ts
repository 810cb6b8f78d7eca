import { setTimeout as sleep } from "node:timers/promises";
// Without a page: the suite's own server and browser would only be started for nothing.
import { expect, test } from "@playwright/test";
import { Api } from "#lib/client/api.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";
import { AgentProcess } from "./support/agent.ts";
import { BUSYBOX, ContainerEngine, whyNoContainerEngine } from "./support/container-engine.ts";
import { DockerRegistry, whyNoDockerRegistry } from "./support/docker-registry.ts";
import { awaitStatus, makePolicy } from "./support/rollouts.ts";
import { findFreePort, Server, webhookSecret } from "./support/server.ts";

const REPOSITORY = "acme/kiosk";

/** What a story has started ends with it, also when it fails. */
const opened: { remove(): Promise<void> }[] = [];
const open = <Thing extends { remove(): Promise<void> }>(thing: Thing): Thing => {
  opened.push(thing);
  return thing;
};
test.afterEach(async () => {
  for (const thing of opened.splice(0).reverse()) await thing.remove();
});

test("the agent updates a container on Podman, takes bad images back, and goes on after every cut", async () => {
  test.setTimeout(300_000);
  const reason = (await whyNoDockerRegistry()) ?? (await whyNoContainerEngine());
  test.skip(reason !== null, reason ?? undefined);

  const registry = open(await DockerRegistry.prepare());
  const engine = open(await ContainerEngine.start(registry.host));
  const server = open(await Server.start({ SLIPWAY_REGISTRY_INSECURE: registry.host }));
  await registry.run(server.url, webhookSecret);
  const api = new Api(server.url, server.token);
  const image = `${registry.host}/${REPOSITORY}`;
  const port = await findFreePort();

  const push = (version: string, run = "exec /bin/busybox httpd -f -p $PORT -h /www") =>
    registry.pushImage({
      ...{ repository: REPOSITORY, tag: version, programs: [BUSYBOX] },
      files: { "www/index.html": `kiosk ${version}` },
      config: { Cmd: [BUSYBOX, "sh", "-c", run], Labels: { "org.opencontainers.image.version": version } },
    });
  const answers = () =>
    fetch(`http://127.0.0.1:${port}/`).then(
      (answer) => answer.text(),
      () => "nothing",
    );
  const serves = (version: string) => expect.poll(answers, { timeout: 60_000 }).toBe(`kiosk ${version}`);
  const newestRollout = async () => {
    const { items } = await api.call<{ items: RolloutView[] }>({ method: "GET", path: "/api/v1/rollouts" });
    return items[0];
  };
  const rolloutOf = async (version: string) => {
    await expect.poll(async () => (await newestRollout())?.toVersion, { timeout: 30_000 }).toBe(version);
    return (await newestRollout())!.id;
  };

  await push("1.0.0");
  await engine.docker.pull(`${image}:1.0.0`).then((stream) => {
    return new Promise((resolve) => engine.docker.modem.followProgress(stream, resolve));
  });
  const made = await engine.docker.createContainer({
    name: "kiosk",
    Image: `${image}:1.0.0`,
    Env: [`PORT=${port}`],
    Labels: { "slipway.product": "kiosk", owner: "shop-7" },
    HostConfig: { NetworkMode: "host", Binds: ["kiosk-data:/data"], RestartPolicy: { Name: "always" } },
  });
  await made.start();
  await serves("1.0.0");

  await api.call({ method: "POST", path: "/api/v1/fleets", body: { name: "kiosks" } });
  const { token } = await api.call<{ token: string }>({
    method: "POST",
    path: "/api/v1/fleets/kiosks/enrollment-tokens",
    body: { name: "Story" },
  });
  const agent = open(
    await AgentProcess.start({
      ...{ server: server.url, enrollmentToken: token, name: "kiosk-1" },
      args: ["--docker-host", `unix://${engine.socket}`],
      config: { products: { kiosk: { stopTimeoutSeconds: 1 } } },
    }),
  );
  await agent.says(/Enrolled/);
  await makePolicy(api, {
    name: "Kiosks",
    imagePattern: `${registry.host}/acme/*`,
    batches: [100],
    deviceFilter: { fleets: ["kiosks"] },
    healthCheckConfig: {
      ...{ type: "http", endpoint: `http://{device_ip}:${port}/`, expectedBody: "kiosk" },
      ...{ gracePeriodSeconds: 0, intervalSeconds: 1, retries: 5, timeoutSeconds: 2 },
    },
  });

  await test.step("a pushed image takes the old one's place, with the old one's configuration", async () => {
    const digest = await push("1.1.0");
    await awaitStatus(api, await rolloutOf("1.1.0"), "completed");
    expect(await answers()).toBe("kiosk 1.1.0");
    const info = await engine.docker.getContainer("kiosk").inspect();
    expect(info.Config.Env).toContain(`PORT=${port}`);
    expect(info.Config.Labels).toMatchObject({ owner: "shop-7", "slipway.digest": digest });
    expect(info.HostConfig.Binds?.[0]).toContain("kiosk-data:/data");
    expect(info.HostConfig.RestartPolicy).toMatchObject({ Name: "always" });
    expect(info.HostConfig.NetworkMode).toBe("host");
    expect(await engine.docker.listContainers({ all: true })).toHaveLength(1);
  });

  await test.step("an image that does not serve is taken back by the device itself", async () => {
    await push("1.2.0", "echo no configuration; exit 1");
    const id = await rolloutOf("1.2.0");
    await expect
      .poll(async () => (await readDevices(api, id)).map(({ status }) => status), { timeout: 60_000 })
      .toEqual(["rolledBack"]);
    expect((await readDevices(api, id))[0]?.reason).toMatch(/no configuration|exit code 1|restarted/);
    await serves("1.1.0");
    expect(await engine.docker.listContainers({ all: true })).toHaveLength(1);
  });

  await test.step("killed in mid-update together with its containers, the agent goes on where it was", async () => {
    await push("1.3.0");
    await agent.says(/Putting the release in place/);
    await agent.kill();
    await engine.killContainers();
    agent.run();
    await awaitStatus(api, await rolloutOf("1.3.0"), "completed");
    await serves("1.3.0");
    expect(await engine.docker.listContainers({ all: true })).toHaveLength(1);
  });

  await test.step("while the registry is down the update waits, and is done when the registry is back", async () => {
    expect(await agent.stop()).toBe(0);
    await push("1.4.0");
    const id = await rolloutOf("1.4.0");
    await expect.poll(async () => (await readDevices(api, id))[0]?.status).toBe("scheduled");
    await registry.stop();
    agent.run();
    await agent.says(/tried again/);
    expect(await answers()).toBe("kiosk 1.3.0");
    await registry.run(server.url, webhookSecret);
    await awaitStatus(api, id, "completed");
    await serves("1.4.0");
  });

  await test.step("while the engine's API is away the agent waits for it as well", async () => {
    await engine.stop();
    await push("1.5.0");
    await agent.says(/cannot be reached/);
    await engine.run();
    await awaitStatus(api, await rolloutOf("1.5.0"), "completed");
    await serves("1.5.0");
  });

  await test.step("an operator's rollback brings the release before back, from what is kept on the host", async () => {
    await registry.stop();
    const id = await rolloutOf("1.5.0");
    await api.call({ method: "POST", path: `/api/v1/rollouts/${id}/rollback`, body: { reason: "Story" } });
    await serves("1.4.0");
    await awaitStatus(api, id, "rolledBack");
  });

  await test.step("old images do not pile up", async () => {
    await sleep(1_000);
    const images = await engine.docker.listImages();
    expect(images.length).toBeLessThanOrEqual(3);
  });
});

function readDevices(api: Api, rolloutId: string) {
  const path = `/api/v1/rollouts/${rolloutId}/devices`;
  return api
    .call<{ items: { status: string; reason: string | null }[] }>({ method: "GET", path })
    .then(({ items }) => items);
}
