import { beforeEach, describe, expect, it } from "vitest";
import { takeReport } from "#lib/check-in/take-report.ts";
import { tellState } from "#lib/check-in/tell-state.ts";
import { aDevice, anonymous, as, aUser } from "#lib/testing/builders.ts";
import { describeOnPostgres, describeWithDatabase } from "#lib/testing/database.ts";
import { aDigest, RolloutWorld } from "#lib/testing/rollout-world.ts";

const ADDRESS = "192.0.2.7";

describeWithDatabase("Check-in", (getCtx) => {
  let world: RolloutWorld;
  let rolloutId: string;
  let deviceId: string;
  let actionId: number;

  beforeEach(async () => {
    world = await RolloutWorld.with(getCtx(), { devices: 2 });
    rolloutId = await world.rollOut({ settings: { batches: [100], maxFailureRate: 1 } });
    await world.settle();
    deviceId = world.deviceIds[0]!;
    actionId = (await world.poll(deviceId)).action!.id;
  });

  const place = () => world.ctx.db.rolloutDevice.findFirstOrThrow({ where: { rolloutId, deviceId } });
  const action = () => world.ctx.db.deviceAction.findUniqueOrThrow({ where: { id: actionId } });
  const eventTypes = async () => (await world.eventTypes(rolloutId)).filter((type) => !type.startsWith("rollout_"));

  describe("the state", () => {
    it("tells what to do and what runs", async () => {
      const state = await world.poll(deviceId);
      expect(state).toEqual({
        pollSeconds: expect.any(Number),
        action: {
          id: actionId,
          kind: "update",
          rolloutId,
          product: world.slug,
          image: world.image,
          digest: aDigest(`${world.slug}:2.0.0`),
          version: "2.0.0",
          artifacts: [],
          deadlineAt: new Date(world.ctx.clock.now().getTime() + 600_000).toISOString(),
        },
        apps: { [world.slug]: { image: world.image, digest: aDigest(`${world.slug}:1.0.0`), version: "1.0.0" } },
      });
      expect(state.pollSeconds).toBeLessThan(20);
    });

    it("is the same as long as nothing happens", async () => {
      expect(await world.poll(deviceId)).toEqual(await world.poll(deviceId));
    });

    it("has no action, and a longer pause, when there is nothing to do", async () => {
      for (const status of ["installed", "healthy"]) await world.report(deviceId, { actionId, status });
      const state = await world.poll(deviceId);
      expect(state.action).toBeNull();
      expect(state.pollSeconds).toBeGreaterThan(50);
      expect(state.apps[world.slug]!.version).toBe("2.0.0");
    });

    it("hands on the health check that the device is to make itself", async () => {
      const other = await RolloutWorld.with(getCtx(), { devices: 1 });
      const check = {
        type: "self" as const,
        by: "device" as const,
        timeoutSeconds: 5,
        intervalSeconds: 10,
        retries: 3,
        gracePeriodSeconds: 10,
      };
      await other.rollOut({ settings: { healthCheckConfig: check } });
      await other.settle();
      expect((await other.poll(other.deviceIds[0]!)).action).toMatchObject({ healthCheck: check });
    });

    it("is told to the device itself only", async () => {
      const ask = (ctx: typeof world.ctx) => tellState(ctx, { deviceId }, ADDRESS);
      await expect(ask(as(world.ctx, aDevice(world.deviceIds[1])))).rejects.toMatchObject({ code: "NOT_FOUND" });
      await expect(ask(as(world.ctx, anonymous))).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
      await expect(ask(as(world.ctx, aUser("admin")))).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
      await expect(ask(as(world.ctx, aDevice()))).rejects.toMatchObject({ code: "NOT_FOUND" });
    });
  });

  describe("a report", () => {
    it("moves the device, the deadline and the events along", async () => {
      world.ctx.clock.advance({ seconds: 100 });
      expect(await world.report(deviceId, { actionId, status: "accepted", progress: 0 })).toEqual({ accepted: true });
      expect(await place()).toMatchObject({ status: "updating", reason: null });
      await world.report(deviceId, { actionId, status: "downloading", progress: 41.6, message: "layer 2" });
      expect(await action()).toMatchObject({ status: "downloading", progress: 42, message: "layer 2" });
      expect((await action()).deadlineAt).toEqual(new Date(world.ctx.clock.now().getTime() + 600_000));
      await world.report(deviceId, { actionId, status: "installed" });
      await world.report(deviceId, { actionId, status: "healthy" });
      expect(await place()).toMatchObject({ status: "healthy" });
      expect((await action()).closedAt).not.toBeNull();
      const types = await eventTypes();
      expect(types.slice(-3)).toEqual(["device_accepted", "device_updated", "health_check_passed"]);
    });

    it("is harmless when repeated, late or out of order", async () => {
      for (const status of ["accepted", "installing"]) await world.report(deviceId, { actionId, status });
      const before = await eventTypes();
      for (const status of ["installing", "downloading", "accepted"]) {
        expect(await world.report(deviceId, { actionId, status })).toEqual({ accepted: true });
      }
      expect(await eventTypes()).toEqual(before);
      expect((await action()).status).toBe("installing");
      await world.report(deviceId, { actionId, status: "healthy" });
      expect(await world.report(deviceId, { actionId, status: "healthy" })).toEqual({ accepted: true });
      expect(await world.report(deviceId, { actionId, status: "failed" })).toMatchObject({
        accepted: false,
        reason: "This action is closed: healthy.",
      });
      expect((await place()).status).toBe("healthy");
    });

    it("of a failure keeps the message and leads to the way back", async () => {
      await world.report(deviceId, { actionId, status: "failed", message: "checksum mismatch" });
      expect(await place()).toMatchObject({ status: "failed", hasFailed: true, reason: "checksum mismatch" });
      const { action: back } = await world.poll(deviceId);
      expect(back).toMatchObject({ kind: "rollback", version: "1.0.0" });
      await world.report(deviceId, { actionId: back!.id, status: "rolledBack" });
      expect(await place()).toMatchObject({ status: "rolledBack", hasFailed: true });
    });

    it("that the device took itself back counts as a failure", async () => {
      await world.report(deviceId, { actionId, status: "rolledBack" });
      expect(await place()).toMatchObject({ status: "rolledBack", hasFailed: true });
      expect((await world.poll(deviceId)).apps[world.slug]!.version).toBe("1.0.0");
    });

    it("about another device's action is refused, and changes nothing", async () => {
      const other = world.deviceIds[1]!;
      const report = world.report(other, { actionId, status: "failed", apps: { x: { image: "x" } } });
      await expect(report).rejects.toMatchObject({ code: "NOT_FOUND" });
      expect((await place()).status).toBe("scheduled");
      expect((await world.poll(other)).apps).not.toHaveProperty("x");
      await expect(world.report(other, { actionId: 2_000_000_000, status: "failed" })).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
    });

    it("without an action tells what runs", async () => {
      const apps = {
        [world.slug]: { image: world.image, version: "1.5.0" },
        agent: { image: "r/agent", digest: null },
      };
      expect(await world.report(deviceId, { apps, attributes: { kernel: "6.1", ram: 4 } })).toEqual({ accepted: true });
      await world.report(deviceId, { attributes: { ram: null, disk: { free: 7 } } });
      expect((await world.poll(deviceId)).apps).toEqual({
        [world.slug]: { image: world.image, digest: null, version: "1.5.0" },
        agent: { image: "r/agent", digest: null, version: null },
      });
      const device = await world.ctx.db.device.findUniqueOrThrow({ where: { id: deviceId } });
      expect(device.attributes).toEqual({ kernel: "6.1", disk: { free: 7 } });
    });

    it("cannot make attributes grow without end", async () => {
      await world.report(deviceId, { attributes: { a: "x".repeat(12_000) } });
      await expect(world.report(deviceId, { attributes: { b: "x".repeat(12_000) } })).rejects.toMatchObject({
        code: "INVALID_INPUT",
      });
    });

    it.each([
      [{ status: "accepted" }, "actionId"],
      [{ actionId: 1, status: "done" }, "status"],
      [{ actionId: 1.5 }, "actionId"],
      [{ actionId: 1, progress: 101 }, "progress"],
      [{ actionId: 3_000_000_000 }, "actionId"],
      [{ apps: { x: {} } }, "apps.x.image"],
      [{ apps: [] }, "apps"],
      [{ attributes: { a: "x".repeat(20_000) } }, "attributes"],
      [{ state: "healthy" }, "state"],
    ])("such as %j is refused with its fault", async (report, path) => {
      const refused = takeReport(as(world.ctx, aDevice(deviceId)), { deviceId, ...report }, ADDRESS);
      await expect(refused).rejects.toMatchObject({ code: "INVALID_INPUT", details: { errors: [{ path }] } });
    });
  });
});

describeOnPostgres("Check-in under load", (getCtx) => {
  it("takes the same report twenty times at once, and does it once", async () => {
    const world = await RolloutWorld.with(getCtx(), { devices: 1 });
    const rolloutId = await world.rollOut({ settings: { maxFailureRate: 1 } });
    await world.settle();
    const deviceId = world.deviceIds[0]!;
    const { action } = await world.poll(deviceId);
    const report = { actionId: action!.id, status: "failed", apps: { [world.slug]: { image: world.image } } };
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.report(deviceId, report)));
    expect(answers).toEqual(Array.from({ length: 20 }, () => ({ accepted: true })));
    const types = await world.eventTypes(rolloutId);
    expect(types.filter((type) => type === "device_failed")).toHaveLength(1);
    expect(types.filter((type) => type === "device_rolling_back")).toHaveLength(1);
    expect(await world.ctx.db.deviceAction.count({ where: { deviceId, closedAt: null } })).toBe(1);
  });

  it("takes reports of a whole batch at once while the orchestrator works", async () => {
    const world = await RolloutWorld.with(getCtx(), { devices: 60 });
    const rolloutId = await world.rollOut({ settings: { batches: [50, 100] } });
    await world.settle();
    for (let round = 0; round < 2; round++) {
      const work = world.deviceIds.map(async (deviceId) => {
        const { action } = await world.poll(deviceId);
        if (!action) return;
        for (const status of ["accepted", "installed", "healthy"]) {
          await world.report(deviceId, { actionId: action.id, status });
        }
      });
      await Promise.all([...work, world.settle(), world.settle()]);
      await world.settle();
    }
    expect(await world.see(rolloutId)).toMatchObject({ status: "completed", counts: { healthy: 60 } });
  });
});
