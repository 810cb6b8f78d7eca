import { expect, it, vi } from "vitest";
import { tick } from "#lib/orchestrator/tick.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { RolloutWorld } from "#lib/testing/rollout-world.ts";

describeWithDatabase("A tick", (getCtx) => {
  it("comes back soon to a rollout whose step failed, and carries it on then", async () => {
    const ctx = getCtx();
    const world = await RolloutWorld.with(ctx, { devices: 2 });
    const rolloutId = await world.rollOut();
    const cut = vi.spyOn(ctx.db, "$transaction").mockRejectedValue(new Error("The connection was cut."));
    const failed = await tick(ctx);
    cut.mockRestore();
    const { until } = failed;
    expect(until === null ? null : until.getTime() - ctx.clock.now().getTime()).toBe(2_000);
    expect((await world.see(rolloutId)).status).toBe("pending");
    await tick(ctx);
    expect((await world.see(rolloutId)).status).toBe("running");
  });
});
