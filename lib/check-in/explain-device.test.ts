import { expect, it } from "vitest";
import { explainDevice } from "#lib/check-in/explain-device.ts";
import { listActionEntries } from "#lib/devices/list-entries.ts";
import { listDeviceActions } from "#lib/devices/list-actions.ts";
import { pauseRollout } from "#lib/rollouts/pause.ts";
import { anonymous, as } from "#lib/testing/builders.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { RolloutWorld } from "#lib/testing/rollout-world.ts";

const MISSING = "00000000-0000-4000-8000-000000000000";

describeWithDatabase("What a device is offered and why", (getCtx) => {
  const tell = async (deviceId: string) =>
    (await explainDevice(getCtx(), { deviceId })).items.map((item) => item.sentence);

  it("is told from before the rollout to its end", async () => {
    const ctx = getCtx();
    const world = await RolloutWorld.with(ctx, { devices: 4 });
    expect(await tell(world.deviceIds[0]!)).toEqual(["No running rollout selects it."]);

    const waiting = await world.rollOut({ digest: null, settings: { batches: [50, 100] } });
    const { number } = await world.see(waiting);
    const what = `${world.slug} 2.0.0`;
    expect(await tell(world.deviceIds[0]!)).toEqual([
      `Rollout #${number} with ${what} has not started: it waits for the registry.`,
    ]);
    await ctx.db.rollout.update({ where: { id: waiting }, data: { status: "cancelled" } });

    const rolloutId = await world.rollOut({ settings: { batches: [50, 100] } });
    await world.settle();
    const next = (await world.see(rolloutId)).number;
    const rows = await ctx.db.rolloutDevice.findMany({ where: { rolloutId }, orderBy: { position: "asc" } });
    const [first, second, third] = rows.map(({ deviceId }) => deviceId) as [string, string, string];
    expect(await tell(first)).toEqual([
      `Rollout #${next} offers it ${what}: it has not been seen lately, and takes it when it polls.`,
    ]);
    expect(await tell(third)).toEqual([`Batch 2 of rollout #${next} has not started: batch 1 is still under way.`]);

    const { action } = await world.poll(first);
    await world.report(first, { actionId: action!.id, status: "downloading", progress: 40, message: "Pulling" });
    expect(await tell(first)).toEqual([`It is downloading ${what} of rollout #${next}, 40 %.`]);
    await ctx.db.deviceAction.updateMany({ where: { deviceId: second }, data: { waitingFor: "consent" } });
    expect(await tell(second)).toEqual([`Rollout #${next} offers it ${what}, which waits for the user's consent.`]);

    await pauseRollout(ctx, { rolloutId, reason: "Lunch." });
    expect(await tell(third)).toEqual([`Rollout #${next} is paused: Lunch.`]);
    await world.report(first, { actionId: action!.id, status: "healthy" });
    expect(await tell(first)).toEqual([`It runs ${what} since rollout #${next}.`]);

    const [told] = (await listDeviceActions(ctx, { deviceId: first })).items;
    const log = await listActionEntries(ctx, { deviceId: first, actionId: told!.id, limit: 1 });
    expect(log.items).toMatchObject([{ type: "finished", isByServer: false }]);
    const rest = await listActionEntries(ctx, { deviceId: first, actionId: told!.id, cursor: log.nextCursor! });
    expect(rest.items.at(0)).toMatchObject({ type: "download", messages: ["Pulling"] });
  });

  it("is for those who may read devices, and of devices that exist", async () => {
    const ctx = getCtx();
    await expect(explainDevice(ctx, { deviceId: MISSING })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(explainDevice(as(ctx, anonymous), { deviceId: MISSING })).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
    await expect(listActionEntries(ctx, { deviceId: MISSING, actionId: 1 })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
