import { expect, it } from "vitest";
import { admitLatecomers } from "#lib/rollouts/admit-latecomers.ts";
import { pauseRollout } from "#lib/rollouts/pause.ts";
import { rebuildRollout, type RolloutEvent } from "#lib/rollouts/rules/rebuild.ts";
import { describeOnPostgres, describeWithDatabase } from "#lib/testing/database.ts";
import { aDigest, RolloutWorld } from "#lib/testing/rollout-world.ts";

describeWithDatabase("Latecomers", (getCtx) => {
  const startedRollout = async () => {
    const world = await RolloutWorld.with(getCtx(), { devices: 4 });
    const rolloutId = await world.rollOut({ settings: { batches: [50, 100] } });
    await world.settle();
    return { world, rolloutId };
  };

  it("join the last batch, are offered the release in their turn, and the rollout waits for them", async () => {
    const { world, rolloutId } = await startedRollout();
    await world.addDevices(3);
    expect(await admitLatecomers(world.ctx)).toEqual([rolloutId]);
    expect(await admitLatecomers(world.ctx)).toEqual([]);
    expect((await world.see(rolloutId)).batches.map(({ deviceCount }) => deviceCount)).toEqual([2, 5]);
    for (let round = 0; round < 2; round++) {
      await world.answer(["installed", "healthy"]);
      await world.settle();
    }
    expect(await world.see(rolloutId)).toMatchObject({ status: "completed", counts: { healthy: 7, pending: 0 } });
  });

  it("that run the release already are left out", async () => {
    const { world, rolloutId } = await startedRollout();
    const [deviceId] = await world.addDevices(1, null);
    await world.ctx.db.deviceApp.create({
      data: {
        deviceId: deviceId!,
        app: world.slug,
        image: world.image,
        digest: aDigest(`${world.slug}:2.0.0`),
        reportedAt: world.ctx.clock.now(),
      },
    });
    await admitLatecomers(world.ctx);
    expect((await world.see(rolloutId)).counts).toMatchObject({ skipped: 1, pending: 2 });
    const events = await world.ctx.db.event.findMany({ where: { rolloutId }, orderBy: { seq: "asc" } });
    const rebuilt = rebuildRollout(events as unknown as RolloutEvent[]);
    expect(rebuilt.batches[1]!.counts).toMatchObject({ skipped: 1, pending: 2 });
  });

  it("of other fleets stay out, and so does everybody once the rollout has ended", async () => {
    const { world, rolloutId } = await startedRollout();
    await RolloutWorld.with(getCtx(), { devices: 2 });
    expect(await admitLatecomers(world.ctx)).toEqual([]);
    await pauseRollout(world.ctx, { rolloutId });
    await world.addDevices(1);
    expect(await admitLatecomers(world.ctx)).toEqual([rolloutId]);
    await world.ctx.db.rollout.update({ where: { id: rolloutId }, data: { status: "cancelled" } });
    await world.addDevices(1);
    expect(await admitLatecomers(world.ctx)).toEqual([]);
  });
});

describeOnPostgres("Latecomers, with two orchestrators", (getCtx) => {
  it("join once", async () => {
    const world = await RolloutWorld.with(getCtx(), { devices: 2 });
    const rolloutId = await world.rollOut({ settings: { batches: [50, 100] } });
    await world.settle();
    await world.addDevices(20);
    await Promise.all(Array.from({ length: 6 }, () => admitLatecomers(world.ctx)));
    expect((await world.see(rolloutId)).batches.map(({ deviceCount }) => deviceCount)).toEqual([1, 21]);
  });
});
