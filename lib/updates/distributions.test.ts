import { expect, it } from "vitest";
import { advanceDistributions } from "#lib/updates/advance-distributions.ts";
import {
  cancelDistribution,
  changePercent,
  completeDistribution,
  pauseDistribution,
  resumeDistribution,
} from "#lib/updates/move-distribution.ts";
import { getDistribution, listDistributions } from "#lib/updates/show-distribution.ts";
import { as, aUser } from "#lib/testing/builders.ts";
import { describeOnPostgres, describeWithDatabase, type TestContext } from "#lib/testing/database.ts";
import { UpdateWorld } from "#lib/testing/update-world.ts";

async function eventsOf(ctx: TestContext, distributionId: string): Promise<string[]> {
  const events = await ctx.db.event.findMany({ where: { subjectId: distributionId }, orderBy: { seq: "asc" } });
  return events.map((event) => event.type);
}

describeWithDatabase("A distribution", (getCtx) => {
  it("promotes its version, and lives through pause, share and end", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0");
    await world.addVersion("2.0.0", { channels: [] });
    expect(await world.check({})).toMatchObject({ updateAvailable: false });
    const made = await world.distribute({ version: "2.0.0", strategy: "gradual", percent: 0 });
    const distributionId = made.id;
    expect(made).toMatchObject({ version: "2.0.0", channel: "stable", status: "running", share: 0 });
    expect(await world.check({ clientId: "one" })).toMatchObject({ reason: "notYourTurn" });
    expect((await changePercent(ctx, { distributionId, percent: 100 })).share).toBe(100);
    expect((await world.update({ clientId: "one" })).toVersion).toBe("2.0.0");
    expect((await pauseDistribution(ctx, { distributionId, reason: "reports of crashes" })).share).toBe(0);
    expect(await world.check({ clientId: "one" })).toMatchObject({ updateAvailable: false });
    expect(await resumeDistribution(ctx, { distributionId })).toMatchObject({ status: "running", share: 100 });
    await completeDistribution(ctx, { distributionId });
    expect((await world.update({})).toVersion).toBe("2.0.0");
    expect(await eventsOf(ctx, distributionId)).toEqual([
      "distribution_created",
      "distribution_percent_changed",
      "distribution_paused",
      "distribution_resumed",
      "distribution_completed",
    ]);
    const page = await listDistributions(ctx, { productId: world.slug, status: "completed" });
    expect(page.items.map(({ id }) => id)).toEqual([distributionId]);
  });

  it("that was cancelled offers its version to nobody, until there is another one", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0", "1.1.0", "2.0.0");
    const { id } = await world.distribute({ version: "2.0.0", strategy: "immediate" });
    expect((await world.update({})).toVersion).toBe("2.0.0");
    await cancelDistribution(ctx, { distributionId: id, reason: "wrong build" });
    expect((await world.update({})).toVersion).toBe("1.1.0");
    await world.distribute({ version: "2.0.0", strategy: "immediate" });
    expect((await world.update({})).toVersion).toBe("2.0.0");
  });

  it("begins and grows by the clock, in its time zone", async () => {
    const ctx = getCtx();
    ctx.clock.set(new Date("2026-03-28T12:00:00Z"));
    const world = await UpdateWorld.with(ctx, "1.0.0", "2.0.0");
    const made = await world.distribute({
      version: "2.0.0",
      strategy: "scheduled",
      startsAt: "2026-03-29T09:00",
      timeZone: "Europe/Berlin",
      percent: 20,
      growBy: 80,
    });
    expect(made).toMatchObject({ status: "scheduled", share: 0, startsAt: "2026-03-29T07:00:00.000Z" });
    expect(await advanceDistributions(ctx)).toEqual(new Date("2026-03-29T07:00:00Z"));
    ctx.clock.set(new Date("2026-03-29T07:00:00Z"));
    await advanceDistributions(ctx);
    expect(await getDistribution(ctx, { distributionId: made.id })).toMatchObject({ status: "running", share: 20 });
    ctx.clock.set(new Date("2026-03-30T07:00:00Z"));
    expect(await getDistribution(ctx, { distributionId: made.id })).toMatchObject({ share: 100, nextChangeAt: null });
    expect(await eventsOf(ctx, made.id)).toEqual(["distribution_created", "distribution_started"]);
  });

  it("of two versions ends with the one that won", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0", "1.1.0", "2.0.0");
    const { id: distributionId } = await world.distribute({
      version: "2.0.0",
      otherVersion: "1.1.0",
      strategy: "split",
      percent: 100,
    });
    expect((await world.update({})).toVersion).toBe("2.0.0");
    await expect(completeDistribution(ctx, { distributionId })).rejects.toThrow("Say which of the two won");
    expect(await completeDistribution(ctx, { distributionId, winner: "otherVersion" })).toMatchObject({
      winner: "1.1.0",
    });
    expect((await world.update({})).toVersion).toBe("1.1.0");
  });

  it("is refused where there is one already, or its version cannot be offered", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0", "2.0.0", "3.0.0");
    await world.distribute({ version: "2.0.0", strategy: "gradual" });
    await expect(world.distribute({ version: "3.0.0", strategy: "gradual" })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    await expect(world.distribute({ version: "9.0.0", channel: "beta", strategy: "immediate" })).rejects.toThrow(
      "has no version 9.0.0",
    );
    await ctx.db.version.updateMany({
      where: { productId: world.productId, version: "3.0.0" },
      data: { isDeprecated: true },
    });
    await expect(world.distribute({ version: "3.0.0", channel: "beta", strategy: "immediate" })).rejects.toMatchObject({
      code: "WRONG_STATE",
    });
  });

  it("that reached everybody makes room for the next one", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0", "2.0.0", "3.0.0");
    const first = await world.distribute({ version: "2.0.0", strategy: "immediate" });
    await world.distribute({ version: "3.0.0", strategy: "gradual", percent: 0 });
    expect(await getDistribution(ctx, { distributionId: first.id })).toMatchObject({ status: "completed" });
    expect((await world.update({})).toVersion).toBe("2.0.0");
  });

  it("is moved only from states that allow it, and by those who may", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0", "2.0.0");
    const { id: distributionId } = await world.distribute({ version: "2.0.0", strategy: "gradual" });
    await expect(resumeDistribution(ctx, { distributionId })).rejects.toMatchObject({
      code: "WRONG_STATE",
      details: { allowedStates: ["paused"] },
    });
    await expect(pauseDistribution(as(ctx, aUser("viewer")), { distributionId })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await expect(pauseDistribution(ctx, { distributionId: crypto.randomUUID() })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describeOnPostgres("Distributions made at once", (getCtx) => {
  it("leave one open", async () => {
    const ctx = getCtx();
    const world = await UpdateWorld.with(ctx, "1.0.0", "2.0.0", "3.0.0");
    const outcomes = await Promise.allSettled(
      ["2.0.0", "3.0.0"].map((version) => world.distribute({ version, strategy: "gradual" })),
    );
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const page = await listDistributions(ctx, { productId: world.slug });
    const [open] = page.items;
    const ends = await Promise.allSettled([
      cancelDistribution(ctx, { distributionId: open?.id }),
      completeDistribution(ctx, { distributionId: open?.id }),
    ]);
    expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});
