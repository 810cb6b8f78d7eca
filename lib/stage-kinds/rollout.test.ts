import { expect, it } from "vitest";
import { inTransaction } from "#lib/database/transaction.ts";
import { cancelRollout } from "#lib/rollouts/cancel.ts";
import { pauseRollout } from "#lib/rollouts/pause.ts";
import { approvalStage } from "#lib/stage-kinds/approval.ts";
import { ensureRollout } from "#lib/stage-kinds/rollouts.ts";
import { rolloutStage } from "#lib/stage-kinds/rollout.ts";
import { StageWorld } from "#lib/stage-kinds/testing/stage-world.ts";
import { waitStage } from "#lib/stage-kinds/wait.ts";
import { saveDecision } from "#lib/environments/store-approvals.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";
import { RolloutWorld } from "#lib/testing/rollout-world.ts";

describeWithDatabase("A rollout stage", (getCtx) => {
  async function aStage(config: Record<string, unknown> = {}) {
    const rollouts = await RolloutWorld.with(getCtx(), { devices: 2 });
    const world = await StageWorld.with(getCtx(), {
      kind: "rollout",
      handler: rolloutStage,
      config: { batches: [100], ...config },
      rollouts,
    });
    const made = () => getCtx().db.rollout.findMany({ where: { deploymentId: world.context.deploymentId } });
    return { world, rollouts, made };
  }

  it("makes one rollout, however often it is asked, also where the note of it was lost", async () => {
    const { world, made } = await aStage();
    await world.run({ forget: true });
    await Promise.all([world.run(), world.run()]);
    const rollouts = await made();
    expect(rollouts).toHaveLength(1);
    expect(rollouts[0]).toMatchObject({ deploymentStage: "it", policyId: null, strategy: "auto" });
    expect(world.logs.map(({ message }) => message)).toEqual([`Made rollout #${rollouts[0]?.number ?? 0}.`]);
  });

  it("makes one rollout where two that do not know of each other ask for the first time", async () => {
    for (let round = 0; round < 4; round++) {
      const { world, made } = await aStage();
      const outcomes = await Promise.all([world.run(), world.run(), world.run()]);
      expect(outcomes.map(({ kind }) => kind)).toEqual(["waiting", "waiting", "waiting"]);
      expect(await made()).toHaveLength(1);
    }
  });

  it("waits for the end of its rollout, and says how far it is", async () => {
    const { world, rollouts } = await aStage();
    await world.run();
    await rollouts.settle();
    expect(await world.run()).toMatchObject({
      kind: "waiting",
      reason: expect.stringContaining("is under way, batch 1 of 1.") as string,
      output: { progress: "0 of 2 devices done" },
    });
    await rollouts.answer(["accepted", "installed", "healthy"]);
    await rollouts.settle();
    expect(await world.run()).toMatchObject({ kind: "completed" });
  });

  it("is paused with its rollout, and cancelled with it", async () => {
    const { world, made } = await aStage();
    await world.run();
    const rolloutId = (await made())[0]?.id;
    await pauseRollout(getCtx(), { rolloutId, reason: "A look." });
    expect(await world.run()).toMatchObject({
      kind: "waiting",
      isPaused: true,
      reason: expect.stringContaining("A look.") as string,
    });
    await cancelRollout(getCtx(), { rolloutId });
    expect(await world.run()).toMatchObject({ kind: "cancelled" });
  });

  it("makes no rollout for a deployment that was cancelled meanwhile", async () => {
    const { world, made } = await aStage();
    await getCtx().db.machine.update({
      where: { id: world.machineId },
      data: { cancelRequestedAt: getCtx().clock.now() },
    });
    expect(await world.run()).toMatchObject({ kind: "cancelled" });
    expect(await made()).toEqual([]);
  });

  it("takes back everything that it rolled out, and what never began is only cancelled", async () => {
    const { world, rollouts, made } = await aStage();
    await world.run();
    await rollouts.settle();
    await rollouts.answer(["accepted", "installed", "healthy"]);
    await rollouts.settle();
    expect(await world.rollBack({ forget: true })).toMatchObject({ kind: "waiting" });
    expect(await world.rollBack()).toMatchObject({ kind: "waiting" });
    await rollouts.settle();
    await rollouts.answer(["accepted", "rolledBack"]);
    await rollouts.settle();
    expect(await world.rollBack()).toEqual({ kind: "completed" });
    expect((await made())[0]?.status).toBe("rolledBack");

    const other = await aStage();
    await other.world.run();
    expect(await other.world.rollBack()).toEqual({ kind: "completed" });
    expect((await other.made())[0]?.status).toBe("cancelled");
  });

  it("gives up its way back where a person stopped it", async () => {
    const { world, rollouts, made } = await aStage();
    await world.run();
    await rollouts.settle();
    await rollouts.answer(["accepted", "installed", "healthy"]);
    await rollouts.settle();
    await world.rollBack();
    await cancelRollout(getCtx(), { rolloutId: (await made())[0]?.id });
    expect(await world.rollBack()).toMatchObject({ kind: "failed", isFinal: true });
  });

  it("makes another rollout when a person tries again, and keeps parts apart", async () => {
    const { world, made } = await aStage();
    const call = callOf(getCtx(), world);
    await ensureRollout(call(1), { config: world.config, part: "eu" });
    await ensureRollout(call(1), { config: world.config, part: "us" });
    await ensureRollout(call(2), { config: world.config, part: "us" });
    expect((await made()).map(({ deploymentStage }) => deploymentStage).sort()).toEqual(["it/eu", "it/us", "it/us#2"]);
  });
});

function callOf(ctx: TestContext, world: StageWorld<"rollout">) {
  return (attempt: number) => ({
    ctx,
    secrets: [],
    log: () => Promise.resolve(),
    turn: {
      machineId: world.machineId,
      stage: world.stage,
      attempt,
      now: ctx.clock.now(),
      deadlineAt: null,
      context: world.context,
      output: null,
      outputOf: () => null,
      signal: new AbortController().signal,
    },
  });
}

describeWithDatabase("A waiting stage", (getCtx) => {
  it("waits from its first turn on, whoever asks later", async () => {
    const ctx = getCtx();
    const world = await StageWorld.with(ctx, { kind: "wait", handler: waitStage, config: { minutes: 10 } });
    const first = await world.run();
    expect(first).toMatchObject({ kind: "waiting", until: new Date(ctx.clock.now().getTime() + 600_000) });
    ctx.clock.advance({ minutes: 4 });
    expect(await world.run()).toMatchObject({ kind: "waiting", until: "until" in first ? first.until : null });
    ctx.clock.advance({ minutes: 6 });
    expect(await world.run()).toMatchObject({ kind: "completed" });
  });

  it("waits until a time, which is meant in UTC where it names no zone", async () => {
    const ctx = getCtx();
    const until = new Date(ctx.clock.now().getTime() + 3_600_000).toISOString().slice(0, 19);
    const world = await StageWorld.with(ctx, { kind: "wait", handler: waitStage, config: { until } });
    expect(await world.run()).toMatchObject({ kind: "waiting", until: new Date(`${until}Z`) });
  });

  it("fails a soak as soon as too many devices have failed, and no sooner", async () => {
    const ctx = getCtx();
    const rollouts = await RolloutWorld.with(ctx, { devices: 4 });
    const config = { minutes: 10, soak: { maxFailureRate: 0.3 } };
    const world = await StageWorld.with(ctx, { kind: "wait", handler: waitStage, config, rollouts });
    const rolloutId = await rollouts.rollOut({ strategy: "auto", settings: { batches: [100], maxFailureRate: 1 } });
    await ctx.db.rollout.update({ where: { id: rolloutId }, data: { deploymentId: world.context.deploymentId } });
    await rollouts.settle();
    await rollouts.answer(["accepted", "installed", "healthy"], { limit: 2 });
    expect(await world.run()).toMatchObject({ kind: "waiting", until: new Date(ctx.clock.now().getTime() + 30_000) });
    await rollouts.answer(["accepted", "failed"], { limit: 1 });
    expect(await world.run()).toMatchObject({
      kind: "failed",
      isFinal: true,
      reason: expect.stringContaining("1 of 3") as string,
    });
  });
});

describeWithDatabase("An approval stage", (getCtx) => {
  async function decide(world: StageWorld<"approval">, userId: string, decision: "approved" | "rejected") {
    const by = { kind: "user", id: userId, name: "Ada" } as const;
    await inTransaction(getCtx(), (tx) =>
      saveDecision(tx, world.context.deploymentId, {
        stage: world.stage,
        userId,
        decision,
        reason: "as agreed",
        by,
        at: getCtx().clock.now(),
      }),
    );
  }

  it("waits for as many people as it needs", async () => {
    const world = await StageWorld.with(getCtx(), { kind: "approval", handler: approvalStage, config: { count: 2 } });
    expect(await world.run()).toMatchObject({
      kind: "waiting",
      until: null,
      reason: "Waits for 2 more approvals.",
      output: { missing: 2 },
    });
    await decide(world, crypto.randomUUID(), "approved");
    expect(await world.run()).toMatchObject({ kind: "waiting", reason: "Waits for one more approval." });
    await decide(world, crypto.randomUUID(), "approved");
    expect(await world.run()).toMatchObject({ kind: "completed" });
  });

  it("fails with the first no, and tells whose and why", async () => {
    const world = await StageWorld.with(getCtx(), { kind: "approval", handler: approvalStage, config: {} });
    await decide(world, crypto.randomUUID(), "rejected");
    expect(await world.run()).toMatchObject({ kind: "failed", isFinal: true, reason: "Ada rejected it: as agreed" });
  });
});
