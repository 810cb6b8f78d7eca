import { afterEach, beforeEach, expect, it } from "vitest";
import type { Prisma } from "#lib/database/client.ts";
import { receiveCallback } from "#lib/stage-kinds/callbacks/receive.ts";
import type { DeploymentContext } from "#lib/stage-kinds/call.ts";
import { LocalServer, StageWorld } from "#lib/stage-kinds/testing/stage-world.ts";
import { webhookStage } from "#lib/stage-kinds/webhook.ts";
import { advanceMachine } from "#lib/stages/advance-machine.ts";
import { defineMachine } from "#lib/stages/definition.ts";
import { DatabaseMachineStore, findMachine, takeDue } from "#lib/stages/store-database.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";

/** The contract between kinds and machine, kept with real parts: what one alone cannot show. */
describeWithDatabase("A stage's kind in its machine", (getCtx) => {
  let server: LocalServer;
  beforeEach(async () => {
    server = await LocalServer.listen();
  });
  afterEach(() => server.close());

  async function aMachine(config: Record<string, unknown>, { timeLimitSeconds = 60, attemptsMax = 1 } = {}) {
    const ctx = getCtx();
    const world = await StageWorld.with(ctx, {
      kind: "webhook",
      handler: webhookStage,
      config: { url: `${server.url}/run`, back: { url: `${server.url}/back` }, ...config },
    });
    const { machineId, stage } = world;
    await ctx.db.machine.update({
      where: { id: machineId },
      data: {
        context: { ...world.context } as unknown as Prisma.InputJsonObject,
        stages: { updateMany: { where: {}, data: { status: "pending" } } },
      },
    });
    const callOf = (turn: Parameters<typeof webhookStage.run>[0]["turn"]) => ({
      ctx: world.ctx,
      turn,
      config: world.config,
      secrets: [],
      log: () => Promise.resolve(),
    });
    const definition = defineMachine<DeploymentContext>()("deployment", {
      [stage]: {
        handler: {
          run: (turn) => webhookStage.run(callOf(turn)),
          rollBack: (turn) => webhookStage.rollBack?.(callOf(turn)) ?? Promise.resolve({ kind: "completed" }),
          leavesTraces: true,
        },
        timeLimitSeconds,
        attemptsMax,
        backoff: { firstSeconds: 1, mostSeconds: 1 },
      },
    });
    const store = new DatabaseMachineStore<DeploymentContext, string>(ctx, {
      readNow: () => Promise.resolve(ctx.clock.now()),
    });
    const advance = (signal?: AbortSignal) => advanceMachine(store, definition, machineId, signal ? { signal } : {});
    const see = async () => {
      const machine = await findMachine<DeploymentContext>(ctx.db, machineId);
      if (machine === null) throw new Error("There is no machine.");
      return machine;
    };
    return { ctx, world, advance, see };
  }

  const paths = () => server.received.map(({ path }) => path);

  it("a webhook that never answers ends at the stage's time limit, and is taken back", async () => {
    server.answer = ({ path }, response) => {
      if (path === "/back") response.end();
    };
    const { advance, see } = await aMachine({ timeoutSeconds: 100 }, { timeLimitSeconds: 1 });
    await advance();
    expect(await see()).toMatchObject({
      status: "rolledBack",
      statusReason: expect.stringContaining("time limit") as string,
      stages: [{ status: "rolledBack" }],
    });
    expect(paths()).toEqual(["/run", "/back"]);
  });

  it("a callback that never comes ends at the time limit too", async () => {
    server.answer = ({ path }, response) => void response.writeHead(path === "/run" ? 202 : 200).end();
    const { ctx, advance, see } = await aMachine({ waitForCallback: true });
    await advance();
    expect((await see()).stages).toMatchObject([{ status: "waiting" }]);
    ctx.clock.advance({ seconds: 61 });
    await advance();
    expect(await see()).toMatchObject({ status: "rolledBack" });
    expect(paths()).toEqual(["/run", "/back"]);
  });

  it("a callback wakes its stage, and completes it", async () => {
    server.answer = (_request, response) => void response.writeHead(202).end();
    const { ctx, world, advance, see } = await aMachine({ waitForCallback: true });
    await advance();
    const due = () => takeDue(ctx.db, { kind: "deployment", now: ctx.clock.now(), putOffSeconds: 30, limit: 1_000 });
    expect(await due()).not.toContain(world.machineId);
    const { data } = JSON.parse(server.received[0]?.body ?? "") as { data: { callback: { token: string } } };
    const { deploymentId } = world.context;
    await receiveCallback(ctx, { deploymentId, stage: "it", token: data.callback.token, status: "succeeded" });
    expect(await due()).toContain(world.machineId);
    await advance();
    expect(await see()).toMatchObject({ status: "completed" });
  });

  it("a 503 is tried again after a pause, a 404 is not", async () => {
    let status = 503;
    server.answer = ({ path }, response) => void response.writeHead(path === "/run" ? status : 200).end();
    const { ctx, advance, see } = await aMachine({}, { attemptsMax: 3 });
    await advance();
    expect((await see()).stages).toMatchObject([{ status: "pending", attempt: 1 }]);
    status = 404;
    ctx.clock.advance({ seconds: 5 });
    await advance();
    expect(await see()).toMatchObject({ status: "rolledBack" });
    expect(paths()).toEqual(["/run", "/run", "/back"]);
  });

  it("a process that stops in the middle hands over, and the receiver sees one message", async () => {
    const { advance, see } = await aMachine({ timeoutSeconds: 100 });
    const controller = new AbortController();
    server.answer = () => controller.abort();
    await advance(controller.signal);
    expect((await see()).stages).toMatchObject([{ attempt: 1 }]);
    server.answer = (_request, response) => void response.end();
    await advance();
    expect(await see()).toMatchObject({ status: "completed", stages: [{ attempt: 1 }] });
    expect(new Set(server.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  });

  it("two processes at once tell it once", async () => {
    const { advance, see } = await aMachine({});
    await Promise.all([advance(), advance(), advance()]);
    expect(await see()).toMatchObject({ status: "completed" });
    expect(paths()).toEqual(["/run"]);
  });
});
