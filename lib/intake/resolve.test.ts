import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createRegistry } from "#lib/intake/create-registry.ts";
import { getDelivery } from "#lib/intake/get-delivery.ts";
import { replayDelivery } from "#lib/intake/replay-delivery.ts";
import { resolvePendingRollout } from "#lib/intake/resolve-pending-rollout.ts";
import { runIntakeChores } from "#lib/intake/run-intake-chores.ts";
import { aPolicy, configured, distributionPush, dockerHubPush, send } from "#lib/intake/testing/deliver.ts";
import { RegistryServer } from "#lib/intake/testing/registry-server.ts";
import { updateRegistry } from "#lib/intake/update-registry.ts";
import { pauseRollout } from "#lib/rollouts/pause.ts";
import { startRolloutByHand } from "#lib/deployments/start-rollout-by-hand.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const registry = new RegistryServer();
beforeAll(() => registry.start());
afterAll(() => registry.stop());
beforeEach(() => {
  registry.fault = null;
  registry.login = "none";
  registry.account = null;
});

/** A context that speaks plain HTTP to the test's registry, and signs what it sends. */
function withRegistry(ctx: TestContext): TestContext {
  return configured(ctx, { insecureRegistries: new Set([registry.host]), dockerWebhookSecrets: ["s"] });
}

async function push(ctx: TestContext, repository: string, tag: string, digest: string | null = null) {
  const { headers, body } = distributionPush(registry.host, repository, tag, digest);
  const answer = await send(ctx, { headers: { ...headers, authorization: "s" }, body });
  return { ...answer, rolloutId: answer.rollouts[0] ?? "" };
}

const read = (ctx: TestContext, id: string) => ctx.db.rollout.findUniqueOrThrow({ where: { id } });

async function secondsUntilAsked(ctx: TestContext, id: string): Promise<number | null> {
  const { resolveAt } = await read(ctx, id);
  return resolveAt && Math.round((resolveAt.getTime() - ctx.clock.now().getTime()) / 1000);
}

describeWithDatabase("A rollout that waits for its digest", (getCtx) => {
  const ctxOf = () => withRegistry(getCtx());

  it("is pinned to what the registry says, not to what the body said", async () => {
    const ctx = ctxOf();
    await aPolicy(ctx, { imagePattern: "pin/*" });
    const digest = registry.push("pin/app", "1.4.2", "x");
    const { rolloutId } = await push(ctx, "pin/app", "1.4.2", `sha256:${"0".repeat(64)}`);
    await resolvePendingRollout(ctx, rolloutId);
    expect(await read(ctx, rolloutId)).toMatchObject({
      digest,
      status: "pending",
      resolveAt: null,
      toVersion: "1.4.2",
    });
    const tag = await ctx.db.imageTag.findFirstOrThrow({ where: { tag: "1.4.2", image: `${registry.host}/pin/app` } });
    expect(tag).toMatchObject({ digest, rolloutId });
    const events = await ctx.db.event.findMany({ where: { rolloutId, type: "rollout_confirmed" } });
    expect(events).toHaveLength(1);
  });

  it("is asked about once, however many ask at once", async () => {
    const ctx = ctxOf();
    await aPolicy(ctx, { imagePattern: "once/*" });
    registry.push("once/app", "1", "x");
    const { rolloutId } = await push(ctx, "once/app", "1");
    expect(await secondsUntilAsked(ctx, rolloutId)).toBe(5);
    await resolvePendingRollout(ctx, rolloutId);
    expect((await read(ctx, rolloutId)).digest).toBeNull();
    ctx.clock.advance({ seconds: 5 });
    await Promise.all(Array.from({ length: 5 }, () => resolvePendingRollout(ctx, rolloutId)));
    expect((await read(ctx, rolloutId)).digest).not.toBeNull();
    expect(await ctx.db.event.count({ where: { rolloutId, type: "rollout_confirmed" } })).toBe(1);
  });

  it("is asked about again after 2, 10, 30 and 60 seconds, then cancelled, where the tag is not there", async () => {
    const ctx = ctxOf();
    await aPolicy(ctx, { imagePattern: "missing/*" });
    registry.push("missing/app", "other", "x");
    const { rolloutId } = await push(ctx, "missing/app", "9.9.9", `sha256:${"1".repeat(64)}`);
    const pauses = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      await resolvePendingRollout(ctx, rolloutId);
      const seconds = (await secondsUntilAsked(ctx, rolloutId)) ?? 0;
      pauses.push(seconds);
      ctx.clock.advance({ seconds });
    }
    expect(pauses).toEqual([2, 10, 30, 60]);
    await resolvePendingRollout(ctx, rolloutId);
    expect(await read(ctx, rolloutId)).toMatchObject({
      status: "cancelled",
      statusReason: `tag-not-found: ${registry.host} has no tag 9.9.9.`,
    });
    expect(await ctx.db.event.count({ where: { rolloutId, type: "rollout_waiting" } })).toBe(1);
  });

  it("waits with the reason while the registry is down, and goes on when it is back", async () => {
    const ctx = ctxOf();
    await aPolicy(ctx, { imagePattern: "down/*" });
    const digest = registry.push("down/app", "1", "x");
    const { rolloutId } = await push(ctx, "down/app", "1", digest);
    registry.fault = (_, response) => response.writeHead(503).end();
    await runIntakeChores(ctx);
    const waiting = await read(ctx, rolloutId);
    expect(waiting).toMatchObject({ status: "pending", digest: null, resolveAttempts: 1 });
    expect(waiting.statusReason).toMatch(/^unreachable: .*503/);
    ctx.clock.advance({ minutes: 5 });
    registry.fault = null;
    await runIntakeChores(ctx);
    expect(await read(ctx, rolloutId)).toMatchObject({ digest, statusReason: null });
  });

  it("is cancelled where the tag is no image", async () => {
    const ctx = ctxOf();
    await aPolicy(ctx, { imagePattern: "chart/*" });
    registry.push("chart/app", "1", "x", "application/vnd.cncf.helm.config.v1+json");
    const { rolloutId } = await push(ctx, "chart/app", "1", `sha256:${"1".repeat(64)}`);
    await resolvePendingRollout(ctx, rolloutId);
    expect(await read(ctx, rolloutId)).toMatchObject({
      status: "cancelled",
      statusReason: expect.stringMatching(/^not-an-image/),
    });
  });

  it("without access waits for credentials, which are stored sealed and used at once", async () => {
    const ctx = ctxOf();
    await aPolicy(ctx, { imagePattern: "private/*" });
    registry.login = "bearer";
    registry.account = { username: "robot", password: "geheim" };
    const digest = registry.push("private/app", "1", "x");
    const { rolloutId } = await push(ctx, "private/app", "1", digest);
    await resolvePendingRollout(ctx, rolloutId);
    expect(await read(ctx, rolloutId)).toMatchObject({
      status: "pending",
      resolveAt: null,
      statusReason: expect.stringMatching(/^denied/),
    });
    const made = await createRegistry(ctx, { host: registry.host, username: "robot", password: "falsch" });
    await resolvePendingRollout(ctx, rolloutId);
    expect((await read(ctx, rolloutId)).digest).toBeNull();
    await updateRegistry(ctx, { registryId: made.id, username: "robot", password: "geheim" });
    await resolvePendingRollout(ctx, rolloutId);
    expect((await read(ctx, rolloutId)).digest).toBe(digest);
    await ctx.db.registry.delete({ where: { id: made.id } });
  });

  it("of an unknown registry is left alone until that is configured", async () => {
    const ctx = configured(withRegistry(getCtx()), { insecureRegistries: new Set() });
    await aPolicy(ctx, { imagePattern: "unknown/*" });
    const { rolloutId } = await push(ctx, "unknown/app", "1", `sha256:${"1".repeat(64)}`);
    const before = registry.requests.length;
    await ctx.db.rollout.update({ where: { id: rolloutId }, data: { resolveAt: ctx.clock.now() } });
    await resolvePendingRollout(ctx, rolloutId);
    expect(await read(ctx, rolloutId)).toMatchObject({
      resolveAt: null,
      statusReason: expect.stringMatching(/^unknown-registry/),
    });
    expect(registry.requests).toHaveLength(before);
    const made = await createRegistry(ctx, { host: registry.host });
    expect((await read(ctx, rolloutId)).resolveAt).toEqual(ctx.clock.now());
    await ctx.db.registry.delete({ where: { id: made.id } });
  });

  it("takes the place of an older one only once it is confirmed", async () => {
    const ctx = ctxOf();
    await aPolicy(ctx, { imagePattern: "chain/*" });
    registry.push("chain/app", "1", "x");
    const first = await push(ctx, "chain/app", "1", `sha256:${"1".repeat(64)}`);
    await resolvePendingRollout(ctx, first.rolloutId);
    const missing = await push(ctx, "chain/app", "not-there", `sha256:${"1".repeat(64)}`);
    await resolvePendingRollout(ctx, missing.rolloutId);
    expect((await read(ctx, first.rolloutId)).status).toBe("pending");
    registry.push("chain/app", "2", "y");
    const second = await push(ctx, "chain/app", "2", `sha256:${"1".repeat(64)}`);
    await resolvePendingRollout(ctx, second.rolloutId);
    expect(await read(ctx, first.rolloutId)).toMatchObject({
      status: "cancelled",
      statusReason: expect.stringMatching(/^superseded by #/),
    });
  });

  it("is a duplicate where the tag points to what is being rolled out", async () => {
    const ctx = ctxOf();
    await aPolicy(ctx, { imagePattern: "twin/*" });
    const digest = registry.push("twin/app", "1", "x");
    const first = await push(ctx, "twin/app", "1", digest);
    await resolvePendingRollout(ctx, first.rolloutId);
    const second = await push(ctx, "twin/app", "1", `sha256:${"2".repeat(64)}`);
    expect(second.status).toBe("accepted");
    await resolvePendingRollout(ctx, second.rolloutId);
    expect(await read(ctx, second.rolloutId)).toMatchObject({
      status: "cancelled",
      statusReason: expect.stringMatching(/^duplicate/),
    });
    expect((await read(ctx, first.rolloutId)).status).toBe("pending");
  });

  it("is cancelled where the digest is held", async () => {
    const ctx = ctxOf();
    await aPolicy(ctx, { imagePattern: "bad/*" });
    const digest = registry.push("bad/app", "1", "x");
    const { rolloutId } = await push(ctx, "bad/app", "1");
    const { productId } = await read(ctx, rolloutId);
    await ctx.db.releaseHold.create({ data: { productId, digest, tag: "1", reason: "It broke.", heldBy: {} } });
    ctx.clock.advance({ seconds: 5 });
    await resolvePendingRollout(ctx, rolloutId);
    expect(await read(ctx, rolloutId)).toMatchObject({
      status: "cancelled",
      statusReason: expect.stringMatching(/held/),
    });
  });

  it("is left alone while it is paused, and when it does not exist", async () => {
    const ctx = ctxOf();
    await aPolicy(ctx, { imagePattern: "paused/*" });
    registry.push("paused/app", "1", "x");
    const { rolloutId } = await push(ctx, "paused/app", "1", `sha256:${"1".repeat(64)}`);
    await pauseRollout(ctx, { rolloutId });
    await resolvePendingRollout(ctx, rolloutId);
    expect((await read(ctx, rolloutId)).digest).toBeNull();
    await resolvePendingRollout(ctx, "8c1f0f43-6f0c-4a0e-8a49-1f3a5b0c2d11");
  });

  it("that a person started is resolved in the same way", async () => {
    const ctx = ctxOf();
    const policy = await aPolicy(ctx, { imagePattern: "hand/*" });
    const digest = registry.push("hand/app", "1", "x");
    const made = await startRolloutByHand(ctx, { policyId: policy.id, tag: "1", image: `${registry.host}/hand/app` });
    await resolvePendingRollout(ctx, made.id);
    expect(await read(ctx, made.id)).toMatchObject({ digest, status: "pending" });
  });
});

describeWithDatabase("A push without a digest of a tag that was rolled out", (getCtx) => {
  it("is a duplicate where the tag has not moved, and a new rollout where it has", async () => {
    const ctx = withRegistry(getCtx());
    await aPolicy(ctx, { imagePattern: "moved/*" });
    registry.push("moved/app", "1", "x");
    const first = await push(ctx, "moved/app", "1");
    ctx.clock.advance({ seconds: 5 });
    await runIntakeChores(ctx);

    const again = await push(ctx, "moved/app", "1");
    expect(again).toMatchObject({ status: "accepted", rollouts: [] });
    ctx.clock.advance({ seconds: 5 });
    await runIntakeChores(ctx);
    expect(await getDelivery(ctx, { deliveryId: again.deliveryId })).toMatchObject({
      status: "duplicate",
      rolloutIds: [first.rolloutId],
    });

    const digest = registry.push("moved/app", "1", "y");
    const later = await push(ctx, "moved/app", "1");
    ctx.clock.advance({ seconds: 5 });
    await runIntakeChores(ctx);
    const delivery = await getDelivery(ctx, { deliveryId: later.deliveryId });
    expect(delivery).toMatchObject({ status: "accepted", pushes: [{ outcome: "rollout" }] });
    await runIntakeChores(ctx);
    expect(await read(ctx, delivery.rolloutIds[0] ?? "")).toMatchObject({ digest });
    expect((await read(ctx, first.rolloutId)).status).toBe("cancelled");
  });

  it("is tried again while the registry is down, and given up as ignored where there is no access", async () => {
    const ctx = withRegistry(getCtx());
    await aPolicy(ctx, { imagePattern: "slow/*" });
    registry.push("slow/app", "1", "x");
    await push(ctx, "slow/app", "1");
    ctx.clock.advance({ seconds: 5 });
    await runIntakeChores(ctx);

    const again = await push(ctx, "slow/app", "1");
    registry.fault = (_, response) => response.writeHead(500).end();
    ctx.clock.advance({ seconds: 5 });
    await runIntakeChores(ctx);
    const pushes = async () => (await getDelivery(ctx, { deliveryId: again.deliveryId })).pushes;
    expect(await pushes()).toMatchObject([
      { outcome: "lookup", attempts: 1, reason: expect.stringMatching(/^unreachable/) },
    ]);
    registry.fault = (_, response) => response.writeHead(403).end();
    ctx.clock.advance({ minutes: 1 });
    await runIntakeChores(ctx);
    expect(await pushes()).toMatchObject([{ outcome: "ignored", reason: expect.stringMatching(/^denied/) }]);
  });

  it("works the same for Docker Hub's bodies at a registry that is down", async () => {
    const ctx = getCtx();
    await aPolicy(ctx, { imagePattern: "hub-down/*" });
    const { rollouts } = await send(ctx, dockerHubPush("hub-down/app", "1"));
    expect(await read(ctx, rollouts[0] ?? "")).toMatchObject({ status: "pending", choice: { trust: "hint" } });
  });
});

describeWithDatabase("A hint that nobody signed", (getCtx) => {
  it("does not bring back an old tag that has not moved, unless a person replays it", async () => {
    const ctx = configured(getCtx(), { insecureRegistries: new Set([registry.host]) });
    await aPolicy(ctx, { imagePattern: "old/*" });
    const digest = registry.push("old/app", "1.0.0", "x");
    const image = `${registry.host}/old/app`;
    await ctx.db.imageTag.create({ data: { image, tag: "1.0.0", digest, checkedAt: ctx.clock.now() } });
    const sent = await send(ctx, distributionPush(registry.host, "old/app", "1.0.0", digest));
    await runIntakeChores(ctx);
    expect(await read(ctx, sent.rollouts[0] ?? "")).toMatchObject({
      status: "cancelled",
      statusReason: "duplicate: the tag has not moved since it was last looked at.",
    });
    const replayed = await replayDelivery(ctx, { deliveryId: sent.deliveryId });
    await runIntakeChores(ctx);
    expect(await read(ctx, replayed.rollouts[0] ?? "")).toMatchObject({ status: "pending", digest });
  });
});
