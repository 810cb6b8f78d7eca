import { expect, it } from "vitest";
import { inTransaction } from "#lib/database/transaction.ts";
import { reconcileRollout } from "#lib/orchestrator/reconcile.ts";
import { tick } from "#lib/orchestrator/tick.ts";
import { confirmRelease } from "#lib/rollouts/confirm-release.ts";
import { pauseRollout } from "#lib/rollouts/pause.ts";
import { approveBatch } from "#lib/rollouts/approve.ts";
import { describeOnPostgres } from "#lib/testing/database.ts";
import { aDigest, RolloutWorld } from "#lib/testing/rollout-world.ts";

describeOnPostgres("Two orchestrators at once", (getCtx) => {
  it("never offer twice", async () => {
    const world = await RolloutWorld.with(getCtx(), { devices: 60 });
    const rolloutId = await world.rollOut({ settings: { batches: [10, 50, 100] } });
    for (let round = 0; round < 4; round++) {
      await Promise.all(Array.from({ length: 4 }, () => tick(world.ctx)));
      await world.settle();
      await world.answer(["healthy"]);
    }
    expect((await world.see(rolloutId)).status).toBe("completed");
    const actions = await world.ctx.db.deviceAction.groupBy({ by: ["deviceId"], where: { rolloutId }, _count: true });
    expect(actions).toHaveLength(60);
    expect(actions.every((action) => action._count === 1)).toBe(true);
    const types = await world.eventTypes(rolloutId);
    const single = ["rollout_started", "rollout_completed"];
    for (const type of single) expect(types.filter((other) => other === type)).toHaveLength(1);
    expect(types.filter((type) => type === "batch_started")).toHaveLength(3);
  });

  it("never leave two open actions on a device, although a newer release takes over", async () => {
    const world = await RolloutWorld.with(getCtx(), { devices: 40 });
    const first = await world.rollOut({ settings: { batches: [100] } });
    await world.settle();
    const second = await world.rollOut({ tag: "2.0.1", digest: null, settings: { batches: [100] } });
    await Promise.all(Array.from({ length: 4 }, () => tick(world.ctx)));
    await inTransaction(world.ctx, (tx) =>
      confirmRelease(world.ctx, tx, { id: second }, { digest: aDigest("2.0.1"), mediaType: "x" }),
    );
    await Promise.all(Array.from({ length: 6 }, () => tick(world.ctx)));
    await world.settle();
    expect((await world.see(first)).status).toBe("cancelled");
    const open = await world.ctx.db.deviceAction.groupBy({
      by: ["deviceId"],
      where: { productId: world.productId, closedAt: null },
      _count: true,
    });
    expect(open).toHaveLength(40);
    expect(open.every((action) => action._count === 1)).toBe(true);
  });

  it("leave one newest rollout of a line where two are confirmed at once", async () => {
    const world = await RolloutWorld.with(getCtx(), { devices: 1 });
    const ids = await Promise.all(["3.0.0", "3.0.1", "3.0.2"].map((tag) => world.rollOut({ tag, digest: null })));
    await Promise.all(
      ids.map((id) =>
        inTransaction(world.ctx, (tx) =>
          confirmRelease(world.ctx, tx, { id }, { digest: aDigest(id), mediaType: "x" }),
        ),
      ),
    );
    const views = await Promise.all(ids.map((id) => world.see(id)));
    const alive = views.filter((view) => view.status !== "cancelled");
    expect(alive).toHaveLength(1);
    expect(alive[0]!.number).toBe(Math.max(...views.map((view) => view.number)));
  });

  it("let only one of two equal clicks through", async () => {
    const world = await RolloutWorld.with(getCtx(), { devices: 2 });
    const rolloutId = await world.rollOut({ strategy: "manual" });
    await world.settle();
    const approvals = await Promise.allSettled([
      approveBatch(world.ctx, { rolloutId, batchIndex: 0 }),
      approveBatch(world.ctx, { rolloutId, batchIndex: 0 }),
    ]);
    expect(approvals.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    const pauses = await Promise.allSettled([
      pauseRollout(world.ctx, { rolloutId }),
      pauseRollout(world.ctx, { rolloutId }),
      reconcileRollout(world.ctx, rolloutId),
    ]);
    expect(pauses.filter((result) => result.status === "rejected")).toHaveLength(1);
  });
});
