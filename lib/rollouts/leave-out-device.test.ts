import { beforeEach, expect, it } from "vitest";
import { leaveOutDevice } from "#lib/rollouts/leave-out-device.ts";
import { as, aUser } from "#lib/testing/builders.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { RolloutWorld } from "#lib/testing/rollout-world.ts";

describeWithDatabase("Leaving a device out", (getCtx) => {
  let world: RolloutWorld;
  let rolloutId: string;

  beforeEach(async () => {
    world = await RolloutWorld.with(getCtx(), { devices: 2 });
    rolloutId = await world.rollOut({ settings: { batches: [100] } });
    await world.settle();
  });

  const leaveOut = (deviceId: string, reason?: string) => leaveOutDevice(world.ctx, { rolloutId, deviceId, reason });

  it("withdraws its offer, and the rollout ends without it", async () => {
    const [gone, stays] = world.deviceIds as [string, string];
    expect(await leaveOut(gone, "in the workshop")).toMatchObject({
      status: "skipped",
      reason: "left out by hand: in the workshop",
    });
    expect((await world.poll(gone)).action).toBeNull();
    const { action } = await world.poll(stays);
    for (const status of ["installed", "healthy"]) await world.report(stays, { actionId: action!.id, status });
    await world.settle();
    expect(await world.see(rolloutId)).toMatchObject({ status: "completed", counts: { healthy: 1, skipped: 1 } });
  });

  it("is refused for one that is at work, unless it waits for something", async () => {
    const [deviceId] = world.deviceIds as [string];
    const { action } = await world.poll(deviceId);
    await world.report(deviceId, { actionId: action!.id, status: "installing" });
    await expect(leaveOut(deviceId)).rejects.toMatchObject({ code: "WRONG_STATE" });
    await world.ctx.db.deviceAction.update({ where: { id: action!.id }, data: { waitingFor: "confirmation" } });
    expect(await leaveOut(deviceId)).toMatchObject({ status: "skipped" });
    await expect(leaveOut(deviceId)).rejects.toMatchObject({ code: "WRONG_STATE" });
  });

  it("is for operators", async () => {
    const viewer = as(world.ctx, aUser("viewer"));
    await expect(leaveOutDevice(viewer, { rolloutId, deviceId: world.deviceIds[0] })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});
