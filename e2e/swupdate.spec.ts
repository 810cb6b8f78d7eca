import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { BadLine } from "./support/bad-line.ts";
import { Firmware, readPlace } from "./support/firmware.ts";
import { Hawkbit } from "./support/hawkbit.ts";
import { idsOffered, readRollout } from "./support/rollouts.ts";
import { SwuMaker } from "./support/swu.ts";
import { SwupdateDevice, whyNoSwupdate, type Connection } from "./support/swupdate.ts";
import { expect, test } from "./support/test.ts";

const MEGABYTE = 1024 * 1024;
const content = randomBytes(2 * MEGABYTE);

/** Daemons take their time, more of it where the machine is busy. */
const eventually = expect.configure({ timeout: 60_000 });
test.describe.configure({ timeout: 240_000 });

let maker: SwuMaker | undefined;
const devices: SwupdateDevice[] = [];

test.beforeAll(async () => {
  const reason = await whyNoSwupdate();
  test.skip(reason !== null, reason ?? undefined);
  maker = await SwuMaker.start();
});

test.afterEach(async ({}, testInfo) => {
  const hasFailed = testInfo.status !== testInfo.expectedStatus;
  for (const device of devices.splice(0)) {
    if (hasFailed) await testInfo.attach("swupdate", { body: device.output, contentType: "text/plain" });
    await device.remove();
  }
});

test.afterAll(() => maker?.remove());

function makeUpdate(more: { sha256?: string } = {}): Promise<Buffer> {
  return maker!.make({ version: "2.0.0", content, ...more });
}

async function switchOn(connection: Omit<Connection, "certificate">): Promise<SwupdateDevice> {
  const device = await SwupdateDevice.prepare({ ...connection, certificate: maker!.certificate });
  devices.push(device);
  device.start();
  return device;
}

test("firmware is installed batch by batch, and counts once each device has restarted with it", async ({
  server,
  api,
}) => {
  const firmware = await Firmware.declare(server, "gate");
  const targets = [await firmware.addTarget(1), await firmware.addTarget(2)];
  const rolloutId = await firmware.rollOut("2.0.0", await makeUpdate(), {
    batches: [50, 100],
  });
  const daemons = await Promise.all(
    targets.map(async (target) => ({ target, device: await switchOn({ url: server.url, ...target }) })),
  );

  await eventually.poll(async () => (await idsOffered(api, rolloutId)).size).toBeGreaterThan(0);
  let first = "";
  for (let batch = 0; batch < 2; batch++) {
    let done: (typeof daemons)[number] | undefined;
    await test.step(`the device of batch ${batch + 1} installs it and waits for its restart`, async () => {
      await eventually
        .poll(async () => {
          for (const daemon of daemons) {
            const place = await readPlace(api, rolloutId, daemon.target);
            if (place?.waitingFor === "confirmation") done = daemon;
          }
          return done !== undefined;
        })
        .toBe(true);
      expect(await readPlace(api, rolloutId, done!.target)).toMatchObject({ status: "updating", batchIndex: batch });
      expect(await done!.device.readInstalled()).toEqual(content);
    });

    await test.step("nobody else begins meanwhile", async () => {
      const { currentBatch, counts } = await readRollout(api, rolloutId);
      expect(currentBatch).toBe(batch);
      expect(counts).toMatchObject({ updating: 1, healthy: batch });
    });

    await test.step("the new system starts and confirms", async () => {
      expect(done!.target.id).not.toBe(first);
      first = done!.target.id;
      await done!.device.restart("works");
      await eventually.poll(async () => (await readPlace(api, rolloutId, done!.target))?.status).toBe("healthy");
    });
  }
  await eventually.poll(async () => (await readRollout(api, rolloutId)).status).toBe("completed");
  expect((await readRollout(api, rolloutId)).counts).toMatchObject({ healthy: 2, failed: 0 });

  await test.step("what the devices say of themselves and what they run is known", async () => {
    const device = await api.call<{ attributes: object; apps: object }>({
      method: "GET",
      path: `/api/v1/devices/${targets[0]!.id}`,
    });
    expect(device).toMatchObject({ attributes: { serial: "gate-1" } });
  });
});

test("firmware that cannot be installed fails with the device's last words, and nobody else gets it", async ({
  server,
  api,
}) => {
  const firmware = await Firmware.declare(server, "sluice");
  const targets = [await firmware.addTarget(1), await firmware.addTarget(2)];
  const broken = await makeUpdate({ sha256: "a".repeat(64) });
  const rolloutId = await firmware.rollOut("2.0.0", broken, { batches: [50, 100], maxFailureRate: 0.1 });
  const daemons = await Promise.all(targets.map((target) => switchOn({ url: server.url, ...target })));

  await eventually.poll(async () => (await readRollout(api, rolloutId)).status).toBe("paused");
  const places = await Promise.all(targets.map((target) => readPlace(api, rolloutId, target)));
  const failed = places.find((place) => place?.status === "failed");
  expect(failed).toMatchObject({ batchIndex: 0, reason: "No suitable .swu image found", hasFailed: true });
  expect(places.filter((place) => place?.status === "pending")).toHaveLength(1);
  for (const daemon of daemons) expect(await daemon.readInstalled()).toBeNull();
});

test("a system that does not start again is a failure", async ({ server, api }) => {
  const firmware = await Firmware.declare(server, "weir");
  const target = await firmware.addTarget(1);
  const rolloutId = await firmware.rollOut("2.0.0", await makeUpdate());
  const device = await switchOn({ url: server.url, ...target });
  await eventually.poll(async () => (await readPlace(api, rolloutId, target))?.waitingFor).toBe("confirmation");

  await device.restart("fellBack");
  await eventually
    .poll(async () => readPlace(api, rolloutId, target))
    .toMatchObject({ status: "failed", reason: "Update Failed." });
});

test("a download that breaks in the middle goes on where it was", async ({ server, api }) => {
  const firmware = await Firmware.declare(server, "ferry");
  const target = await firmware.addTarget(1);
  const line = await BadLine.open(server.url, { breaksAfterBytes: MEGABYTE });
  const rolloutId = await firmware.rollOut("2.0.0", await makeUpdate());
  const device = await switchOn({ ...target, url: line.url });

  await eventually.poll(async () => (await readPlace(api, rolloutId, target))?.waitingFor).toBe("confirmation");
  expect(await device.readInstalled()).toEqual(content);
  const [range] = line.ranges;
  const [, offset] = /^bytes=(\d+)-$/.exec(range ?? "") ?? [];
  expect(Number(offset)).toBeGreaterThan(0);
  expect(Number(offset)).toBeLessThanOrEqual(MEGABYTE);
  await line.close();
});

test("a device that downloads stops when it is asked to", async ({ server }) => {
  const hawkbit = new Hawkbit(server);
  const target = await hawkbit.addTarget("buoy");
  const action = await hawkbit.assign("buoy", await makeUpdate());
  const line = await BadLine.open(server.url, { bytesPerSecond: 100_000 });
  const device = await switchOn({ url: line.url, ...target });
  await eventually.poll(async () => (await hawkbit.readMessages(action)).join("\n")).toContain("the device downloads");

  await hawkbit.cancel(action);
  await eventually
    .poll(() => hawkbit.readAction(action))
    .toMatchObject({ status: "canceled", active: false, type: "cancel" });
  expect(await hawkbit.readMessages(action)).toContain("cancellation acknowledged.");
  expect(await device.readInstalled()).toBeNull();
  await line.close();
});

test("an update that was installed can still be cancelled before the restart", async ({ server }) => {
  const hawkbit = new Hawkbit(server);
  const target = await hawkbit.addTarget("dock");
  const action = await hawkbit.assign("dock", await makeUpdate());
  const device = await switchOn({ url: server.url, ...target });
  await eventually.poll(() => hawkbit.readMessages(action)).toContain("All Chunks Installed.");

  await hawkbit.cancel(action);
  await eventually.poll(() => hawkbit.readAction(action)).toMatchObject({ status: "canceled" });
  expect(await device.readInstalled()).toEqual(content);
});

test("an assignment is finished once the new system is tested, not when it merely started", async ({ server }) => {
  const hawkbit = new Hawkbit(server);
  const target = await hawkbit.addTarget("crane");
  const action = await hawkbit.assign("crane", await makeUpdate());
  const device = await switchOn({ url: server.url, ...target });
  await eventually.poll(() => hawkbit.readMessages(action)).toContain("All Chunks Installed.");

  await device.restart("untested");
  await eventually.poll(() => hawkbit.readMessages(action)).toContain("Update Installed, Testing Pending.");
  expect(await hawkbit.readAction(action)).toMatchObject({ active: true });

  await device.restart("works");
  await eventually.poll(() => hawkbit.readAction(action)).toMatchObject({ status: "finished", active: false });
  expect(await hawkbit.readInstalled("crane")).toMatchObject({ name: "crane" });
});

test("SWUpdate cannot only download: what it skips has failed, and does not count as installed", async ({ server }) => {
  const hawkbit = new Hawkbit(server);
  const target = await hawkbit.addTarget("barge");
  const action = await hawkbit.assign("barge", await makeUpdate(), { type: "downloadonly" });
  const device = await switchOn({ url: server.url, ...target });

  await eventually.poll(() => hawkbit.readAction(action)).toMatchObject({ status: "error", active: false });
  expect((await hawkbit.readMessages(action)).at(-1)).toBe("Skipped Update.");
  expect(await device.readInstalled()).toBeNull();
  expect(await hawkbit.readInstalled("barge")).toBeNull();
});

test("with a wrong token a device asks for ever, and is never let in", async ({ server, api }) => {
  const firmware = await Firmware.declare(server, "groyne");
  const target = await firmware.addTarget(1);
  const rolloutId = await firmware.rollOut("2.0.0", await makeUpdate());
  const device = await switchOn({ ...target, url: server.url, targetToken: "0".repeat(32) });

  await eventually.poll(() => readPlace(api, rolloutId, target)).toMatchObject({ status: "scheduled" });

  const refusals = () => device.output.split("401").length - 1;
  const before = refusals();
  await eventually.poll(refusals).toBeGreaterThan(before + 3);
  expect(await readPlace(api, rolloutId, target)).toMatchObject({ status: "scheduled" });
  const { lastSeenAt } = await api.call<{ lastSeenAt: string | null }>({
    method: "GET",
    path: `/api/v1/devices/${target.id}`,
  });
  expect(lastSeenAt).toBeNull();
  expect((await fetch(`${server.url}/ready`)).ok).toBe(true);
});

test("a closed maintenance window hides the update, and it is installed once the window opens", async ({ server }) => {
  const hawkbit = new Hawkbit(server);
  const target = await hawkbit.addTarget("lock");
  const file = await makeUpdate();
  const opensAt = new Date(Date.now() + 15_000);
  const schedule = [opensAt.getUTCSeconds(), opensAt.getUTCMinutes(), opensAt.getUTCHours(), "?", "*", "*"].join(" ");
  const action = await hawkbit.assign("lock", file, {
    maintenanceWindow: { schedule, duration: "01:00:00", timezone: "Z" },
  });
  const device = await switchOn({ url: server.url, ...target });

  await sleep(opensAt.getTime() - Date.now() - 3_000);
  expect(await hawkbit.readAction(action)).toMatchObject({ active: true });
  expect(await hawkbit.readMessages(action)).not.toContain("Skipped Update.");
  expect(await device.readInstalled()).toBeNull();

  await eventually.poll(() => hawkbit.readMessages(action)).toContain("All Chunks Installed.");
  expect(await device.readInstalled()).toEqual(content);
});
