import { expect, it, vi } from "vitest";
import { readEvents } from "#lib/events/store.ts";
import { systemClock } from "#lib/kernel/clock.ts";
import type { Runtime } from "#lib/kernel/runtime.ts";
import { listenForEvents } from "#lib/live/listener.ts";
import { startOrchestrator, type Subscribe } from "#lib/orchestrator/loop.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";
import { RolloutWorld } from "#lib/testing/rollout-world.ts";

function runtimeOf(ctx: TestContext): Runtime {
  // So long that only news can be what moves a rollout.
  const config = { ...ctx.config, tickSeconds: 3_600 };
  return { config, log: ctx.log, database: ctx.handle, startedAt: new Date(), programDir: process.cwd() };
}

/** Hands on events as the hub does, without the hub's place on globalThis. */
function subscribeTo(ctx: TestContext): Subscribe {
  return async (onEvents) => {
    let afterSeq = 0;
    const stop = listenForEvents(ctx.handle, ctx.log, () => {
      void readEvents(ctx.db, { afterSeq }, "oldest", 500).then((events) => {
        afterSeq = events.at(-1)?.seq ?? afterSeq;
        onEvents(events);
      });
    });
    return () => void stop();
  };
}

describeWithDatabase("The orchestrator's loop", (getCtx) => {
  it("carries a rollout to its end on news alone, and says that it is alive", async () => {
    const ctx = getCtx();
    ctx.clock.set(systemClock.now());
    const orchestrator = startOrchestrator(runtimeOf(ctx), subscribeTo(ctx));
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
