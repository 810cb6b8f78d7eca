import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { receiveCallback } from "#lib/stage-kinds/callbacks/receive.ts";
import { migrationStage } from "#lib/stage-kinds/migration.ts";
import { LocalServer, StageWorld, type Received } from "#lib/stage-kinds/testing/stage-world.ts";
import { trafficSwitchStage } from "#lib/stage-kinds/traffic-switch.ts";
import { webhookStage } from "#lib/stage-kinds/webhook.ts";
import { anonymous, as } from "#lib/testing/builders.ts";
import { FakeClock } from "#lib/testing/fake-clock.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const SECRET = `whsec_${Buffer.from("a secret of the receiver").toString("base64")}`;

interface Told {
  type: string;
  data: { direction: string; deployment: { id: string }; payload: unknown; callback?: { path: string; token: string } };
}

const told = (received: Received | undefined) => JSON.parse(received?.body ?? "null") as Told;

describeWithDatabase("Commands to other systems", (getCtx) => {
  let server: LocalServer;
  beforeEach(async () => {
    server = await LocalServer.listen();
  });
  afterEach(() => server.close());

  const aWebhook = (config: Record<string, unknown> = {}) =>
    StageWorld.with(getCtx(), {
      kind: "webhook",
      handler: webhookStage,
      config: { url: `${server.url}/hook`, ...config },
    });

  const report = (ctx: TestContext, received: Received | undefined, rest: Record<string, unknown>) => {
    const { data } = told(received);
    const { token } = data.callback ?? { token: "" };
    return receiveCallback(as(ctx, anonymous), { deploymentId: data.deployment.id, stage: "it", token, ...rest });
  };

  describe("a webhook", () => {
    it("is told what is deployed, signed, and done with any 2xx", async () => {
      const world = await aWebhook({ secret: SECRET, headers: { "X-Team": "blue" }, payload: { a: 1 } });
      // Receivers refuse what was signed long ago by their own clocks.
      world.ctx.clock = new FakeClock(new Date());
      server.answer = (_request, response) => void response.writeHead(204).end();
      expect(await world.run()).toMatchObject({ kind: "completed", output: { run: { status: "done", round: 1 } } });

      const [received] = server.received;
      expect(received).toMatchObject({ method: "POST", path: "/hook", headers: { "x-team": "blue" } });
      expect(
        new Webhook(SECRET).verify(received?.body ?? "", received?.headers as Record<string, string>),
      ).toMatchObject({
        type: "deployment.stage.run",
        data: {
          stage: "it",
          attempt: 1,
          deployment: { id: world.context.deploymentId },
          release: { version: "2.0.0" },
          fromVersion: "1.0.0",
          payload: { a: 1 },
        },
      });
      expect(told(received).data.callback).toBeUndefined();
    });

    it("asked again for what is noted, it is not told twice", async () => {
      const world = await aWebhook();
      await world.run();
      expect(await world.run()).toMatchObject({ kind: "completed" });
      expect(server.received).toHaveLength(1);
    });

    it("killed before the note of it, and in a later attempt, it is told as a repeat", async () => {
      const world = await aWebhook();
      await world.run({ forget: true });
      await world.run();
      await world.run({ attempt: 2 });
      const ids = server.received.map(({ headers }) => headers["webhook-id"]);
      expect(ids).toHaveLength(3);
      expect(new Set(ids).size).toBe(1);

      const other = await aWebhook();
      await other.run();
      expect(ids).not.toContain(server.received.at(-1)?.headers["webhook-id"]);
    });

    it.each([
      [400, true],
      [401, true],
      [404, true],
      [410, true],
      [408, false],
      [429, false],
      [500, false],
      [503, false],
      [302, true],
    ])("a %i is final: %s", async (status, isFinal) => {
      const world = await aWebhook();
      server.answer = (_request, response) =>
        void response.writeHead(status, { location: "/x" }).end("because\n  of it");
      const outcome = await world.run();
      expect(outcome).toMatchObject({ kind: "failed", isFinal });
      expect(outcome).toHaveProperty("reason", expect.stringMatching(`answered ${status}.* and said: because of it`));
      expect(server.received).toHaveLength(1);
    });

    it("of an answer no secret is shown, and no address's query", async () => {
      const world = await aWebhook({ url: `${server.url}/hook?key=hunter2`, payload: { password: "hunter2" } });
      server.answer = ({ body }, response) => void response.writeHead(500).end(`no: ${body} ${"x".repeat(500)}`);
      const outcome = await world.run({ secrets: ["hunter2"] });
      const shown = JSON.stringify([outcome, world.logs]);
      expect(outcome.kind).toBe("failed");
      expect(shown).not.toContain("hunter2");
      expect(shown).not.toContain("?key");
      expect(shown).not.toContain("x".repeat(300));
    });

    it("one that never answers ends with its time limit and is tried again", async () => {
      const world = await aWebhook({ timeoutSeconds: 1 });
      server.answer = () => undefined;
      expect(await world.run()).toMatchObject({
        kind: "failed",
        isFinal: false,
        reason: `${server.url}/hook: No answer within 1 seconds.`,
      });
    });

    it("called off in the middle it fails at once, and goes on in the next turn", async () => {
      const world = await aWebhook({ timeoutSeconds: 60 });
      const controller = new AbortController();
      server.answer = () => controller.abort();
      await expect(world.run({ signal: controller.signal })).rejects.toThrow();
      server.answer = (_request, response) => void response.end();
      expect(await world.run()).toMatchObject({ kind: "completed" });
      expect(server.received[0]?.headers["webhook-id"]).toBe(server.received[1]?.headers["webhook-id"]);
    });

    it("a closed address is refused for good", async () => {
      const world = await aWebhook({ url: "http://169.254.169.254/latest/meta-data" });
      expect(await world.run()).toMatchObject({ kind: "failed", isFinal: true });
    });

    it("a secret that cannot be one is said, and nothing is sent unsigned", async () => {
      const world = await aWebhook({ secret: "whsec_$$$" });
      expect(await world.run()).toMatchObject({ kind: "failed", isFinal: true });
      expect(server.received).toEqual([]);
    });

    it("its way back is told where there is one", async () => {
      const world = await aWebhook({ back: { url: `${server.url}/back` } });
      await world.run();
      expect(await world.rollBack()).toMatchObject({
        kind: "completed",
        output: { run: {}, back: { status: "done" } },
      });
      expect(server.received.map(({ path, body }) => [path, told({ body } as Received).data.direction])).toEqual([
        ["/hook", "run"],
        ["/back", "back"],
      ]);
      expect(server.received[0]?.headers["webhook-id"]).not.toBe(server.received[1]?.headers["webhook-id"]);

      const without = await aWebhook();
      expect(await without.rollBack()).toEqual({ kind: "completed" });
    });
  });

  describe("a callback", () => {
    const aSlowOne = () => {
      server.answer = (_request, response) => void response.writeHead(202).end();
      return aWebhook({ waitForCallback: true });
    };

    it("is waited for, tells progress, and ends the stage", async () => {
      const world = await aSlowOne();
      expect(await world.run()).toMatchObject({ kind: "waiting", reason: "Waits until the other side reports back." });
      const [received] = server.received;
      expect(told(received).data.callback?.path).toBe(
        `/api/deployments/${world.context.deploymentId}/stages/it/callback`,
      );

      const answer = await report(world.ctx, received, { status: "running", progress: 40, message: "half of it" });
      expect(answer).toEqual({ status: "running" });
      expect(await world.run()).toMatchObject({
        kind: "waiting",
        reason: "Waits for the other side: 40 % done: half of it",
        output: { run: { progress: 40, message: "half of it" } },
      });
      await report(world.ctx, received, { status: "succeeded", message: "all of it" });
      expect(await world.run()).toMatchObject({ kind: "completed", output: { run: { status: "done", progress: 40 } } });
      expect(server.received).toHaveLength(1);
      expect(world.logs.map(({ message }) => message)).toContain("40 % done: half of it");
    });

    it("wakes the machine", async () => {
      const world = await aSlowOne();
      await world.run();
      await world.ctx.db.machine.update({ where: { id: world.machineId }, data: { wakeAt: null } });
      await report(world.ctx, server.received[0], { status: "succeeded" });
      const machine = await world.ctx.db.machine.findUniqueOrThrow({ where: { id: world.machineId } });
      expect(machine.wakeAt).not.toBeNull();
      expect(machine.news).toBeGreaterThan(0);
    });

    it("that was there before the note of the call counts", async () => {
      const world = await aSlowOne();
      await world.run({ forget: true });
      await report(world.ctx, server.received[0], { status: "succeeded" });
      expect(await world.run()).toMatchObject({ kind: "completed" });
      expect(server.received).toHaveLength(1);
    });

    it("of a failure is final; another attempt begins another round with another id and token", async () => {
      const world = await aSlowOne();
      await world.run();
      await report(world.ctx, server.received[0], { status: "failed", message: "disk full" });
      const failed = { kind: "failed", isFinal: true, reason: "The other side failed: disk full" };
      expect(await world.run({ forget: true })).toMatchObject(failed);
      expect(await world.run()).toMatchObject(failed);

      expect(await world.run({ attempt: 2 })).toMatchObject({ kind: "waiting" });
      const [first, second] = server.received;
      expect(second?.headers["webhook-id"]).not.toBe(first?.headers["webhook-id"]);
      expect(told(second).data.callback?.token).not.toBe(told(first).data.callback?.token);
      await report(world.ctx, second, { status: "succeeded" });
      expect(await world.run({ attempt: 2 })).toMatchObject({ kind: "completed" });
    });

    it("a repeated one changes nothing, and a contrary one is refused", async () => {
      const world = await aSlowOne();
      await world.run();
      const [received] = server.received;
      await report(world.ctx, received, { status: "succeeded" });
      expect(await report(world.ctx, received, { status: "succeeded" })).toEqual({ status: "succeeded" });
      await expect(report(world.ctx, received, { status: "failed" })).rejects.toMatchObject({ code: "CONFLICT" });
      await expect(report(world.ctx, received, { status: "running" })).rejects.toMatchObject({ code: "CONFLICT" });
    });

    it("two at once: one of them counts", async () => {
      const world = await aSlowOne();
      await world.run();
      const [received] = server.received;
      const results = await Promise.allSettled([
        report(world.ctx, received, { status: "succeeded" }),
        report(world.ctx, received, { status: "failed" }),
      ]);
      expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    });

    it("nobody reports without the token, for another stage, another deployment or what is over", async () => {
      const world = await aSlowOne();
      await world.run();
      const [received] = server.received;
      const { token } = told(received).data.callback ?? { token: "" };
      const by = (rest: Record<string, unknown>) =>
        receiveCallback(as(world.ctx, anonymous), {
          deploymentId: world.context.deploymentId,
          stage: "it",
          status: "succeeded",
          token,
          ...rest,
        });
      for (const wrong of ["", "slcb_run_1_x", token.replace("_run_", "_back_"), token.replace("_1_", "_2_")]) {
        await expect(by({ token: wrong })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
      }
      await expect(by({ stage: "other" })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
      await expect(by({ deploymentId: "5b1f9b1a-3c9f-4b53-9d0a-6a0f4e5a1b11" })).rejects.toMatchObject({
        code: "UNAUTHENTICATED",
      });
      const other = await aSlowOne();
      await expect(by({ deploymentId: other.context.deploymentId })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
      await expect(by({ deploymentId: "nonsense" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
      await expect(by({ progress: 101 })).rejects.toMatchObject({ code: "INVALID_INPUT" });

      await world.ctx.db.machineStage.updateMany({ where: { machineId: world.machineId }, data: { status: "failed" } });
      await expect(by({})).rejects.toMatchObject({ code: "WRONG_STATE" });
    });
  });

  describe("a traffic switch", () => {
    it("moves traffic and moves it back", async () => {
      const world = await StageWorld.with(getCtx(), {
        kind: "trafficSwitch",
        handler: trafficSwitchStage,
        config: { webhook: { url: `${server.url}/green` }, back: { url: `${server.url}/blue` } },
      });
      expect(await world.run()).toMatchObject({ kind: "completed" });
      expect(await world.rollBack()).toMatchObject({ kind: "completed" });
      expect(await world.rollBack()).toMatchObject({ kind: "completed" });
      expect(server.received.map(({ path }) => path)).toEqual(["/green", "/blue"]);
    });
  });

  describe("a migration", () => {
    const aMigration = (config: Record<string, unknown> = {}) =>
      StageWorld.with(getCtx(), {
        kind: "migration",
        handler: migrationStage,
        config: {
          dryRun: { url: `${server.url}/try` },
          run: { url: `${server.url}/run`, waitForCallback: true },
          back: { url: `${server.url}/back` },
          ...config,
        },
      });
    const paths = () => server.received.map(({ path }) => path);

    it("is tried out, run with progress, and taken back", async () => {
      const world = await aMigration();
      server.answer = ({ path }, response) => void response.writeHead(path === "/run" ? 202 : 200).end();
      expect(await world.run()).toMatchObject({ kind: "waiting" });
      await report(world.ctx, server.received[1], { status: "running", progress: 12.4, message: "orders" });
      expect(await world.run()).toMatchObject({ kind: "waiting", output: { run: { progress: 12.4 } } });
      await report(world.ctx, server.received[1], { status: "succeeded" });
      expect(await world.run()).toMatchObject({
        kind: "completed",
        output: { dryRun: { status: "done" }, run: { status: "done" } },
      });
      expect(await world.rollBack()).toMatchObject({ kind: "completed" });
      expect(paths()).toEqual(["/try", "/run", "/back"]);
    });

    it("a dry run that does not pass stops before it, and there is nothing to take back", async () => {
      const world = await aMigration();
      server.answer = (_request, response) => void response.writeHead(422).end("column in use");
      expect(await world.run()).toMatchObject({
        kind: "failed",
        isFinal: true,
        reason: expect.stringMatching(/^The dry run: .* answered 422 and said: column in use\.$/) as string,
      });
      expect(await world.rollBack()).toEqual({ kind: "completed" });
      expect(paths()).toEqual(["/try"]);
    });

    it("killed half-way it goes on where it was", async () => {
      const world = await aMigration();
      const controller = new AbortController();
      server.answer = ({ path }, response) => {
        if (path === "/run") controller.abort();
        else response.end();
      };
      await expect(world.run({ signal: controller.signal })).rejects.toThrow();
      server.answer = (_request, response) => void response.writeHead(200).end();
      expect(await world.run()).toMatchObject({ kind: "completed" });
      const runs = server.received.filter(({ path }) => path === "/run");
      expect(new Set(runs.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
      expect(await world.rollBack()).toMatchObject({ kind: "completed" });
    });

    it("one that failed after its dry run is taken back too", async () => {
      const world = await aMigration();
      server.answer = ({ path }, response) => void response.writeHead(path === "/run" ? 500 : 200).end();
      expect(await world.run()).toMatchObject({ kind: "failed", isFinal: false });
      expect(await world.rollBack()).toMatchObject({ kind: "completed" });
      expect(paths()).toEqual(["/try", "/run", "/back"]);
    });
  });
});
