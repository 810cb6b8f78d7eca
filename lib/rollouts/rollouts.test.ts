import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { Context } from "#lib/kernel/context.ts";
import { approveBatch } from "#lib/rollouts/approve.ts";
import { cancelRollout } from "#lib/rollouts/cancel.ts";
import { showFailureRateHistory } from "#lib/rollouts/failure-rate-history.ts";
import { getRollout, getRolloutDevice } from "#lib/rollouts/find.ts";
import { listRolloutDevices, showGrid } from "#lib/rollouts/list-devices.ts";
import { listRolloutEvents } from "#lib/rollouts/list-events.ts";
import { listActiveRollouts, listRollouts } from "#lib/rollouts/list.ts";
import { pauseRollout } from "#lib/rollouts/pause.ts";
import { listHolds } from "#lib/rollouts/list-holds.ts";
import { releaseHold } from "#lib/rollouts/release-hold.ts";
import { resumeRollout } from "#lib/rollouts/resume.ts";
import { retryFailedDevice, retryFailedDevices } from "#lib/rollouts/retry.ts";
import { rollBackDevice } from "#lib/rollouts/roll-back-device.ts";
import { rollBackRollout } from "#lib/rollouts/roll-back.ts";
import { startRolloutByHand } from "#lib/deployments/start-rollout-by-hand.ts";
import { anonymous, as, aToken, aUser } from "#lib/testing/builders.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { makePolicy } from "#lib/testing/make-policy.ts";
import { aDigest, RolloutWorld } from "#lib/testing/rollout-world.ts";

type Work = (ctx: Context, input: unknown) => Promise<unknown>;

const writing: [string, Work, Record<string, unknown>][] = [
  ["pauseRollout", pauseRollout, {}],
  ["resumeRollout", resumeRollout, {}],
  ["cancelRollout", cancelRollout, {}],
  ["retryFailedDevices", retryFailedDevices, {}],
  ["rollBackRollout", rollBackRollout, {}],
  ["rollBackRollout of a batch", rollBackRollout, { batchIndex: 0 }],
  ["rollBackDevice", rollBackDevice, { deviceId: randomUUID() }],
  ["retryFailedDevice", retryFailedDevice, { deviceId: randomUUID() }],
  ["approveBatch", approveBatch, {}],
];

const reading: [string, Work, Record<string, unknown>][] = [
  ["getRollout", getRollout, {}],
  ["getRolloutDevice", getRolloutDevice, { deviceId: randomUUID() }],
  ["listRolloutDevices", listRolloutDevices, {}],
  ["showGrid", showGrid, {}],
  ["showFailureRateHistory", showFailureRateHistory, {}],
  ["listRolloutEvents", listRolloutEvents, {}],
];

describeWithDatabase("Rollouts", (getCtx) => {
  let world: RolloutWorld;
  let rolloutId: string;

  beforeAll(async () => {
    world = await RolloutWorld.with(getCtx(), { devices: 10 });
    rolloutId = await world.rollOut({ settings: { batches: [30, 100], maxFailureRate: 0.5 } });
    await world.settle();
  });

  describe("are moved by those who may", () => {
    it.each(writing)("%s is not for everybody", async (_, work, input) => {
      const attempt = (actor: Context["actor"]) => work(as(getCtx(), actor), { rolloutId, ...input });
      await expect(attempt(aUser("viewer"))).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(attempt(aToken("rollouts:read"))).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(attempt(anonymous)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    });

    it("approving takes more than operating", async () => {
      const attempt = approveBatch(as(getCtx(), aUser("operator")), { rolloutId });
      await expect(attempt).rejects.toMatchObject({ code: "FORBIDDEN" });
    });

    it.each([...writing, ...reading])("%s finds nothing where there is nothing", async (_, work, input) => {
      const attempt = work(getCtx(), { rolloutId: randomUUID(), ...input });
      await expect(attempt).rejects.toMatchObject({ code: "NOT_FOUND" });
    });

    it.each([...writing, ...reading])("%s refuses what it does not know", async (_, work, input) => {
      for (const bad of [
        { rolloutId: "seven", ...input },
        { rolloutId, ...input, unheardOf: true },
      ]) {
        await expect(work(getCtx(), bad)).rejects.toMatchObject({ code: "INVALID_INPUT" });
      }
      const long = { rolloutId, ...input, reason: "x".repeat(501) };
      await expect(work(getCtx(), long)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    });
  });

  describe("are read", () => {
    it("one by one, by viewers too", async () => {
      const view = await getRollout(as(getCtx(), aUser("viewer")), { rolloutId });
      expect(view).toMatchObject({ id: rolloutId, product: { slug: world.slug }, status: "running" });
      expect(view.allowedActions).toEqual(["pause", "cancel", "rollBack", "leaveOutDevice"]);
    });

    it("device by device, filtered and paged", async () => {
      const read = (input: object) => listRolloutDevices(getCtx(), { rolloutId, ...input });
      const first = await read({ limit: "4" });
      const second = await read({ limit: "4", cursor: first.nextCursor });
      const third = await read({ limit: "4", cursor: second.nextCursor });
      const all = [...first.items, ...second.items, ...third.items];
      expect(all.map((device) => device.position)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(third.nextCursor).toBeNull();
      expect(all[0]).toMatchObject({ uuid: all[0]!.deviceId, batchIndex: 0, status: "scheduled", attempts: 1 });
      expect((await read({ status: "scheduled,failed" })).items).toHaveLength(3);
      expect((await read({ batch: "1" })).items).toHaveLength(7);
      expect((await read({ position: "5" })).items).toEqual([all[5]]);
      expect((await read({ q: all[2]!.name })).items.map((device) => device.name)).toContain(all[2]!.name);
      expect((await read({ q: all[2]!.deviceId })).items).toEqual([all[2]]);
      expect((await read({ q: "100%_\\" })).items).toEqual([]);
      expect(await getRolloutDevice(getCtx(), { rolloutId, deviceId: all[3]!.deviceId })).toEqual(all[3]);
    });

    it("as a picture of one letter for each device", async () => {
      const grid = await showGrid(getCtx(), { rolloutId });
      expect(grid).toEqual({
        statuses: "sssppppppp",
        batches: [
          { index: 0, start: 0, deviceCount: 3 },
          { index: 1, start: 3, deviceCount: 7 },
        ],
      });
    });

    it("as the growth of their failure rate", async () => {
      expect(await showFailureRateHistory(getCtx(), { rolloutId })).toEqual({ points: [] });
      await world.answer(["accepted", "healthy"], { limit: 2 });
      getCtx().clock.advance({ seconds: 60 });
      await world.answer(["failed"], { limit: 1 });
      const { points } = await showFailureRateHistory(getCtx(), { rolloutId });
      expect(points.map(({ batchIndex, healthy, failed }) => [batchIndex, healthy, failed])).toEqual([
        [0, 2, 0],
        [0, 2, 1],
      ]);
      expect(points[1]!.failureRate).toBeCloseTo(1 / 3);
      expect((await getRollout(getCtx(), { rolloutId })).failureRate).toBeCloseTo(1 / 3);
    });

    it("by their events", async () => {
      const page = await listRolloutEvents(getCtx(), { rolloutId, after: "0", limit: "2" });
      expect(page.items.map((event) => event.type)).toEqual(["rollout_created", "rollout_started"]);
      const next = await listRolloutEvents(getCtx(), { rolloutId, after: "0", limit: "1", cursor: page.nextCursor });
      expect(next.items.map((event) => event.type)).toEqual(["batch_started"]);
    });
  });

  describe("are listed", () => {
    let other: RolloutWorld;
    const ids: string[] = [];

    beforeAll(async () => {
      other = await RolloutWorld.with(getCtx(), { devices: 1 });
      for (const tag of ["1.1.0", "1.2.0", "1.3.0"]) {
        getCtx().clock.advance({ minutes: 1 });
        ids.push(await other.rollOut({ tag, strategy: "manual" }));
      }
    });

    const list = async (query: object) => {
      const page = await listRollouts(getCtx(), { product: other.slug, ...query });
      return { ...page, tags: page.items.map((rollout) => rollout.tag) };
    };

    it("newest first, by pages, without losing or repeating one", async () => {
      for (const sort of ["-createdAt", "createdAt", "-number", "number", "updatedAt", "-updatedAt"]) {
        const first = await list({ limit: "2", sort });
        const second = await list({ limit: "2", sort, cursor: first.nextCursor });
        expect([...first.tags, ...second.tags].toSorted()).toEqual(["1.1.0", "1.2.0", "1.3.0"]);
        expect(second.nextCursor).toBeNull();
      }
      expect((await list({})).tags).toEqual(["1.3.0", "1.2.0", "1.1.0"]);
      expect((await list({ sort: "number" })).tags).toEqual(["1.1.0", "1.2.0", "1.3.0"]);
    });

    it("filtered", async () => {
      expect((await list({ status: "cancelled" })).tags).toEqual(["1.2.0", "1.1.0"]);
      expect((await list({ status: "pending,running", strategy: "manual" })).tags).toEqual(["1.3.0"]);
      expect((await list({ product: other.productId, q: "1.2" })).tags).toEqual(["1.2.0"]);
      expect((await list({ image: other.image })).tags).toHaveLength(3);
      expect((await list({ policy: randomUUID() })).tags).toEqual([]);
      const { number, createdAt } = await other.see(ids[1]!);
      expect((await list({ q: `#${number}` })).tags).toContain("1.2.0");
      expect((await list({ from: createdAt })).tags).toEqual(["1.3.0", "1.2.0"]);
      expect((await list({ to: createdAt })).tags).toEqual(["1.1.0"]);
    });

    it("while they are active", async () => {
      const { items } = await listActiveRollouts(getCtx(), {});
      expect(items.map((rollout) => rollout.id)).toEqual(expect.arrayContaining([rolloutId, ids[2]]));
      expect(items.map((rollout) => rollout.id)).not.toContain(ids[0]);
    });

    it.each([
      [{ status: "gone" }],
      [{ sort: "color" }],
      [{ cursor: "nonsense" }],
      [{ cursor: Buffer.from('["2026-13-99",1]').toString("base64url") }],
      [{ sort: "number", cursor: Buffer.from("[99999999999,1]").toString("base64url") }],
      [{ limit: "501" }],
      [{ from: "yesterday" }],
      [{ policy: "mine" }],
      [{ unheardOf: "1" }],
    ])("and refuse %j", async (query) => {
      await expect(listRollouts(getCtx(), query)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    });
  });

  describe("are started by hand", () => {
    const policyOf = (wishes: { imagePattern: string; productId?: string }) =>
      makePolicy(getCtx(), { name: randomUUID(), updateStrategy: "staged", ...wishes });

    it("under a policy, and wait for the registry", async () => {
      const policyId = await policyOf({ imagePattern: "registry.example.com/by-hand" });
      const operator = as(getCtx(), aUser("operator"));
      const view = await startRolloutByHand(operator, { policyId, tag: "v1.4.0" });
      expect(view).toMatchObject({
        status: "pending",
        digest: null,
        image: "registry.example.com/by-hand",
        policyId,
        createdBy: { kind: "user" },
        waitingFor: { reason: "registry" },
      });
    });

    it("pinned to a digest, with the version that the tag names", async () => {
      const policyId = await policyOf({ imagePattern: "registry.example.com/*" });
      const input = { policyId, tag: "v1.4.0", image: "registry.example.com/pinned", digest: aDigest("pinned") };
      const view = await startRolloutByHand(getCtx(), input);
      expect(view).toMatchObject({ digest: aDigest("pinned"), toVersion: "1.4.0" });
      const version = await getCtx().db.version.findFirst({ where: { productId: view.product.id } });
      expect(version).toMatchObject({ version: "1.4.0", digest: aDigest("pinned") });
    });

    it.each([
      ["registry.example.com/*", undefined, "stands for several"],
      ["acme/app", undefined, "stands for several"],
      ["registry.example.com/x", "not an image!", "no name of an image"],
    ])("with the pattern %s and the image %s, they are refused", async (imagePattern, image, message) => {
      const policyId = await policyOf({ imagePattern });
      const attempt = startRolloutByHand(getCtx(), { policyId, tag: "1.0.0", ...(image && { image }) });
      await expect(attempt).rejects.toMatchObject({ code: "INVALID_INPUT", message: expect.stringContaining(message) });
    });

    it("but not of another product's image", async () => {
      const policyId = await policyOf({ imagePattern: "registry.example.com/*", productId: world.productId });
      const input = { policyId, tag: "1.0.0", image: "registry.example.com/foreign" };
      await expect(startRolloutByHand(getCtx(), input)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    });

    it("but not a release that is held", async () => {
      const digest = aDigest("held");
      await getCtx().db.releaseHold.create({
        data: { productId: world.productId, digest, tag: "9", reason: "It was bad.", heldBy: { kind: "system" } },
      });
      const policyId = await policyOf({ imagePattern: "x", productId: world.productId });
      const attempt = startRolloutByHand(getCtx(), { policyId, tag: "9.0.0", digest });
      await expect(attempt).rejects.toMatchObject({ code: "CONFLICT" });
    });

    it("nor without a policy, a tag or the right to", async () => {
      const ctx = getCtx();
      await expect(startRolloutByHand(ctx, { policyId: randomUUID(), tag: "1" })).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
      await expect(startRolloutByHand(ctx, { policyId: randomUUID(), tag: "a b" })).rejects.toMatchObject({
        code: "INVALID_INPUT",
      });
      await expect(startRolloutByHand(as(ctx, aUser("viewer")), {})).rejects.toMatchObject({ code: "FORBIDDEN" });
    });
  });

  describe("leave holds", () => {
    it("that only operators let go, once, on their own product", async () => {
      const ctx = getCtx();
      const held = await RolloutWorld.with(ctx, { devices: 0 });
      const { id: holdId } = await ctx.db.releaseHold.create({
        data: { productId: held.productId, digest: "d", tag: "1", reason: "bad", heldBy: { kind: "system" } },
      });
      const release = (by: Context, productId: string) => releaseHold(by, { productId, holdId, reason: "mended" });
      await expect(release(as(ctx, aUser("viewer")), held.slug)).rejects.toMatchObject({ code: "FORBIDDEN" });
      await expect(release(ctx, world.slug)).rejects.toMatchObject({ code: "NOT_FOUND" });
      const first = await release(as(ctx, aUser("operator")), held.slug);
      expect(first).toMatchObject({ releaseReason: "mended", releasedBy: { kind: "user" } });
      expect(await release(ctx, held.productId)).toEqual(first);
      expect(await ctx.db.event.count({ where: { type: "release_hold_lifted", productId: held.productId } })).toBe(1);
      expect((await listHolds(ctx, { productId: held.slug, open: "false" })).items).toHaveLength(1);
      expect((await listHolds(ctx, { productId: held.slug, open: "true" })).items).toEqual([]);
    });
  });
});
