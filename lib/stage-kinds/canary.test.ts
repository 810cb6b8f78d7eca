import { afterEach, beforeEach, expect, it } from "vitest";
import { approveBatch } from "#lib/rollouts/approve.ts";
import { resumeRollout } from "#lib/rollouts/resume.ts";
import { rollBackRollout } from "#lib/rollouts/roll-back.ts";
import { canaryStage } from "#lib/stage-kinds/canary.ts";
import type { Analysis } from "#lib/stage-kinds/rules/analysis.ts";
import { LocalServer, StageWorld } from "#lib/stage-kinds/testing/stage-world.ts";
import { aUser, as } from "#lib/testing/builders.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { RolloutWorld } from "#lib/testing/rollout-world.ts";

const HEALTHY = ["accepted", "healthy"];

describeWithDatabase("A canary", (getCtx) => {
  let metrics: LocalServer;
  beforeEach(async () => {
    metrics = await LocalServer.listen();
    say("0.01");
  });
  afterEach(() => metrics.close());

  /** What Prometheus answers from now on. */
  const say = (value: string) => {
    const result = value === "" ? [] : [{ metric: {}, value: [1435781451.781, value] }];
    metrics.answer = (_request, response) =>
      void response.end(JSON.stringify({ status: "success", data: { resultType: "vector", result } }));
  };

  const aMetric = (config: Record<string, unknown> = {}) => ({
    name: "errors",
    source: { type: "prometheus", address: `${metrics.url}/prometheus/`, query: 'sum(rate(errors{app="a&b"}[5m]))' },
    success: { is: "<", value: 0.05 },
    intervalSeconds: 30,
    count: 2,
    ...config,
  });

  async function aCanary(config: Record<string, unknown> = {}) {
    const rollouts = await RolloutWorld.with(getCtx(), { devices: 10 });
    const stage = await StageWorld.with(getCtx(), {
      kind: "canary",
      handler: canaryStage,
      config: { batches: [10, 50, 100], metrics: [aMetric()], ...config },
      rollouts,
    });
    /** Lets the rollout and the stage go on until both have to wait. */
    const goOn = async () => {
      let outcome = await stage.run();
      for (let round = 0; round < 5; round++) {
        await rollouts.settle();
        outcome = await stage.run();
      }
      return outcome;
    };
    const answer = async () => {
      await rollouts.answer(HEALTHY);
      return goOn();
    };
    const see = () => rollouts.see(String(stage.output?.rolloutId));
    const statuses = async () => (await see()).batches.map(({ status }) => status);
    const analyses = () => (stage.output?.analyses ?? []) as Analysis[];
    const advance = (seconds: number) => {
      getCtx().clock.advance({ seconds });
      return goOn();
    };
    return { ctx: getCtx(), rollouts, stage, goOn, answer, see, statuses, analyses, advance };
  }

  it("goes on after each batch that is measured to do well, to its end", async () => {
    const { stage, goOn, answer, statuses, analyses, advance, rollouts } = await aCanary();
    await goOn();
    expect(await statuses()).toEqual(["running", "pending", "pending"]);
    expect(metrics.received).toEqual([]);

    expect(await answer()).toMatchObject({ kind: "waiting", reason: "Measures how batch 1 does." });
    expect(await statuses()).toEqual(["completed", "pending", "pending"]);
    await advance(30);
    expect(await statuses()).toEqual(["completed", "running", "pending"]);
    await answer();
    await advance(30);
    expect(await answer(), JSON.stringify(stage.logs)).toMatchObject({ kind: "completed" });
    expect(analyses()).toMatchObject([
      { before: 1, status: "success", metrics: [{ successes: 2, measurements: [{ value: 0.01 }, {}] }] },
      { before: 2, status: "success" },
    ]);
    expect(metrics.received).toHaveLength(4);
    expect(metrics.received[0]).toMatchObject({
      method: "POST",
      path: "/prometheus/api/v1/query",
      body: new URLSearchParams({ query: 'sum(rate(errors{app="a&b"}[5m]))' }).toString(),
    });
    expect(stage.logs.map(({ message }) => message)).toContain(
      "Lets batch 2 begin. The analysis went well. errors: 2 of 2 measurements good",
    );
    const [approved] = (await rollouts.see(String(stage.output?.rolloutId))).batches;
    expect(approved?.approvedBy).toEqual({ kind: "system", name: "canary analysis" });
  });

  it("stops at a bad measurement: the rollout is paused, the stage fails, and is taken back", async () => {
    const { stage, goOn, answer, see, statuses, rollouts } = await aCanary();
    await goOn();
    say("0.4");
    const reason =
      "The analysis of batch 1: failure. errors: 1 measurement bad, 0 allowed; the last was 0.4, not < 0.05";
    expect(await answer()).toMatchObject({ kind: "failed", isFinal: true, reason });
    expect(await see()).toMatchObject({ status: "paused", statusReason: reason });
    expect(await statuses()).toEqual(["completed", "pending", "pending"]);

    expect(await stage.rollBack()).toMatchObject({ kind: "waiting" });
    await rollouts.settle();
    await rollouts.answer(["accepted", "rolledBack"]);
    await rollouts.settle();
    expect(await stage.rollBack()).toEqual({ kind: "completed" });
    expect(await see()).toMatchObject({ status: "rolledBack" });
  });

  it.each([
    ["no samples", ""],
    ["NaN", "NaN"],
  ])("of which the metric says nothing (%s) waits for a person, whose resuming is a yes", async (_title, value) => {
    const { ctx, stage, goOn, answer, see, statuses } = await aCanary();
    await goOn();
    say(value);
    expect(await answer()).toMatchObject({ kind: "waiting", isPaused: true });
    expect(await see()).toMatchObject({ status: "paused" });
    await resumeRollout(as(ctx, aUser("operator")), { rolloutId: stage.output?.rolloutId });
    await goOn();
    expect(await statuses()).toEqual(["completed", "running", "pending"]);
    expect((await see()).status).toBe("running");
  });

  it("where inconclusive is a failure it fails", async () => {
    const { goOn, answer, see } = await aCanary({ onInconclusive: "fail" });
    await goOn();
    say("");
    expect(await answer()).toMatchObject({ kind: "failed", isFinal: true });
    expect((await see()).status).toBe("paused");
  });

  it.each([
    ["down", 502, "Bad Gateway", "answered 502"],
    ["lying", 200, "<html>", "the answer is no JSON"],
    ["of another kind", 200, '{"rate":"0.01"}', "the answer is not one of Prometheus"],
  ])(
    "whose metrics are %s is measured a few times more, and then is inconclusive",
    async (_title, status, text, why) => {
      const { stage, goOn, answer, advance } = await aCanary({ metrics: [aMetric({ errorLimit: 1 })] });
      await goOn();
      metrics.answer = (_request, response) => void response.writeHead(status).end(text);
      expect(await answer()).toMatchObject({ kind: "waiting", reason: "Measures how batch 1 does." });
      const outcome = await advance(30);
      expect(outcome).toMatchObject({ kind: "waiting", isPaused: true });
      expect(outcome).toHaveProperty(
        "reason",
        expect.stringContaining(`2 measurements in a row not to be measured: ${why}`),
      );
      expect(stage.logs.filter(({ level }) => level === "warning").map(({ message }) => message)).toContain(
        `errors could not be measured: ${why}`,
      );
    },
  );

  it("recovers where its metrics come back", async () => {
    const { goOn, answer, advance, statuses, analyses } = await aCanary();
    await goOn();
    metrics.answer = (_request, response) => void response.destroy();
    await answer();
    say("0.01");
    await advance(30);
    await advance(30);
    expect(await statuses()).toEqual(["completed", "running", "pending"]);
    expect(analyses()[0]?.metrics[0]?.measurements.map(({ verdict }) => verdict)).toEqual([
      "error",
      "success",
      "success",
    ]);
  });

  it("reads JSON with the size of its sample, and does not decide by a dry run", async () => {
    const { goOn, answer, statuses, analyses } = await aCanary({
      metrics: [
        {
          name: "checkout",
          source: { type: "json", url: `${metrics.url}/stats`, path: "checkout.ok", samplePath: "checkout.count" },
          success: { is: ">=", value: 0.99 },
          minimumSample: 100,
          count: 1,
        },
        aMetric({ dryRun: true, errorLimit: 0 }),
      ],
    });
    await goOn();
    metrics.answer = (_request, response) => void response.end('{"checkout":{"ok":0.995,"count":250}}');
    await answer();
    expect(await statuses()).toEqual(["completed", "running", "pending"]);
    expect(analyses()[0]).toMatchObject({
      status: "success",
      metrics: [
        { name: "checkout", measurements: [{ value: 0.995, sample: 250, verdict: "success" }] },
        { name: "errors", dryRun: true, measurements: expect.any(Array) as unknown },
      ],
    });
  });

  it("waits before it measures, and between batches", async () => {
    const { goOn, answer, advance, statuses } = await aCanary({
      initialDelaySeconds: 100,
      batchDelayMinutes: 5,
      metrics: [aMetric({ count: 1 })],
    });
    await goOn();
    await answer();
    expect(metrics.received).toHaveLength(0);
    expect(await advance(100)).toMatchObject({
      kind: "waiting",
      reason: expect.stringMatching(/^Batch 2 begins at/) as string,
    });
    expect(metrics.received).toHaveLength(1);
    expect(await statuses()).toEqual(["completed", "pending", "pending"]);
    await advance(200);
    expect(await statuses()).toEqual(["completed", "running", "pending"]);
  });

  it("without metrics is a rollout whose batches follow each other", async () => {
    const { goOn, answer } = await aCanary({ metrics: [] });
    await goOn();
    await answer();
    await answer();
    expect(await answer()).toMatchObject({ kind: "completed" });
  });

  it("where people approve each batch, the analysis only lets them", async () => {
    const { ctx, stage, goOn, answer, advance, statuses } = await aCanary({ manualBatches: true });
    const approve = () => approveBatch(as(ctx, aUser("approver")), { rolloutId: stage.output?.rolloutId });
    expect(await goOn()).toMatchObject({ kind: "waiting", reason: "Batch 1 waits for a person's approval." });
    await approve();
    await goOn();
    await answer();
    expect(await advance(30)).toMatchObject({ reason: "Batch 2 waits for a person's approval." });
    expect(await statuses()).toEqual(["completed", "pending", "pending"]);
    await approve();
    await goOn();
    expect(await statuses()).toEqual(["completed", "running", "pending"]);
  });

  it("killed at any point it makes one rollout, measures again what was not noted, and comes to the same end", async () => {
    const { ctx, stage, rollouts, goOn, answer, statuses } = await aCanary({ metrics: [aMetric({ count: 1 })] });
    await stage.run({ forget: true });
    await stage.run({ forget: true });
    await goOn();
    await rollouts.answer(HEALTHY);
    await rollouts.settle();
    const controller = new AbortController();
    const usual = metrics.answer;
    metrics.answer = () => controller.abort();
    await expect(stage.run({ signal: controller.signal })).rejects.toThrow();
    metrics.answer = usual;
    await stage.run({ forget: true });
    await stage.run();
    // The batch is approved, and the note of it is lost.
    await stage.run({ forget: true });
    await stage.run();
    await rollouts.settle();
    expect(await statuses()).toEqual(["completed", "running", "pending"]);
    expect(await answer()).toMatchObject({ kind: "waiting" });
    expect(await ctx.db.rollout.count({ where: { deploymentId: stage.context.deploymentId } })).toBe(1);
  });

  it("killed between the pause for a person and its note, a resumed rollout still goes on", async () => {
    const { ctx, stage, rollouts, goOn, statuses, see } = await aCanary();
    await goOn();
    say("");
    await rollouts.answer(HEALTHY);
    await rollouts.settle();
    await stage.run();
    await stage.run({ forget: true });
    expect((await see()).status).toBe("paused");
    await stage.run();
    await resumeRollout(ctx, { rolloutId: stage.output?.rolloutId });
    await goOn();
    expect(await statuses()).toEqual(["completed", "running", "pending"]);
  });

  it("tried again it begins anew with another rollout in the place of the old one", async () => {
    const { ctx, stage, goOn, answer, see } = await aCanary();
    await goOn();
    say("1");
    await answer();
    const first = String(stage.output?.rolloutId);
    say("0");
    await stage.run({ attempt: 2 });
    expect(stage.output?.rolloutId).not.toBe(first);
    expect((await see()).status).toBe("pending");
    expect(await ctx.db.rollout.findUnique({ where: { id: first } })).toMatchObject({ status: "cancelled" });
  });

  it("ends with its rollout where people end that", async () => {
    const { ctx, stage, rollouts, goOn, answer } = await aCanary();
    await goOn();
    await answer();
    await rollBackRollout(ctx, { rolloutId: stage.output?.rolloutId });
    await rollouts.settle();
    expect(await goOn()).toMatchObject({ kind: "waiting" });
    await rollouts.answer(["accepted", "rolledBack"]);
    expect(await goOn()).toMatchObject({ kind: "failed", isFinal: true });
  });
});
