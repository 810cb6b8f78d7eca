import { registerFleet, type Device } from "./support/device.ts";
import { awaitStatus, idsOffered, makePolicy, readRollout } from "./support/rollouts.ts";
import { expect, test } from "./support/test.ts";

const PREVIOUS = { image: "acme/old", digest: `sha256:${"1".repeat(64)}`, version: "1.0.0" };

async function settle(devices: readonly Device[], product: string): Promise<void> {
  for (const device of devices) await device.report({ apps: { [product]: PREVIOUS } });
}

test("a bad release pauses over the limit, and an operator rolls it back", async ({
  api,
  registry,
  operatorPage: page,
}) => {
  const devices = await registerFleet(api, "quay", 4);
  await settle(devices, "crane");
  const image = `${registry.host}/acme/crane`;
  await makePolicy(api, {
    name: "Cranes",
    imagePattern: image,
    batches: [50, 100],
    deviceFilter: { fleets: ["quay"] },
  });
  const push = await registry.push(api, "acme/crane", "2.0.0");
  const rolloutId = push.rollouts[0]!;
  await page.goto(`/rollouts/${rolloutId}`);

  await test.step("one healthy and one failed device of the first batch are above the limit", async () => {
    await expect.poll(async () => (await idsOffered(api, rolloutId)).size).toBe(2);
    const offered = await idsOffered(api, rolloutId);
    const [good, bad] = devices.filter(({ id }) => offered.has(id));
    await good!.update();
    await bad!.fail("the crane does not turn");
    await expect(page.getByText("Paused", { exact: true }).first()).toBeVisible();
    await expect(page.getByText(/Failure rate .*above the limit/).first()).toBeVisible();
  });

  await test.step("nobody else is offered it", async () => {
    const rollout = await readRollout(api, rolloutId);
    expect(rollout.counts).toMatchObject({ pending: 2, scheduled: 0 });
  });

  await test.step("the roll-back names how many devices it touches and takes a reason", async () => {
    await page.getByRole("button", { name: "Roll back", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Reason").fill("Cranes stand still");
    await dialog.getByRole("button", { name: "Roll back 2 devices" }).click();
    await expect(page.getByText("Rolling back", { exact: true }).first()).toBeVisible();
  });

  await test.step("the devices go back to what they ran", async () => {
    const goingBack = new Set(
      (await readRollout(api, rolloutId)).batches[0]!.deviceCount === 2 ? devices.map(({ id }) => id) : [],
    );
    for (const device of devices.filter(({ id }) => goingBack.has(id))) {
      if ((await device.poll()).action === null) continue;
      const action = await device.update();
      expect(action).toMatchObject({ kind: "rollback", digest: PREVIOUS.digest, version: PREVIOUS.version });
    }
    await expect(page.getByText("Rolled back", { exact: true }).first()).toBeVisible();
    const rollout = await awaitStatus(api, rolloutId, "rolledBack");
    expect(rollout.counts.rolledBack).toBe(2);
  });

  await test.step("the digest is held: the same push brings nothing back", async () => {
    const held = await registry.push(api, "acme/crane", "2.0.0");
    expect(held.status).not.toBe("accepted");
    const again = await registry.announce(api, { repository: "acme/crane", tag: "2.0.1", digest: push.digest });
    expect(again).toMatchObject({ status: "ignored" });
    expect(again.reason).toMatch(/held/i);
  });
});

test("with automatic rollback, a bad release takes itself back", async ({ api, registry, operatorPage: page }) => {
  const devices = await registerFleet(api, "lock", 3);
  await settle(devices, "sluice");
  await makePolicy(api, {
    name: "Sluices",
    imagePattern: `${registry.host}/acme/sluice`,
    batches: [100],
    autoRollbackEnabled: true,
    deviceFilter: { fleets: ["lock"] },
  });
  const push = await registry.push(api, "acme/sluice", "3.0.0");
  const rolloutId = push.rollouts[0]!;
  await page.goto(`/rollouts/${rolloutId}`);
  await expect.poll(async () => (await idsOffered(api, rolloutId)).size).toBe(3);

  await devices[0]!.update();
  await devices[1]!.fail();
  const rollout = await awaitStatus(api, rolloutId, "rollingBack", "rolledBack");
  expect(rollout.statusReason).toMatch(/above the limit/);

  for (const device of devices) {
    await expect
      .poll(async () => {
        const { action } = await device.poll();
        if (action?.kind === "rollback") await device.update();
        return (await readRollout(api, rolloutId)).status;
      })
      .toMatch(/rollingBack|rolledBack/);
  }
  await awaitStatus(api, rolloutId, "rolledBack");
  await expect(page.getByText("Rolled back", { exact: true }).first()).toBeVisible();
  expect((await devices[0]!.poll()).apps.sluice).toMatchObject({ version: PREVIOUS.version });

  const { items } = await api.call<{ items: { type: string }[] }>({
    method: "GET",
    path: `/api/v1/rollouts/${rolloutId}/events`,
    query: { limit: 200 },
  });
  const types = items.map((event) => event.type);
  for (const type of [
    "device_failed",
    "rollout_paused",
    "rollout_rolling_back",
    "release_held",
    "rollout_rolled_back",
  ]) {
    expect(types).toContain(type);
  }
});
