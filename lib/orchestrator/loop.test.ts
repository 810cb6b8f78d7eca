import pg from "pg";
import { expect, it, vi } from "vitest";
import { systemClock } from "#lib/kernel/clock.ts";
import type { Runtime } from "#lib/kernel/runtime.ts";
import { EventHub } from "#lib/live/hub.ts";
import { startOrchestrator } from "#lib/orchestrator/loop.ts";
import { describeOnPostgres, describeWithDatabase, type TestContext } from "#lib/testing/database.ts";
import { DeploymentWorld } from "#lib/testing/deployment-world.ts";
import { RolloutWorld } from "#lib/testing/rollout-world.ts";

function runtimeOf(ctx: TestContext): Runtime {
  // So long that only news can be what moves a rollout.
  const config = { ...ctx.config, tickSeconds: 3_600 };
  return { config, log: ctx.log, database: ctx.handle, startedAt: new Date(), programDir: process.cwd() };
}

/** The process's own hub would outlive the test's database. */
function startWithHub(ctx: TestContext): { stop(): Promise<void> } {
  const runtime = runtimeOf(ctx);
  const hub = new EventHub(runtime);
  const orchestrator = startOrchestrator(runtime, async (onEvents) => (await hub.subscribe(onEvents)).unsubscribe);
  return {
    stop: async () => {
      await orchestrator.stop();
      await hub.stop();
    },
  };
}

describeWithDatabase("The orchestrator's loop", (getCtx) => {
  it("carries a deployment from the line through its stages to the end, on news alone", async () => {
    const ctx = getCtx();
    ctx.clock.set(systemClock.now());
    const orchestrator = startWithHub(ctx);
    try {
      const world = await DeploymentWorld.with(ctx, { devices: 3 });
      const half = { name: "half", kind: "rollout", config: { batches: [50, 100] } };
      const check = { name: "check", kind: "wait", config: { minutes: 0 } };
      const { id } = await world.deploy(await world.template([half, check, { ...half, name: "rest" }]));
      await vi.waitFor(
        async () => {
          await world.rollouts.answer(["accepted", "installed", "healthy"]);
          expect((await world.see(id)).status).toBe("completed");
        },
        { timeout: 60_000, interval: 100 },
      );
      expect((await world.see(id)).queue?.status).toBe("done");
    } finally {
      await orchestrator.stop();
    }
  }, 90_000);

  it("carries a rollout to its end on news alone, and says that it is alive", async () => {
    const ctx = getCtx();
    ctx.clock.set(systemClock.now());
    const orchestrator = startWithHub(ctx);
    try {
      const world = await RolloutWorld.with(ctx, { devices: 6 });
      const rolloutId = await world.rollOut({ settings: { batches: [50, 100] } });
      await vi.waitFor(
        async () => {
          await world.answer(["accepted", "installed", "healthy"]);
          expect((await world.see(rolloutId)).status).toBe("completed");
        },
        { timeout: 20_000, interval: 100 },
      );
      const heartbeats = await ctx.db.heartbeat.findMany();
      expect(heartbeats).toHaveLength(1);
      expect(heartbeats[0]).toMatchObject({ kind: "orchestrator" });
    } finally {
      await orchestrator.stop();
    }
    expect(await ctx.db.heartbeat.count()).toBe(0);
  });
});

describeOnPostgres("The orchestrator's loop, when the database cuts every connection", (getCtx) => {
  it("lives and goes on", async () => {
    const ctx = getCtx();
    ctx.clock.set(systemClock.now());
    const orchestrator = startWithHub(ctx);
    try {
      const world = await RolloutWorld.with(ctx, { devices: 9 });
      const rolloutId = await world.rollOut({ settings: { batches: [30, 60, 100] } });
      let cuts = 0;
      await vi.waitFor(
        async () => {
          if (cuts++ % 5 === 2 && cuts < 20) await cutConnections(ctx);
          await world.answer(["accepted", "healthy"]);
          expect((await world.see(rolloutId)).status).toBe("completed");
        },
        { timeout: 50_000, interval: 150 },
      );
      const types = await world.eventTypes(rolloutId);
      expect(types.filter((type) => type === "health_check_passed")).toHaveLength(9);
      expect(types.filter((type) => type === "batch_started")).toHaveLength(3);
    } finally {
      await orchestrator.stop();
    }
  });
});

/** What a restart of PostgreSQL looks like from here, done from a connection that is not cut. */
async function cutConnections(ctx: TestContext): Promise<void> {
  const client = new pg.Client({ connectionString: ctx.handle.url ?? "" });
  await client.connect();
  await client.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
  );
  await client.end();
}
