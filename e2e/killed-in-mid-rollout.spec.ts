import { Api } from "#lib/client/api.ts";
import { registerFleet } from "./support/device.ts";
import { Registry } from "./support/registry.ts";
import { awaitStatus, idsOffered, makePolicy } from "./support/rollouts.ts";
import { Server } from "./support/server.ts";
import { expect, test } from "./support/test.ts";

test("killed at any moment, a rollout goes on and no acknowledged report is lost", async () => {
  test.setTimeout(480_000);
  const registry = await Registry.start();
  const server = await Server.start({ SLIPWAY_REGISTRY_INSECURE: registry.host });
  const api = new Api(server.url, server.token, { triesMax: 5 });
  const devices = await registerFleet(api, "storm", 8);
  await makePolicy(api, { name: "Storm", imagePattern: `${registry.host}/acme/storm`, batches: [25, 50, 100] });
  const { rollouts } = await registry.push(api, "acme/storm", "1.0.0");
  const rolloutId = rollouts[0]!;

  const restart = async () => {
    await server.kill();
    await server.run();
  };
  await restart();

  const healthy = new Set<string>();
  const actionOf = new Map<string, number>();
  for (const size of [2, 2, 4]) {
    await expect.poll(async () => (await idsOffered(api, rolloutId)).size, { timeout: 30_000 }).toBe(size);
    const offered = await idsOffered(api, rolloutId);
    for (const [index, device] of devices.filter(({ id }) => offered.has(id)).entries()) {
      const { action } = await device.poll();
      actionOf.set(device.id, action!.id);
      await device.report({ actionId: action!.id, status: "accepted" });
      if (index === 0) await restart();
      expect((await device.poll()).action?.id, "the same action after the restart").toBe(actionOf.get(device.id));
      await device.report({ actionId: action!.id, status: "healthy" });
      healthy.add(device.id);
    }
    await restart();
    const { items } = await api.call<{ items: { deviceId: string }[] }>({
      method: "GET",
      path: `/api/v1/rollouts/${rolloutId}/devices`,
      query: { status: "healthy" },
    });
    expect(new Set(items.map((item) => item.deviceId))).toEqual(healthy);
  }
  const rollout = await awaitStatus(api, rolloutId, "completed");
  expect(rollout.counts.healthy).toBe(8);

  await server.remove();
  registry.close();
});

test("a second start on the same data folder is refused, and the first one goes on", async () => {
  const server = await Server.start();
  const answer = await server.startAnother();
  expect(answer.code).toBe(1);
  expect(answer.output).toMatch(/in use by another Slipway/);
  expect((await fetch(`${server.url}/ready`)).status).toBe(200);
  await server.remove();
});
