import { expect, it } from "vitest";
import { openForFiles } from "#lib/artifacts/change-files.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { createVersion } from "#lib/products/create-version.ts";
import { deprecateVersion } from "#lib/products/deprecate-version.ts";
import { restoreVersion } from "#lib/products/restore-version.ts";
import { holdVersion, releaseVersion } from "#lib/rollouts/hold-version.ts";
import { resumeRollout } from "#lib/rollouts/resume.ts";
import { startRolloutByHand } from "#lib/deployments/start-rollout-by-hand.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { FirmwareWorld } from "#lib/testing/firmware-world.ts";
import { makePolicy } from "#lib/testing/make-policy.ts";
import { aDigest, RolloutWorld } from "#lib/testing/rollout-world.ts";

describeWithDatabase("A version that is withdrawn", (getCtx) => {
  async function underWay() {
    const world = await RolloutWorld.with(getCtx(), { devices: 4 });
    const rolloutId = await world.rollOut({ settings: { batches: [50, 100] } });
    await world.settle();
    const row = await world.ctx.db.version.findFirstOrThrow({
      where: { productId: world.productId, version: "2.0.0" },
    });
    return { world, rolloutId, versionId: row.id };
  }

  it("is no longer offered from the commit on, and its rollout pauses", async () => {
    const { world, rolloutId, versionId } = await underWay();
    const polls = () => Promise.all(world.deviceIds.map((id) => world.poll(id)));
    expect((await polls()).filter(({ action }) => action !== null)).toHaveLength(2);

    await deprecateVersion(world.ctx, { versionId, reason: "It leaks." });
    // The orchestrator has not even looked yet.
    expect((await polls()).filter(({ action }) => action !== null)).toHaveLength(0);
    await world.settle();
    expect(await world.see(rolloutId)).toMatchObject({ status: "paused", statusReason: "Its version is deprecated." });
    await expect(resumeRollout(world.ctx, { rolloutId })).rejects.toMatchObject({
      code: "CONFLICT",
      message: "Its version is deprecated. Restore 2.0.0 first.",
    });

    await restoreVersion(world.ctx, { versionId });
    await resumeRollout(world.ctx, { rolloutId });
    await world.settle();
    expect((await polls()).filter(({ action }) => action !== null)).toHaveLength(2);
  });

  it("is not begun by a device that was offered it a moment before", async () => {
    const { world, versionId } = await underWay();
    const offers = await Promise.all(
      world.deviceIds.map(async (id) => ({ id, action: (await world.poll(id)).action })),
    );
    const [first, second] = offers.filter(({ action }) => action !== null);
    await deprecateVersion(world.ctx, { versionId, reason: "It leaks." });
    // The orchestrator has not even looked yet.
    const accept = (offer: typeof first) =>
      world.report(offer!.id, { actionId: offer!.action!.id, status: "accepted" });
    expect(await accept(first)).toMatchObject({ accepted: false, reason: expect.stringContaining("do not begin") });
    await restoreVersion(world.ctx, { versionId });
    expect(await accept(second)).toMatchObject({ accepted: true });
  });

  it("lets devices finish that have begun", async () => {
    const { world, rolloutId, versionId } = await underWay();
    const [begun] = await world.answer(["accepted"], { limit: 1 });
    await deprecateVersion(world.ctx, { versionId, reason: "It leaks." });
    await world.settle();
    const { action } = await world.poll(begun!);
    await world.report(begun!, { actionId: action!.id, status: "healthy" });
    await world.settle();
    expect(await world.see(rolloutId)).toMatchObject({ status: "paused", counts: { healthy: 1 } });
  });

  it("pauses while a person holds it as well", async () => {
    const { world, rolloutId, versionId } = await underWay();
    await holdVersion(world.ctx, { versionId, reason: "Wait for the fair." });
    await world.settle();
    expect(await world.see(rolloutId)).toMatchObject({ status: "paused" });
    await expect(resumeRollout(world.ctx, { rolloutId })).rejects.toMatchObject({ message: /Release 2.0.0 first/ });
    await releaseVersion(world.ctx, { versionId });
    await resumeRollout(world.ctx, { rolloutId });
    expect(await world.see(rolloutId)).toMatchObject({ status: "running" });
  });

  it("keeps its files while it is held, for another file would free it", async () => {
    const world = await FirmwareWorld.with(getCtx(), { devices: 0 });
    const { id: versionId } = await world.addVersion("1.0.0");
    const open = () => inTransaction(world.ctx, (tx) => openForFiles(tx, versionId));
    await holdVersion(world.ctx, { versionId, reason: "Wait." });
    await expect(open()).rejects.toMatchObject({ code: "WRONG_STATE", message: /is held/ });
    await releaseVersion(world.ctx, { versionId });
    expect(await open()).toMatchObject({ isHeld: false });
  });

  it("is not rolled out at all, by its number or under another tag", async () => {
    const ctx = getCtx();
    const world = await RolloutWorld.with(ctx, { devices: 1 });
    const { productId, image } = world;
    const good = await createVersion(ctx, { productId, version: "1.0.1", digest: aDigest("good") });
    const bad = await createVersion(ctx, { productId, version: "1.0.0", digest: aDigest("bad") });
    await deprecateVersion(ctx, { versionId: bad.id, reason: "It leaks", replacement: good.id });
    const policyId = await makePolicy(ctx, { name: world.slug, productId, imagePattern: image });

    await expect(startRolloutByHand(ctx, { policyId, tag: "v1.0.0" })).rejects.toMatchObject({
      code: "CONFLICT",
      message: "1.0.0 is deprecated: It leaks. Use 1.0.1 in its place.",
    });
    const byTag = world.rollOut({ tag: "latest", digest: aDigest("bad") });
    expect(await world.see(await byTag)).toMatchObject({ status: "cancelled", statusReason: /1\.0\.0 is deprecated/ });
    // The same content under a number that is good may go.
    await createVersion(ctx, { productId, version: "1.0.2", digest: aDigest("bad") });
    const again = await world.rollOut({ tag: "1.0.2", digest: aDigest("bad") });
    expect((await world.see(again)).status).toBe("pending");
  });
});
