import { expect, it } from "vitest";
import { createDevices } from "#lib/devices/create.ts";
import { readAdoptionOverTime } from "#lib/devices/read-adoption.ts";
import { retireDevice } from "#lib/devices/retire.ts";
import { sampleAdoption } from "#lib/devices/sample-adoption.ts";
import { anonymous, as, aUser } from "#lib/testing/builders.ts";
import { RolloutWorld } from "#lib/testing/rollout-world.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

async function run(ctx: TestContext, deviceId: string, version: string | null): Promise<void> {
  const data = { image: "docker.io/acme/gateway", version, reportedAt: ctx.clock.now() };
  const where = { deviceId_app: { deviceId, app: "gateway" } };
  await ctx.db.deviceApp.upsert({ where, create: { deviceId, app: "gateway", ...data }, update: data });
}

describeWithDatabase("Adoption over time", (getCtx) => {
  it("is noted when it changes, and ends with what runs now", async () => {
    const ctx = getCtx();
    const { items } = await createDevices(ctx, { devices: [{ name: "a" }, { name: "b" }, { name: "c" }] });
    const [a, b, c] = items.map(({ id }) => id) as [string, string, string];
    for (const id of [a, b]) await run(ctx, id, "1.0.0");
    await run(ctx, c, null);
    await sampleAdoption(ctx);
    ctx.clock.advance({ minutes: 5 });
    await sampleAdoption(ctx);
    expect(await ctx.db.adoptionSample.count()).toBe(2);

    ctx.clock.advance({ minutes: 5 });
    await run(ctx, a, "1.1.0");
    await run(ctx, b, "1.1.0");
    await sampleAdoption(ctx);
    ctx.clock.advance({ minutes: 5 });
    await retireDevice(ctx, { deviceId: c });

    const { points } = await readAdoptionOverTime(ctx, { app: "gateway", range: "1h" });
    const told = points.map(({ counts }) => Object.fromEntries(counts.map((row) => [row.version, row.deviceCount])));
    expect(told).toEqual([{ null: 1, "1.0.0": 2 }, { null: 1, "1.0.0": 0, "1.1.0": 2 }, { "1.1.0": 2 }]);
  });

  it("begins with what held before the range, and forgets after a month all but the newest", async () => {
    const ctx = getCtx();
    await sampleAdoption(ctx);
    ctx.clock.advance({ days: 2 });
    const { since, points } = await readAdoptionOverTime(ctx, { app: "gateway" });
    expect(points[0]?.at).toBe(since);
    ctx.clock.advance({ days: 40 });
    await sampleAdoption(ctx);
    const samples = await ctx.db.adoptionSample.findMany();
    expect(new Set(samples.map(({ sampledAt }) => sampledAt.getTime())).size).toBe(1);
  });

  it("of one fleet is worked out from what happened to its devices", async () => {
    const ctx = getCtx();
    const world = await RolloutWorld.with(ctx, { devices: 3 });
    await ctx.db.device.updateMany({
      where: { id: { in: world.deviceIds } },
      data: { createdAt: new Date(ctx.clock.now().getTime() - 86_400_000) },
    });
    const told = async () => {
      const read = await readAdoptionOverTime(ctx, { app: world.slug, range: "1h", fleetId: world.fleet });
      return read.points.map(({ counts }) =>
        counts.filter(({ deviceCount }) => deviceCount > 0).map((row) => [row.version, row.deviceCount]),
      );
    };
    expect(await told()).toEqual([[["1.0.0", 3]], [["1.0.0", 3]]]);

    ctx.clock.advance({ minutes: 5 });
    await world.rollOut({ settings: { batches: [100] } });
    await world.settle();
    ctx.clock.advance({ minutes: 5 });
    await world.answer(["healthy"], { limit: 2 });
    ctx.clock.advance({ minutes: 10 });
    await world.addDevices(1);
    await ctx.db.device.updateMany({
      where: { id: world.deviceIds.at(-1)! },
      data: { createdAt: ctx.clock.now() },
    });
    ctx.clock.advance({ minutes: 10 });
    const halfway = { "1.0.0": 1, "2.0.0": 2 };
    const points = (await told()).map((point) => Object.fromEntries(point) as Record<string, number>);
    expect(points).toEqual([{ "1.0.0": 3 }, halfway, { "1.0.0": 2, "2.0.0": 2 }, { "1.0.0": 2, "2.0.0": 2 }]);
  });

  it("is empty for an app nobody runs, and for those who may read devices", async () => {
    const ctx = getCtx();
    const { points } = await readAdoptionOverTime(ctx, { app: "unknown" });
    expect(points).toMatchObject([{ counts: [] }]);
    await expect(readAdoptionOverTime(as(ctx, anonymous), { app: "x" })).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
    await expect(readAdoptionOverTime(as(ctx, aUser("viewer")), { app: "x", range: "1y" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });
});
