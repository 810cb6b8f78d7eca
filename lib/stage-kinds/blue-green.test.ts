import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, it } from "vitest";
import { saveDecision } from "#lib/environments/store-approvals.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { blueGreenStage } from "#lib/stage-kinds/blue-green.ts";
import { LocalServer, StageWorld } from "#lib/stage-kinds/testing/stage-world.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { RolloutWorld } from "#lib/testing/rollout-world.ts";

const HEALTHY = ["accepted", "healthy"];

describeWithDatabase("Blue and green", (getCtx) => {
  let traffic: LocalServer;
  beforeEach(async () => {
    traffic = await LocalServer.listen();
  });
  afterEach(() => traffic.close());

  async function aSwitch(config: Record<string, unknown> = {}) {
    const ctx = getCtx();
    const rollouts = await RolloutWorld.with(ctx, { devices: 4 });
    const [blue, green] = [rollouts.deviceIds.slice(0, 2), rollouts.deviceIds.slice(2)];
    const stage = await StageWorld.with(ctx, {
      kind: "blueGreen",
      handler: blueGreenStage,
      config: {
        blue: { name: "north", devices: { deviceIds: blue } },
        green: { name: "south", devices: { deviceIds: green } },
        switch: { url: `${traffic.url}/traffic`, payload: { pool: "web" } },
        ...config,
      },
      rollouts,
    });
    const goOn = async () => {
      let outcome = await stage.run();
      for (let round = 0; round < 4; round++) {
        await rollouts.settle();
        outcome = await stage.run();
      }
      return outcome;
    };
    const goBack = async () => {
      let outcome = await stage.rollBack();
      for (let round = 0; round < 6 && outcome.kind === "waiting"; round++) {
        await rollouts.settle();
        await rollouts.answer(["accepted", "rolledBack"]);
        await rollouts.settle();
        outcome = await stage.rollBack();
      }
      return outcome;
    };
    const bringGreen = async () => {
      await goOn();
      expect(new Set(await rollouts.answer(HEALTHY))).toEqual(new Set(green));
      return goOn();
    };
    const decide = (decision: "approved" | "rejected") =>
      inTransaction(ctx, (tx) =>
        saveDecision(tx, stage.context.deploymentId, {
          stage: stage.stage,
          userId: randomUUID(),
          decision,
          reason: "seen",
          by: { kind: "user", name: "Ada" },
          at: ctx.clock.now(),
        }),
      );
    const made = () =>
      ctx.db.rollout.findMany({ where: { deploymentId: stage.context.deploymentId }, orderBy: { number: "asc" } });
    const moves = () =>
      traffic.received.map(({ body }) => {
        const { data } = JSON.parse(body) as { data: { direction: string; payload: { from: string; to: string } } };
        return `${data.direction}: ${data.payload.from} to ${data.payload.to}`;
      });
    return { ctx, rollouts, stage, blue, green, goOn, goBack, bringGreen, decide, made, moves };
  }

  it("green gets the release, then the traffic; blue follows when a person says so", async () => {
    const { rollouts, stage, blue, goOn, bringGreen, decide, made, moves } = await aSwitch();
    await goOn();
    expect(stage.output).toMatchObject({ phase: "green", asksPeople: false });
    expect(moves()).toEqual([]);
    expect(await bringGreen()).toMatchObject({
      kind: "waiting",
      reason: "Keeps north until a person says that it may follow.",
      output: { phase: "hold", asksPeople: true },
    });
    expect(moves()).toEqual(["run: north to south"]);
    expect(JSON.parse(traffic.received[0]?.body ?? "")).toMatchObject({ data: { payload: { pool: "web" } } });
    expect(await made()).toHaveLength(1);

    await decide("approved");
    await goOn();
    expect(stage.output).toMatchObject({ phase: "blue", asksPeople: false });
    expect(new Set(await rollouts.answer(HEALTHY))).toEqual(new Set(blue));
    expect(await goOn()).toMatchObject({
      kind: "completed",
      output: { green: { name: "south" }, blue: { name: "north", rolloutNumber: expect.any(Number) as number } },
    });
    expect((await made()).map(({ deploymentStage }) => deploymentStage)).toEqual(["it/green", "it/blue"]);
    expect(moves()).toHaveLength(1);
  });

  it("or when the old side was kept long enough", async () => {
    const { ctx, goOn, bringGreen, made } = await aSwitch({ confirm: false, keepOldMinutes: 45, switch: null });
    const until = new Date(ctx.clock.now().getTime() + 45 * 60_000);
    expect(await bringGreen()).toMatchObject({ kind: "waiting", until });
    ctx.clock.advance({ minutes: 44 });
    await goOn();
    expect(await made()).toHaveLength(1);
    ctx.clock.advance({ minutes: 1 });
    await goOn();
    expect(await made()).toHaveLength(2);
    expect(traffic.received).toEqual([]);
  });

  it("a no sends the traffic back and green with it, and blue is never touched", async () => {
    const { rollouts, blue, goOn, goBack, bringGreen, decide, made, moves } = await aSwitch();
    await bringGreen();
    await decide("rejected");
    expect(await goOn()).toMatchObject({ kind: "failed", isFinal: true, reason: "Ada rejected it: seen" });
    expect(await goBack()).toMatchObject({ kind: "completed" });
    expect(moves()).toEqual(["run: north to south", "back: south to north"]);
    expect((await made()).map(({ status }) => status)).toEqual(["rolledBack"]);
    const actions = await rollouts.ctx.db.deviceAction.count({ where: { deviceId: { in: blue } } });
    expect(actions).toBe(0);
  });

  it("from the end everything goes back in reverse: blue, the traffic, green", async () => {
    const { rollouts, stage, goOn, goBack, bringGreen, decide, made, moves } = await aSwitch();
    await bringGreen();
    await decide("approved");
    await goOn();
    await rollouts.answer(HEALTHY);
    expect(await goOn()).toMatchObject({ kind: "completed" });

    await stage.rollBack();
    await rollouts.settle();
    expect((await made()).map(({ status }) => status)).toEqual(["completed", "rollingBack"]);
    expect(moves()).toHaveLength(1);
    expect(await goBack()).toMatchObject({ kind: "completed" });
    expect((await made()).map(({ status }) => status)).toEqual(["rolledBack", "rolledBack"]);
    expect(moves()).toEqual(["run: north to south", "back: south to north"]);
  });

  it("where green does not come up, no traffic is moved, there or back", async () => {
    const { rollouts, goOn, goBack, moves } = await aSwitch({ maxFailureRate: 1 });
    await goOn();
    await rollouts.answer(["accepted", "failed"]);
    await rollouts.settle();
    await rollouts.answer(["accepted", "rolledBack"]);
    expect(await goOn()).toMatchObject({ kind: "failed", reason: expect.stringMatching(/^south: /) as string });
    expect(await goBack()).toMatchObject({ kind: "completed" });
    expect(moves()).toEqual([]);
  });

  it("a switch that fails is taken back too, since nobody knows how far it came", async () => {
    const { goBack, bringGreen, moves } = await aSwitch();
    traffic.answer = (_request, response) => void response.writeHead(500).end();
    expect(await bringGreen()).toMatchObject({ kind: "failed", isFinal: false });
    traffic.answer = (_request, response) => void response.end();
    expect(await goBack()).toMatchObject({ kind: "completed" });
    expect(moves().at(-1)).toBe("back: south to north");
  });

  it("killed at any point nothing is made or moved twice", async () => {
    const { rollouts, stage, made, decide, goOn } = await aSwitch();
    const killedAndAgain = async () => {
      await stage.run({ forget: true });
      await rollouts.settle();
      return stage.run();
    };
    await killedAndAgain();
    await rollouts.answer(HEALTHY);
    await rollouts.settle();
    for (let round = 0; round < 3; round++) await killedAndAgain();
    await decide("approved");
    for (let round = 0; round < 3; round++) await killedAndAgain();
    await rollouts.answer(HEALTHY);
    expect(await goOn()).toMatchObject({ kind: "completed" });
    expect(await made()).toHaveLength(2);
    const ids = traffic.received.map(({ headers }) => headers["webhook-id"]);
    expect(ids.length).toBeGreaterThan(1);
    expect(new Set(ids).size).toBe(1);

    await stage.rollBack({ forget: true });
    await stage.rollBack();
    await rollouts.settle();
    await rollouts.answer(["accepted", "rolledBack"]);
    await rollouts.settle();
    await stage.rollBack({ forget: true });
    await stage.rollBack();
    expect(new Set(traffic.received.map(({ headers }) => headers["webhook-id"])).size).toBe(2);
  });
});
