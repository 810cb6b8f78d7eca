import { beforeAll, describe, expect, it } from "vitest";
import { approveBatch } from "#lib/rollouts/approve.ts";
import { cancelRollout } from "#lib/rollouts/cancel.ts";
import { pauseRollout } from "#lib/rollouts/pause.ts";
import { listHolds } from "#lib/rollouts/list-holds.ts";
import { releaseHold } from "#lib/rollouts/release-hold.ts";
import { resumeRollout } from "#lib/rollouts/resume.ts";
import { retryFailedDevices } from "#lib/rollouts/retry.ts";
import { rollBackDevice } from "#lib/rollouts/roll-back-device.ts";
import { rollBackRollout } from "#lib/rollouts/roll-back.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { aDigest, RolloutWorld } from "#lib/testing/rollout-world.ts";
import { rebuildRollout } from "#lib/rollouts/rules/rebuild.ts";

const healthy = ["accepted", "downloading", "installing", "installed", "healthy"];
const failing = ["accepted", "failed"];

describeWithDatabase("Rollouts, told in batches and verdicts", (getCtx) => {
  let world: RolloutWorld;
  let rolloutId: string;

  async function begin(devices: number, wishes: Parameters<RolloutWorld["rollOut"]>[0] = {}) {
    world = await RolloutWorld.with(getCtx(), { devices });
    rolloutId = await world.rollOut(wishes);
    await world.settle();
  }

  const see = () => world.see(rolloutId);
  const statuses = async () => (await see()).batches.map((batch) => batch.status);

  /** The tables must say what the events tell. */
  async function expectRebuilt() {
    const events = await world.ctx.db.event.findMany({ where: { rolloutId }, orderBy: { seq: "asc" } });
    const rebuilt = rebuildRollout(events.map(({ type, data }) => ({ type, data: data as Record<string, unknown> })));
    const view = await see();
    expect(rebuilt.status).toBe(view.status);
    if (!view.isPlanned) return;
    expect(rebuilt.batches.map(({ status, counts }) => ({ status, counts }))).toEqual(
      view.batches.map(({ status, counts }) => ({ status, counts })),
    );
    const tables = await world.ctx.db.rolloutDevice.findMany({ where: { rolloutId } });
    for (const row of tables) {
      const device = rebuilt.devices.get(row.deviceId);
      if (device) expect([device.status, device.hasFailed]).toEqual([row.status, row.hasFailed]);
      else expect(["pending", "skipped"]).toContain(row.status);
    }
    const stored = await world.ctx.db.rolloutBatch.findMany({ where: { rolloutId }, orderBy: { index: "asc" } });
    expect(rebuilt.batches.map((batch) => batch.everFailed)).toEqual(stored.map((batch) => batch.everFailed));
  }

  describe("a staged rollout that goes well", () => {
    beforeAll(() => begin(20));

    it("estimates, then plans, and offers to the first batch only", async () => {
      const view = await see();
      expect(view).toMatchObject({ status: "running", fromVersion: "1.0.0", toVersion: "2.0.0", currentBatch: 0 });
      expect(view.batches.map((batch) => batch.deviceCount)).toEqual([2, 8, 10]);
      expect(view.counts).toMatchObject({ scheduled: 2, pending: 18 });
      expect(view.waitingFor?.reason).toBe("devices");
    });

    it("orders devices by sha256(deviceId + rolloutId)", async () => {
      const rows = await world.ctx.db.rolloutDevice.findMany({ where: { rolloutId }, orderBy: { position: "asc" } });
      const hashes = rows.map((row) => aDigest(row.deviceId + rolloutId));
      expect(hashes).toEqual(hashes.toSorted());
      expect(rows.map((row) => row.position)).toEqual(rows.map((_, index) => index));
    });

    it("goes on batch by batch and completes", async () => {
      for (const [done, running] of [
        [2, 8],
        [10, 10],
      ]) {
        await world.answer(healthy);
        await world.settle();
        expect((await see()).counts).toMatchObject({ healthy: done, scheduled: running });
      }
      await world.answer(healthy);
      await world.settle();
      expect(await see()).toMatchObject({ status: "completed", failureRate: 0, waitingFor: null });
      expect(await statuses()).toEqual(["completed", "completed", "completed"]);
      const app = await world.ctx.db.deviceApp.findFirst({ where: { deviceId: world.deviceIds[0]! } });
      expect(app).toMatchObject({ version: "2.0.0", digest: aDigest(`${world.slug}:2.0.0`) });
    });

    it("leaves the events from which its state can be rebuilt", async () => {
      const types = await world.eventTypes(rolloutId);
      expect(types.slice(0, 4)).toEqual(["rollout_created", "rollout_started", "batch_started", "device_scheduled"]);
      expect(types.at(-1)).toBe("rollout_completed");
      await expectRebuilt();
    });

    it("does nothing more", async () => {
      const before = await world.ctx.db.event.count();
      await world.settle();
      expect(await world.ctx.db.event.count()).toBe(before);
    });

    it("skips devices that run the digest already, in the next rollout", async () => {
      const [fresh] = await world.addDevices(1);
      rolloutId = await world.rollOut({ strategy: "auto", settings: { batches: [100] } });
      await world.settle();
      expect((await see()).counts).toMatchObject({ skipped: 20, scheduled: 1 });
      expect((await world.poll(fresh!)).action).toMatchObject({ kind: "update", product: world.slug });
      await expectRebuilt();
    });
  });

  describe("more failures than the limit", () => {
    beforeAll(() => begin(20, { settings: { batches: [50, 100] } }));

    it("pauses, takes back what nobody accepted, and offers the failed their way back", async () => {
      await world.answer(failing, { limit: 3 });
      await world.settle();
      const view = await see();
      expect(view).toMatchObject({ status: "paused", pausedFrom: "running", failureRate: 1 });
      expect(view.statusReason).toContain("above the limit of 20 %");
      expect(view.counts).toMatchObject({ failed: 3, pending: 17, scheduled: 0 });
      expect(view.allowedActions).toEqual(expect.arrayContaining(["resume", "cancel", "retry", "rollBack"]));
      await world.answer(["accepted", "rolledBack"]);
      expect((await see()).counts).toMatchObject({ rolledBack: 3, pending: 17 });
      await expectRebuilt();
    });

    it("goes on when resumed, since those failures are accepted", async () => {
      await resumeRollout(world.ctx, { rolloutId, reason: "a bad rack" });
      await world.settle();
      expect((await see()).counts).toMatchObject({ scheduled: 7 });
      await world.answer(healthy);
      await world.settle();
      expect(await see()).toMatchObject({ status: "running", currentBatch: 1 });
      await world.answer(healthy);
      await world.settle();
      expect(await see()).toMatchObject({ status: "completed" });
      await expectRebuilt();
    });
  });

  describe("more failures than the limit, where the policy takes releases back", () => {
    beforeAll(() => begin(10, { settings: { batches: [50, 100], onFailureLimit: "rollBack" } }));

    it("takes the whole rollout back and holds the digest", async () => {
      await world.answer(healthy, { limit: 2 });
      await world.answer(failing);
      await world.settle();
      expect(await see()).toMatchObject({ status: "rollingBack" });
      await world.answer(["accepted", "rolledBack"]);
      await world.settle();
      const view = await see();
      expect(view.status).toBe("rolledBack");
      expect(view.counts).toMatchObject({ rolledBack: 5, skipped: 5 });
      expect(await statuses()).toEqual(["rolledBack", "cancelled"]);
      const apps = await world.ctx.db.deviceApp.findMany({ where: { app: world.slug } });
      expect(new Set(apps.map((app) => app.version))).toEqual(new Set(["1.0.0"]));
      await expectRebuilt();
    });

    it("lets nothing bring it back until a person releases it", async () => {
      const again = await world.rollOut();
      await world.settle();
      expect(await world.see(again)).toMatchObject({ status: "cancelled" });
      const { items } = await listHolds(world.ctx, { productId: world.slug, open: "true" });
      expect(items).toHaveLength(1);
      const released = await releaseHold(world.ctx, { productId: world.slug, holdId: items[0]!.id, reason: "fixed" });
      expect(released.releasedAt).not.toBeNull();
      const free = await world.rollOut();
      await world.settle();
      expect((await world.see(free)).status).toBe("running");
    });
  });

  describe("devices that fall silent", () => {
    beforeAll(() => begin(10, { settings: { batches: [100], maxFailureRate: 1 } }));

    it("fail with that reason after their deadline, and the rollout ends", async () => {
      await world.answer(["accepted"], { limit: 4 });
      world.ctx.clock.advance({ seconds: 500 });
      await world.answer(["downloading"], { limit: 4 });
      await world.settle();
      expect((await see()).counts).toMatchObject({ failed: 0 });
      world.ctx.clock.advance({ seconds: 200 });
      await world.settle();
      expect((await see()).counts).toMatchObject({ failed: 6, updating: 4 });
      world.ctx.clock.advance({ seconds: 600 });
      await world.settle();
      expect(await see()).toMatchObject({ status: "failed", statusReason: "No device became healthy." });
      const device = await world.ctx.db.rolloutDevice.findFirst({ where: { rolloutId } });
      expect(device).toMatchObject({ status: "failed", reason: "silent", hasFailed: true });
      await expectRebuilt();
    });

    it("are offered their way back when they return", async () => {
      const { action } = await world.poll(world.deviceIds[0]!);
      expect(action).toMatchObject({ kind: "rollback", version: "1.0.0" });
      await world.report(world.deviceIds[0]!, { actionId: action!.id, status: "rolledBack" });
      expect((await see()).counts).toMatchObject({ failed: 9, rolledBack: 1 });
      await expectRebuilt();
    });
  });

  describe("a manual rollout", () => {
    beforeAll(() => begin(4, { strategy: "manual", settings: { batches: [50, 100], batchDelayMinutes: 60 } }));

    it("waits for approval of every batch, the first too", async () => {
      expect(await see()).toMatchObject({ status: "running", waitingFor: { reason: "approval", until: null } });
      await expect(approveBatch(world.ctx, { rolloutId, batchIndex: 1 })).rejects.toMatchObject({ code: "CONFLICT" });
      await approveBatch(world.ctx, { rolloutId, batchIndex: 0 });
      await world.settle();
      expect((await see()).counts.scheduled).toBe(2);
      await expect(approveBatch(world.ctx, { rolloutId })).rejects.toMatchObject({ code: "WRONG_STATE" });
      await world.answer(healthy);
      await world.settle();
      expect(await see()).toMatchObject({
        waitingFor: { reason: "approval" },
        allowedActions: expect.arrayContaining(["approve"]),
      });
    });

    it("does not wait for the delay once approved", async () => {
      await approveBatch(world.ctx, { rolloutId, reason: "looks fine" });
      await world.settle();
      expect((await see()).counts).toMatchObject({ healthy: 2, scheduled: 2 });
      await expectRebuilt();
    });
  });

  it("waits for the delay between batches", async () => {
    await begin(2, { settings: { batches: [50, 100], batchDelayMinutes: 30 } });
    await world.answer(healthy);
    await world.settle();
    const until = new Date(world.ctx.clock.now().getTime() + 30 * 60_000).toISOString();
    expect((await see()).waitingFor).toEqual({ reason: "delay", until });
    world.ctx.clock.advance({ minutes: 30 });
    await world.settle();
    expect((await see()).counts).toMatchObject({ healthy: 1, scheduled: 1 });
  });

  it("starts batches only while the maintenance window is open, and may finish outside", async () => {
    const ctx = getCtx();
    ctx.clock.set("2026-03-02T12:00:00Z");
    const maintenanceWindow = { start: "22:00", end: "04:00", timeZone: "UTC" };
    await begin(2, { strategy: "scheduled", settings: { batches: [50, 100], maintenanceWindow } });
    expect(await see()).toMatchObject({ status: "scheduled", waitingFor: { until: "2026-03-02T22:00:00.000Z" } });
    ctx.clock.set("2026-03-02T22:00:00Z");
    await world.settle();
    expect(await see()).toMatchObject({ status: "running", counts: { scheduled: 1 } });
    ctx.clock.set("2026-03-03T04:05:00Z");
    await world.answer(healthy);
    await world.settle();
    expect((await see()).waitingFor).toEqual({ reason: "window", until: "2026-03-03T22:00:00.000Z" });
  });

  it("starts at its scheduled time", async () => {
    const at = new Date(getCtx().clock.now().getTime() + 3_600_000);
    await begin(1, { scheduledAt: at });
    expect(await see()).toMatchObject({
      status: "scheduled",
      waitingFor: { reason: "scheduledTime", until: at.toISOString() },
    });
    getCtx().clock.advance({ hours: 1 });
    await world.settle();
    expect((await see()).status).toBe("running");
    await expectRebuilt();
  });

  it("waits for the registry while the digest is unknown", async () => {
    await begin(3, { digest: null });
    expect(await see()).toMatchObject({ status: "pending", digest: null, isPlanned: false });
    expect((await see()).batches.map((batch) => batch.deviceCount)).toEqual([1, 1, 1]);
  });

  it("completes at once where no device is selected", async () => {
    await begin(0);
    expect(await see()).toMatchObject({ status: "completed", statusReason: "No device was selected." });
    await expectRebuilt();
  });

  it("is superseded by a newer release, while devices in mid-update finish", async () => {
    await begin(4, { settings: { batches: [100] } });
    const [busy] = await world.answer(["accepted"], { limit: 1 });
    const old = await world.poll(busy!);
    const newer = await world.rollOut({ tag: "3.0.0", settings: { batches: [100] } });
    const { number } = await world.see(newer);
    expect(await see()).toMatchObject({ status: "cancelled", statusReason: `superseded by #${number}` });
    await world.settle();
    expect((await see()).counts).toMatchObject({ skipped: 4, updating: 0 });
    expect((await world.see(newer)).counts).toMatchObject({ scheduled: 4 });
    expect((await world.poll(busy!)).action).toMatchObject({ version: "3.0.0" });
    expect(await world.report(busy!, { actionId: old.action!.id, status: "healthy" })).toMatchObject({
      accepted: false,
    });
    await expectRebuilt();
    rolloutId = newer;
    await expectRebuilt();
  });

  it("offers nothing new while paused, and lets nobody begin", async () => {
    await begin(4, { settings: { batches: [100] } });
    const [first, second] = world.deviceIds;
    const offered = (await world.poll(first!)).action!;
    await world.report(second!, { actionId: (await world.poll(second!)).action!.id, status: "accepted" });
    await pauseRollout(world.ctx, { rolloutId, reason: "a look at the logs" });
    expect((await world.poll(first!)).action).toBeNull();
    expect(await world.report(first!, { actionId: offered.id, status: "accepted" })).toMatchObject({ accepted: false });
    expect((await world.poll(second!)).action).not.toBeNull();
    await world.settle();
    expect((await see()).counts).toMatchObject({ pending: 3, updating: 1, scheduled: 0 });
    await expect(pauseRollout(world.ctx, { rolloutId })).rejects.toMatchObject({
      code: "WRONG_STATE",
      details: { allowedStates: ["pending", "scheduled", "running"] },
    });
    await resumeRollout(world.ctx, { rolloutId });
    await world.settle();
    expect((await see()).counts).toMatchObject({ scheduled: 3, updating: 1 });
    await expectRebuilt();
  });

  it("leaves out who waits when cancelled, and lets the others finish", async () => {
    await begin(10, { settings: { batches: [50, 100] } });
    await world.answer(["accepted"], { limit: 1 });
    await cancelRollout(world.ctx, { rolloutId });
    await world.settle();
    expect((await see()).counts).toMatchObject({ skipped: 9, updating: 1 });
    await world.answer(["installed", "healthy"]);
    expect(await see()).toMatchObject({ status: "cancelled", counts: { healthy: 1, skipped: 9 } });
    await expectRebuilt();
  });

  it("takes back everything after it was completed", async () => {
    await begin(4, { settings: { batches: [100] } });
    await world.answer(healthy);
    await world.settle();
    expect((await see()).status).toBe("completed");
    await rollBackRollout(world.ctx, { rolloutId, reason: "slow at night" });
    await world.settle();
    expect(await see()).toMatchObject({ status: "rollingBack", completedAt: null });
    await world.answer(["rolledBack"], { limit: 3 });
    world.ctx.clock.advance({ seconds: 700 });
    await world.settle();
    expect(await see()).toMatchObject({ status: "rolledBack", counts: { rolledBack: 3, failed: 1 } });
    await expectRebuilt();
  });

  it("takes back one batch, and pauses meanwhile", async () => {
    await begin(10, { settings: { batches: [50, 100] } });
    await world.answer(healthy);
    await world.settle();
    await world.answer(["accepted"], { limit: 1 });
    await rollBackRollout(world.ctx, { rolloutId, batchIndex: 1, reason: "wrong site" });
    await world.settle();
    const view = await see();
    expect(view).toMatchObject({ status: "paused", statusReason: "wrong site" });
    expect(view.batches[1]).toMatchObject({ status: "rolledBack", counts: { skipped: 4, updating: 1 } });
    expect(view.batches[0]!.counts.healthy).toBe(5);
    await world.answer(["accepted", "rolledBack"]);
    expect((await see()).batches[1]!.counts).toMatchObject({ skipped: 4, rolledBack: 1 });
    await resumeRollout(world.ctx, { rolloutId });
    await world.settle();
    expect((await see()).status).toBe("completed");
    await expectRebuilt();
  });

  it("takes back one device", async () => {
    await begin(2, { settings: { batches: [100] } });
    const [first] = await world.answer(healthy, { limit: 1 });
    await rollBackDevice(world.ctx, { rolloutId, deviceId: first });
    await expect(rollBackDevice(world.ctx, { rolloutId, deviceId: first })).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await world.poll(first!)).action).toMatchObject({ kind: "rollback" });
    await world.answer(["rolledBack"], { limit: 1 });
    await expect(rollBackDevice(world.ctx, { rolloutId, deviceId: first })).rejects.toMatchObject({
      code: "WRONG_STATE",
    });
    await expectRebuilt();
  });

  it("retries failed devices with a clean sheet", async () => {
    await begin(10, { settings: { batches: [100], maxFailureRate: 0.5, autoRollbackEnabled: false } });
    await world.answer(failing, { limit: 2 });
    expect((await see()).failureRate).toBe(1);
    await retryFailedDevices(world.ctx, { rolloutId });
    await world.settle();
    expect(await see()).toMatchObject({ failureRate: 0, counts: { scheduled: 10 } });
    const device = await world.ctx.db.rolloutDevice.findFirst({ where: { rolloutId, attempts: 2 } });
    expect(device).toMatchObject({ status: "scheduled", hasFailed: false });
    await expectRebuilt();
  });

  it("retries failed devices only, and leaves others on their way back", async () => {
    await begin(4, { settings: { batches: [100], maxFailureRate: 1 } });
    const [failed, busy] = world.deviceIds;
    await world.report(failed!, { actionId: (await world.poll(failed!)).action!.id, status: "failed" });
    await world.report(busy!, { actionId: (await world.poll(busy!)).action!.id, status: "accepted" });
    await rollBackDevice(world.ctx, { rolloutId, deviceId: busy });
    await retryFailedDevices(world.ctx, { rolloutId });
    expect((await world.poll(failed!)).action).toBeNull();
    expect((await world.poll(busy!)).action).toMatchObject({ kind: "rollback" });
    await world.settle();
    expect((await world.poll(failed!)).action).toMatchObject({ kind: "update" });
    // The batch waits for the device in mid-update, but not for ever.
    world.ctx.clock.advance({ seconds: 700 });
    await world.settle();
    expect(await see()).toMatchObject({ status: "failed", counts: { failed: 4 } });
    await expectRebuilt();
  });

  it("says so where nobody knows what a failed device ran before", async () => {
    await begin(0);
    const [unknown] = await world.addDevices(1, null);
    rolloutId = await world.rollOut({ tag: "2.1.0", settings: { batches: [100], maxFailureRate: 1 } });
    await world.settle();
    await world.answer(["accepted"]);
    const { action } = await world.poll(unknown!);
    await world.report(unknown!, { actionId: action!.id, status: "failed", message: "no space" });
    const device = await world.ctx.db.rolloutDevice.findFirst({ where: { rolloutId } });
    expect(device).toMatchObject({
      status: "failed",
      reason: "no space. It cannot be rolled back: nobody knows what it ran before.",
    });
    expect((await world.poll(unknown!)).action).toBeNull();
  });
});
