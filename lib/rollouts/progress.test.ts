import { expect, it } from "vitest";
import { readRolloutProgress } from "#lib/rollouts/progress.ts";
import { anonymous, as } from "#lib/testing/builders.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { RolloutWorld } from "#lib/testing/rollout-world.ts";

describeWithDatabase("The progress of a rollout", (getCtx) => {
  it("is told over all devices and over the reachable ones", async () => {
    const ctx = getCtx();
    const world = await RolloutWorld.with(ctx, { devices: 6 });
    const [done, seen, hour, day, week] = world.deviceIds as [string, string, string, string, string];
    const rolloutId = await world.rollOut({ settings: { batches: [100] } });
    await world.settle();
    const { action } = await world.poll(done);
    await world.report(done, { actionId: action!.id, status: "healthy" });

    const now = ctx.clock.now().getTime();
    const ages = { [done]: 0, [seen]: 20, [hour]: 7_200, [day]: 172_800, [week]: 1_000_000 };
    for (const [id, seconds] of Object.entries(ages)) {
      await ctx.db.device.update({ where: { id }, data: { lastSeenAt: new Date(now - seconds * 1_000) } });
    }
    await ctx.db.deviceAction.updateMany({ where: { rolloutId, deviceId: seen }, data: { waitingFor: "consent" } });
    await ctx.db.deviceAction.updateMany({ where: { rolloutId, deviceId: day }, data: { waitingFor: "window" } });

    const progress = {
      devices: 6,
      done: 1,
      reachable: 2,
      reachableDone: 1,
      notSeenSince: { hour: 3, day: 2, week: 1, ever: 1 },
      waiting: { consent: 1, confirmation: 0, window: 1 },
    };
    expect(await readRolloutProgress(ctx, { rolloutId })).toEqual(progress);

    // Who asks at once gets the same answer; a little later it is counted anew.
    await ctx.db.deviceAction.updateMany({ where: { rolloutId }, data: { waitingFor: null } });
    expect(await readRolloutProgress(ctx, { rolloutId })).toEqual(progress);
    ctx.clock.advance({ seconds: 4 });
    const waiting = { consent: 0, confirmation: 0, window: 0 };
    expect(await readRolloutProgress(ctx, { rolloutId })).toEqual({ ...progress, waiting });
  });

  it("counts those that ran the release before, and no retired device as reachable", async () => {
    const ctx = getCtx();
    const world = await RolloutWorld.with(ctx, { devices: 2 });
    const [retired] = world.deviceIds as [string];
    for (const id of world.deviceIds) {
      await ctx.db.device.update({ where: { id }, data: { lastSeenAt: ctx.clock.now() } });
    }
    const rolloutId = await world.rollOut({ tag: "1.0.0", settings: { batches: [100] } });
    await world.settle();
    await ctx.db.device.update({ where: { id: retired }, data: { retiredAt: ctx.clock.now() } });
    expect(await readRolloutProgress(ctx, { rolloutId })).toMatchObject({ devices: 2, done: 2, reachable: 1 });
    await ctx.db.device.delete({ where: { id: retired } });
    ctx.clock.advance({ seconds: 4 });
    expect(await readRolloutProgress(ctx, { rolloutId })).toMatchObject({ devices: 2, done: 2, reachable: 1 });
  });

  it("is for those who may read rollouts, and of those that exist", async () => {
    const rolloutId = "00000000-0000-4000-8000-000000000000";
    await expect(readRolloutProgress(getCtx(), { rolloutId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(readRolloutProgress(as(getCtx(), anonymous), { rolloutId })).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
  });
});
