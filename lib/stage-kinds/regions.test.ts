import { expect, it } from "vitest";
import { rollBackRollout } from "#lib/rollouts/roll-back.ts";
import { pauseRollout } from "#lib/rollouts/pause.ts";
import { regionsStage } from "#lib/stage-kinds/regions.ts";
import { StageWorld } from "#lib/stage-kinds/testing/stage-world.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { RolloutWorld } from "#lib/testing/rollout-world.ts";

const HEALTHY = ["accepted", "healthy"];

describeWithDatabase("Region after region", (getCtx) => {
  async function inRegions(config: Record<string, unknown> = {}) {
    const ctx = getCtx();
    const rollouts = await RolloutWorld.with(ctx, { devices: 5 });
    const ids = rollouts.deviceIds;
    const stage = await StageWorld.with(ctx, {
      kind: "regions",
      handler: regionsStage,
      config: {
        batches: [100],
        regions: [
          { name: "eu/west #1", devices: { deviceIds: ids.slice(0, 2) } },
          { name: "us", devices: { deviceIds: ids.slice(2, 4) } },
          { name: "us", devices: { deviceIds: ids.slice(4) } },
        ],
        ...config,
      },
      rollouts,
    });
    const goOn = async () => {
      await stage.run();
      await rollouts.settle();
      return stage.run();
    };
    const made = () =>
      ctx.db.rollout.findMany({ where: { deploymentId: stage.context.deploymentId }, orderBy: { number: "asc" } });
    return { ctx, rollouts, stage, ids, goOn, made };
  }

  it("each gets the release after those before it, and all do in the end", async () => {
    const { rollouts, stage, ids, goOn, made } = await inRegions();
    expect(await goOn()).toMatchObject({
      output: { progress: "0 of 2 devices done" },
      kind: "waiting",
      reason: expect.stringMatching(/^eu\/west #1: Rollout #/) as string,
    });
    expect(new Set(await rollouts.answer(HEALTHY))).toEqual(new Set(ids.slice(0, 2)));
    await rollouts.settle();
    await goOn();
    expect(new Set(await rollouts.answer(HEALTHY))).toEqual(new Set(ids.slice(2, 4)));
    await rollouts.settle();
    await goOn();
    expect(await rollouts.answer(HEALTHY)).toEqual(ids.slice(4));
    await rollouts.settle();
    expect(await goOn()).toMatchObject({
      kind: "completed",
      output: { regions: [{ name: "eu/west #1" }, { name: "us" }, { name: "us", status: "completed" }] },
    });
    expect((await made()).map(({ deploymentStage }) => deploymentStage)).toEqual(["it/0", "it/1", "it/2"]);
    expect(stage.logs.filter(({ message }) => message.startsWith("Made rollout"))).toHaveLength(3);
  });

  it("rests between two of them, from the end of the first", async () => {
    const { ctx, rollouts, goOn, made } = await inRegions({ pauseMinutes: 30 });
    await goOn();
    await rollouts.answer(HEALTHY);
    await rollouts.settle();
    const until = new Date(ctx.clock.now().getTime() + 30 * 60_000);
    expect(await goOn()).toMatchObject({ kind: "waiting", until, reason: `us begins at ${until.toISOString()}.` });
    expect(await made()).toHaveLength(1);
    ctx.clock.advance({ minutes: 30 });
    await goOn();
    expect(await made()).toHaveLength(2);
  });

  it("a failure stops those that come after it", async () => {
    const { rollouts, goOn, made } = await inRegions({ maxFailureRate: 1 });
    await goOn();
    await rollouts.answer(["accepted", "failed"]);
    await rollouts.settle();
    await rollouts.answer(["accepted", "rolledBack"]);
    await rollouts.settle();
    expect(await goOn()).toMatchObject({ kind: "failed", isFinal: true });
    expect(await made()).toHaveLength(1);
  });

  it("a pause of one is waited for without the time running", async () => {
    const { ctx, goOn, made } = await inRegions();
    await goOn();
    const [first] = await made();
    await pauseRollout(ctx, { rolloutId: first?.id, reason: "a look" });
    expect(await goOn()).toMatchObject({ kind: "waiting", isPaused: true });
  });

  it("they go back the other way round, one after the other", async () => {
    const { rollouts, stage, goOn, made, ids } = await inRegions();
    for (let region = 0; region < 2; region++) {
      await goOn();
      await rollouts.answer(HEALTHY);
      await rollouts.settle();
    }
    expect(await stage.rollBack()).toMatchObject({ kind: "waiting" });
    await rollouts.settle();
    expect((await made()).map(({ status }) => status)).toEqual(["completed", "rollingBack"]);
    expect(new Set(await rollouts.answer(["accepted", "rolledBack"]))).toEqual(new Set(ids.slice(2, 4)));
    await rollouts.settle();
    expect(await stage.rollBack()).toMatchObject({ kind: "waiting" });
    await rollouts.settle();
    await rollouts.answer(["accepted", "rolledBack"]);
    await rollouts.settle();
    expect(await stage.rollBack()).toMatchObject({ kind: "completed" });
    expect((await made()).map(({ status }) => status)).toEqual(["rolledBack", "rolledBack"]);
  });

  it("one that a person took back fails the stage", async () => {
    const { ctx, rollouts, goOn, made } = await inRegions();
    await goOn();
    await rollouts.answer(HEALTHY);
    await rollouts.settle();
    await goOn();
    await rollBackRollout(ctx, { rolloutId: (await made())[0]?.id });
    await rollouts.settle();
    await rollouts.answer(["accepted", "rolledBack"]);
    await rollouts.settle();
    expect(await goOn()).toMatchObject({ kind: "failed", isFinal: true });
  });

  it("killed at any point no region has two rollouts", async () => {
    const { rollouts, stage, made } = await inRegions();
    for (let region = 0; region < 3; region++) {
      await stage.run({ forget: true });
      await stage.run({ forget: true });
      await rollouts.settle();
      await rollouts.answer(HEALTHY);
      await rollouts.settle();
    }
    expect(await stage.run()).toMatchObject({ kind: "completed" });
    expect(await made()).toHaveLength(3);
  });
});
