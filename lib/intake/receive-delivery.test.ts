import { createHmac, randomUUID } from "node:crypto";
import { beforeEach, expect, it } from "vitest";
import { createSource } from "#lib/intake/create-source.ts";
import { getDelivery } from "#lib/intake/get-delivery.ts";
import { listDeliveries } from "#lib/intake/list-deliveries.ts";
import { replayDelivery } from "#lib/intake/replay-delivery.ts";
import { revokeSource } from "#lib/intake/revoke-source.ts";
import { readSample } from "#lib/intake/testing/read-sample.ts";
import { aPolicy, configured, distributionPush, dockerHubPush, send, sendSample } from "#lib/intake/testing/deliver.ts";
import { pruneNoise, pruneUntrusted } from "#lib/intake/store-deliveries.ts";
import { updateSource } from "#lib/intake/update-source.ts";
import { as, aUser } from "#lib/testing/builders.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const A = `sha256:${"a".repeat(64)}`;
const B = `sha256:${"b".repeat(64)}`;
const GITHUB_SECRET = "acme-github-webhook-secret";

/** As if the registry had answered and the rollout had started. */
async function confirmAll(ctx: TestContext, image: string, digest: string): Promise<void> {
  await ctx.db.rollout.updateMany({ where: { image, digest: null }, data: { digest, status: "running" } });
  await ctx.db.imageTag.updateMany({ where: { image }, data: { digest } });
}

const rolloutsOf = (ctx: TestContext, image: string) =>
  ctx.db.rollout.findMany({ where: { image }, orderBy: { number: "asc" } });

describeWithDatabase("A delivery", (getCtx) => {
  it("that matches a policy makes its product and a pending rollout, and tells so", async () => {
    const ctx = getCtx();
    const policy = await aPolicy(ctx, { imagePattern: "ghcr.io/acme/gateway", batches: [25, 100] });
    const github = configured(ctx, { githubWebhookSecrets: [GITHUB_SECRET] });
    const answer = await sendSample(github, "ghcr-package", { route: "github" });
    expect(answer).toEqual({ deliveryId: expect.any(String), status: "accepted", rollouts: [expect.any(String)] });

    const [rollout] = await rolloutsOf(ctx, "ghcr.io/acme/gateway");
    expect(rollout).toMatchObject({
      id: answer.rollouts[0],
      policyId: policy.id,
      tag: "1.4.2",
      digest: null,
      status: "pending",
      strategy: "staged",
      statusReason: "resolving: ghcr.io is asked what the tag 1.4.2 points to.",
      choice: { policyId: policy.id, reason: "it is the only policy that matches", trust: "authentic" },
      settings: { batches: [25, 100] },
    });
    expect(rollout?.resolveAt).toEqual(ctx.clock.now());
    const product = await ctx.db.product.findUniqueOrThrow({ where: { id: rollout?.productId ?? "" } });
    expect(product.image).toBe("ghcr.io/acme/gateway");
    const events = await ctx.db.event.findMany({ where: { rolloutId: rollout?.id ?? "" }, orderBy: { seq: "asc" } });
    expect(events.map((event) => event.type).sort()).toEqual(["policy_matched", "rollout_created", "webhook_received"]);
  });

  it("of the other event for the same push, and a redelivery, change nothing", async () => {
    const ctx = configured(getCtx(), { githubWebhookSecrets: [GITHUB_SECRET] });
    const again = await sendSample(ctx, "ghcr-package", { route: "github" });
    expect(again).toMatchObject({ status: "duplicate", rollouts: [expect.any(String)] });
    const other = await sendSample(ctx, "ghcr-registry-package", { route: "github" });
    expect(other).toMatchObject({ status: "duplicate", rollouts: again.rollouts });
    const untagged = await sendSample(ctx, "ghcr-untagged-manifest", { route: "github" });
    expect(untagged).toMatchObject({ status: "ignored", reason: "untagged", rollouts: [] });
    expect(await rolloutsOf(getCtx(), "ghcr.io/acme/gateway")).toHaveLength(1);
  });

  it.each([
    ["github-ping", "ping"],
    ["github-workflow-run-success", "other-event"],
    ["github-workflow-run-failure", "other-event"],
  ])("%s is ignored with a reason", async (name, reason) => {
    const ctx = configured(getCtx(), { githubWebhookSecrets: [GITHUB_SECRET] });
    const answer = await sendSample(ctx, name, { route: "github" });
    expect(answer).toMatchObject({ status: "ignored", reason: expect.stringMatching(new RegExp(`^${reason}`)) });
  });

  it("that no policy wants is ignored, and may come again once one does", async () => {
    const ctx = getCtx();
    const push = distributionPush("docker.io", "later/thing", "1", A);
    expect(await send(ctx, push)).toMatchObject({ status: "ignored", reason: expect.stringMatching(/^no-policy/) });
    await aPolicy(ctx, { imagePattern: "later/*" });
    expect(await send(ctx, push)).toMatchObject({ status: "accepted" });
    expect(await send(ctx, push)).toMatchObject({ status: "duplicate" });
  });

  it("makes one rollout out of twenty that come at once", async () => {
    const ctx = getCtx();
    await aPolicy(ctx, { imagePattern: "burst/*" });
    const push = distributionPush("docker.io", "burst/app", "1.0.0", A);
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(ctx, push)));
    expect(answers.map((answer) => answer.status).sort()).toEqual(["accepted", ...Array(19).fill("duplicate")]);
    expect(new Set(answers.flatMap((answer) => answer.rollouts)).size).toBe(1);
    expect(await rolloutsOf(ctx, "docker.io/burst/app")).toHaveLength(1);
  });

  it("makes one rollout out of a burst of different deliveries about one push", async () => {
    const ctx = getCtx();
    await aPolicy(ctx, { imagePattern: "multi/*" });
    const pushes = Array.from({ length: 20 }, (_, index) =>
      distributionPush("docker.io", "multi/app", "1.0.0", index % 2 ? A : null),
    );
    await Promise.all(pushes.map((push) => send(ctx, push)));
    expect(await rolloutsOf(ctx, "docker.io/multi/app")).toHaveLength(1);
    expect(await ctx.db.product.count({ where: { image: "docker.io/multi/app" } })).toBe(1);
  });

  it("compares with what the tag points to now: A, B and A again are three releases", async () => {
    const ctx = getCtx();
    await aPolicy(ctx, { imagePattern: "moving/*", tagRule: { kind: "semver", value: "*" } });
    const image = "docker.io/moving/app";
    for (const [digest, count] of [
      [A, 1],
      [A, 1],
      [B, 2],
      [A, 3],
    ] as const) {
      await send(ctx, distributionPush("docker.io", "moving/app", "1.0.0", digest));
      await confirmAll(ctx, image, digest);
      expect(await rolloutsOf(ctx, image)).toHaveLength(count);
    }
  });

  it("of a version that is not newer is ignored", async () => {
    const ctx = configured(getCtx(), { dockerWebhookSecrets: ["s"] });
    const push = (tag: string) => {
      const { headers, body } = distributionPush("docker.io", "semver/app", tag, A);
      return send(ctx, { headers: { ...headers, authorization: "s" }, body });
    };
    await aPolicy(ctx, { imagePattern: "semver/*", tagRule: { kind: "semver", value: "*" } });
    await push("1.5.0");
    expect(await push("1.4.9")).toMatchObject({
      status: "ignored",
      reason: expect.stringMatching(/^not-newer: 1\.4\.9/),
    });
    expect(await push("1.5.1")).toMatchObject({ status: "accepted" });
  });

  it("of a held digest is ignored, saying who can release it", async () => {
    const ctx = getCtx();
    await aPolicy(ctx, { imagePattern: "held/*" });
    const { rollouts } = await send(ctx, distributionPush("docker.io", "held/app", "1", A));
    const { productId } = await ctx.db.rollout.findUniqueOrThrow({ where: { id: rollouts[0] ?? "" } });
    await ctx.db.rollout.updateMany({ where: { productId }, data: { status: "rolledBack", digest: A } });
    await ctx.db.releaseHold.create({
      data: { productId, digest: A, tag: "1", reason: "Too many failed.", heldBy: {} },
    });
    const answer = await send(ctx, distributionPush("docker.io", "held/app", "2", A));
    expect(answer).toMatchObject({ status: "ignored", reason: expect.stringMatching(/^held: .*release$/) });
    expect(await send(ctx, distributionPush("docker.io", "held/app", "2", B))).toMatchObject({ status: "accepted" });
  });

  it("of a digest that was rolled back waits for the release of its hold, under the same tag too", async () => {
    const ctx = getCtx();
    await aPolicy(ctx, { imagePattern: "freed/*" });
    const push = () => send(ctx, distributionPush("docker.io", "freed/app", "1", A));
    const { deliveryId, rollouts } = await push();
    await confirmAll(ctx, "docker.io/freed/app", A);
    const { productId } = await ctx.db.rollout.findUniqueOrThrow({ where: { id: rollouts[0] ?? "" } });
    await ctx.db.rollout.updateMany({ where: { productId }, data: { status: "rolledBack" } });
    await ctx.db.releaseHold.create({ data: { productId, digest: A, tag: "1", reason: "It broke.", heldBy: {} } });
    expect(await push()).toMatchObject({ status: "ignored", reason: expect.stringMatching(/^held/) });
    expect(await replayDelivery(ctx, { deliveryId })).toMatchObject({ status: "ignored" });

    await ctx.db.releaseHold.updateMany({ where: { productId }, data: { releasedAt: ctx.clock.now() } });
    expect(await push()).toMatchObject({ status: "accepted" });
  });

  it("without a digest waits five seconds, and a repeat restarts the wait up to a minute", async () => {
    const ctx = getCtx();
    await aPolicy(ctx, { imagePattern: "hub/*" });
    const start = ctx.clock.now().getTime();
    const push = dockerHubPush("hub/app", "1");
    const { rollouts } = await send(ctx, push);
    const waits = async () => {
      const rollout = await ctx.db.rollout.findUniqueOrThrow({ where: { id: rollouts[0] ?? "" } });
      return ((rollout.resolveAt?.getTime() ?? 0) - start) / 1000;
    };
    expect(await waits()).toBe(5);
    ctx.clock.advance({ seconds: 3 });
    expect(await send(ctx, push)).toMatchObject({ status: "duplicate", rollouts });
    expect(await waits()).toBe(8);
    ctx.clock.advance({ seconds: 3 });
    await send(ctx, dockerHubPush("hub/app", "1"));
    expect(await waits()).toBe(11);
    ctx.clock.advance({ seconds: 52 });
    await send(ctx, push);
    expect(await waits()).toBe(11);
  });

  it("without a digest about a tag that was rolled out asks the registry first", async () => {
    const ctx = getCtx();
    await aPolicy(ctx, { imagePattern: "lookup/*" });
    await send(ctx, dockerHubPush("lookup/app", "1"));
    await confirmAll(ctx, "docker.io/lookup/app", A);
    const answer = await send(ctx, dockerHubPush("lookup/app", "1"));
    expect(answer).toMatchObject({ status: "accepted", rollouts: [] });
    const { pushes } = await getDelivery(ctx, { deliveryId: answer.deliveryId });
    expect(pushes).toMatchObject([{ outcome: "lookup", attempts: 0 }]);
  });

  it("of Quay is new again after a minute, although its bytes are the same", async () => {
    const ctx = getCtx();
    const first = await sendSample(ctx, "quay");
    expect(first.status).toBe("ignored");
    await aPolicy(ctx, { imagePattern: "quay.io/acme/gateway" });
    expect(await sendSample(ctx, "quay")).toMatchObject({ status: "accepted" });
    expect(await sendSample(ctx, "quay")).toMatchObject({ status: "duplicate" });
    await confirmAll(ctx, "quay.io/acme/gateway", A);
    ctx.clock.advance({ seconds: 61 });
    const later = await sendSample(ctx, "quay");
    expect(later.status).toBe("accepted");
    expect((await getDelivery(ctx, { deliveryId: later.deliveryId })).pushes).toMatchObject([
      { tag: "1.4.2", outcome: "lookup" },
      { tag: "1.4", outcome: "lookup" },
    ]);
  });

  it("of a registry that nobody named waits, and says what to do", async () => {
    const ctx = getCtx();
    await aPolicy(ctx, { imagePattern: "stranger/*" });
    const { rollouts } = await send(ctx, distributionPush("registry.evil.example", "stranger/app", "1", A));
    const rollout = await ctx.db.rollout.findUniqueOrThrow({ where: { id: rollouts[0] ?? "" } });
    expect(rollout).toMatchObject({ status: "pending", resolveAt: null });
    expect(rollout.statusReason).toMatch(/^unknown-registry: registry\.evil\.example/);
  });

  it("that nobody signed cannot choose whose images devices run", async () => {
    const ctx = getCtx();
    await aPolicy(ctx, { imagePattern: "*/whose-app" });
    const { rollouts } = await send(ctx, dockerHubPush("stranger/whose-app", "1"));
    const rollout = await ctx.db.rollout.findUniqueOrThrow({ where: { id: rollouts[0] ?? "" } });
    expect(rollout).toMatchObject({ status: "pending", resolveAt: null });
    expect(rollout.statusReason).toMatch(/^unknown-registry: docker\.io.*namespace/);
  });

  it("that nobody signed cannot pile up", async () => {
    const ctx = getCtx();
    await aPolicy(ctx, { imagePattern: "pile/*" });
    for (let number = 0; number < 20; number++) await send(ctx, dockerHubPush("pile/app", `t${number}`));
    expect(await send(ctx, dockerHubPush("pile/app", "one-more"))).toMatchObject({
      status: "ignored",
      reason: expect.stringMatching(/^too-many-hints/),
    });
  });

  it("that nobody signed does not hold up real versions by naming a high one", async () => {
    const ctx = getCtx();
    await aPolicy(ctx, { imagePattern: "forged/*", tagRule: { kind: "semver", value: "*" } });
    await send(ctx, dockerHubPush("forged/app", "999.0.0"));
    const signed = configured(ctx, { dockerWebhookSecrets: ["s"] });
    const push = dockerHubPush("forged/app", "1.0.0");
    expect(await send(signed, { ...push, headers: { authorization: "s" } })).toMatchObject({ status: "accepted" });
  });

  it("that failed on our side is kept as such, and works when it comes again", async () => {
    const ctx = getCtx();
    await aPolicy(ctx, { imagePattern: "broken/*" });
    const push = distributionPush("docker.io", "broken/app", "1", A);
    await ctx.db.$executeRaw`ALTER TABLE image_tags RENAME TO image_tags_away`;
    await expect(send(ctx, push)).rejects.toBeDefined();
    await ctx.db.$executeRaw`ALTER TABLE image_tags_away RENAME TO image_tags`;
    const { items } = await listDeliveries(ctx, { status: "failed" });
    expect(items).toMatchObject([{ reason: expect.stringMatching(/^failed/), replayObjection: null }]);
    expect(await rolloutsOf(ctx, "docker.io/broken/app")).toEqual([]);
    expect(await send(ctx, push)).toMatchObject({ status: "accepted" });
  });

  it("holds text that no column can, and is read all the same", async () => {
    const ctx = getCtx();
    await aPolicy(ctx, { imagePattern: "odd/*" });
    const body = JSON.stringify({
      repository: { repo_name: "odd/app" },
      push_data: { tag: "1", pusher: "a\0b\ud800" },
    });
    expect(await send(ctx, { body })).toMatchObject({ status: "accepted" });
    const events = {
      events: [
        {
          action: "push",
          id: "x".repeat(5000),
          target: { repository: "odd/app", tag: "2" },
          request: { host: "docker.io" },
        },
      ],
    };
    expect(await send(ctx, { body: events })).toMatchObject({ status: "accepted" });
  });
});

describeWithDatabase("A delivery that proves nothing", (getCtx) => {
  const signed = () =>
    configured(getCtx(), { dockerWebhookSecrets: ["geheim"], githubWebhookSecrets: [GITHUB_SECRET] });
  const kept = async () => (await listDeliveries(getCtx(), { limit: 1 })).items[0];
  // The newest is the one of this test.
  beforeEach(() => void getCtx().clock.advance({ seconds: 1 }));

  it("is refused where a secret is configured, and kept in part", async () => {
    const body = JSON.stringify({ ...(dockerHubPush("acme/app", "1").body as object), padding: "x".repeat(10_000) });
    await expect(send(signed(), { body })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    const delivery = await kept();
    expect(delivery).toMatchObject({ status: "rejected", authenticity: "failed", bodySizeBytes: body.length });
    const row = await getCtx().db.webhookDelivery.findUniqueOrThrow({ where: { id: delivery?.id ?? "" } });
    expect(row.body).toHaveLength(4096);
    await expect(replayDelivery(getCtx(), { deliveryId: row.id })).rejects.toMatchObject({ code: "WRONG_STATE" });
  });

  it("is accepted with the secret as signature or as Authorization", async () => {
    const push = dockerHubPush("nobody/wants", "1");
    const signature = createHmac("sha256", "geheim").update(JSON.stringify(push.body)).digest("hex");
    const headers = { "x-slipway-signature-256": `sha256=${signature}` };
    expect(await send(signed(), { ...push, headers })).toMatchObject({ status: "ignored" });
    expect(await send(signed(), { ...push, headers: { authorization: "Bearer geheim" } })).toMatchObject({
      status: "ignored",
    });
  });

  it("keeps no secret in its headers", async () => {
    await send(signed(), { ...dockerHubPush("a/b", "1"), headers: { authorization: "Bearer geheim", cookie: "c" } });
    const { headers } = await getDelivery(getCtx(), { deliveryId: (await kept())?.id });
    expect(headers).toEqual({ authorization: "[removed]", "content-type": "application/json" });
  });

  it("is refused by GitHub's route for one changed byte, a missing signature and two of them", async () => {
    const { body, headers } = readSample("ghcr-package");
    const changed = Buffer.from(body);
    changed[3] = (changed[3] ?? 0) ^ 1;
    const signature = headers["x-hub-signature-256"] ?? "";
    for (const sent of [
      { body: changed, headers },
      { body, headers: { ...headers, "x-hub-signature-256": "" } },
      { body, headers: { ...headers, "x-hub-signature-256": `${signature}, ${signature}` } },
    ]) {
      await expect(send(signed(), { route: "github", ...sent })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    }
  });

  it.each([
    ["no JSON", "hello"],
    ["nothing", ""],
    ["half a body", '{"repository":'],
    ["brackets", "[".repeat(5000)],
    ["bytes", Buffer.from([0xff, 0x00, 0xfe])],
  ])("%s is invalid, and kept", async (_, body) => {
    await expect(send(getCtx(), { body })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(await kept()).toMatchObject({ status: "rejected", bodySizeBytes: body.length });
  });

  it("in a shape that nobody knows is ignored, as is what a distribution registry would repeat for ever", async () => {
    expect(await send(getCtx(), { body: { hello: "world" } })).toMatchObject({
      status: "ignored",
      reason: expect.stringMatching(/^unknown-shape/),
    });
    const headers = { "content-type": "application/vnd.docker.distribution.events.v2+json" };
    expect(await send(getCtx(), { body: "no json", headers })).toMatchObject({
      status: "ignored",
      reason: expect.stringMatching(/^not-json/),
    });
  });

  it("over a megabyte is refused, and kept as a fact; GitHub may send more", async () => {
    const padding = "x".repeat(1024 * 1024);
    await expect(send(getCtx(), { body: { padding } })).rejects.toMatchObject({ code: "TOO_LARGE" });
    expect(await kept()).toMatchObject({ status: "rejected", reason: "Too large." });
    const headers = { "x-github-event": "push", "x-github-delivery": "large" };
    expect(await send(getCtx(), { route: "github", headers, body: { padding } })).toMatchObject({ status: "ignored" });
  });

  it("is limited by its address once there are too many", async () => {
    const limited = configured(signed(), { rateLimits: true });
    const remoteAddress = randomUUID();
    const outcomes = [];
    for (let number = 0; number < 40; number++) {
      outcomes.push(
        await send(limited, { body: {}, remoteAddress }).catch((error: unknown) => (error as { code: string }).code),
      );
    }
    expect(outcomes.slice(0, 5)).toEqual(Array(5).fill("UNAUTHENTICATED"));
    expect(outcomes.at(-1)).toBe("LIMIT_REACHED");
    expect(await send(limited, { body: {}, remoteAddress, headers: { authorization: "geheim" } })).toMatchObject({
      status: "ignored",
    });
  });
});

describeWithDatabase("A sender with an address of its own", (getCtx) => {
  it("needs its token and nothing else, until that is switched off or revoked", async () => {
    const ctx = configured(getCtx(), { dockerWebhookSecrets: ["geheim"] });
    await aPolicy(ctx, { imagePattern: "outside.example/acme/*" });
    const source = await createSource(ctx, { name: "Hub", format: "dockerHub", registryHost: "outside.example" });
    const { token: sourceToken, id: sourceId } = source;
    expect(source.path).toBe(`/api/v1/webhooks/in/${sourceToken}`);
    const push = () => ({ route: "source" as const, sourceToken, ...dockerHubPush("acme/app", "1") });

    const answer = await send(ctx, push());
    expect(answer).toMatchObject({ status: "accepted" });
    const delivery = await getDelivery(ctx, { deliveryId: answer.deliveryId });
    expect(delivery).toMatchObject({ authenticity: "source", source: { id: sourceId, name: "Hub" } });
    expect(delivery.pushes[0]?.registryHost).toBe("outside.example");
    expect(JSON.stringify(await ctx.db.webhookSource.findUnique({ where: { id: sourceId } }))).not.toContain(
      sourceToken,
    );

    expect(await sendSample(ctx, "quay", { route: "source", sourceToken })).toMatchObject({
      status: "ignored",
      reason: expect.stringMatching(/^other-format/),
    });
    expect(await send(ctx, { route: "source", sourceToken, body: "no json" })).toMatchObject({ status: "ignored" });

    await updateSource(ctx, { sourceId, enabled: false });
    await expect(send(ctx, push())).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await updateSource(ctx, { sourceId, enabled: true });
    expect(await send(ctx, push())).toMatchObject({ status: "duplicate" });
    await revokeSource(ctx, { sourceId });
    await revokeSource(ctx, { sourceId });
    await expect(send(ctx, push())).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(updateSource(ctx, { sourceId, enabled: true })).rejects.toMatchObject({ code: "WRONG_STATE" });
    const events = await ctx.db.event.findMany({ where: { subjectId: sourceId }, orderBy: { seq: "asc" } });
    expect(events.map((event) => event.type)).toEqual([
      "webhook_source_created",
      "webhook_source_updated",
      "webhook_source_updated",
      "webhook_source_revoked",
    ]);
  });

  it("is unknown under any other token", async () => {
    for (const sourceToken of ["", "slw_x", "x".repeat(10_000)]) {
      await expect(send(getCtx(), { route: "source", sourceToken, body: {} })).rejects.toMatchObject({
        code: "UNAUTHENTICATED",
      });
    }
  });

  it("has a name of its own, and is made by operators", async () => {
    const ctx = getCtx();
    await createSource(ctx, { name: "Twice" });
    await expect(createSource(ctx, { name: "Twice" })).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(createSource(as(ctx, aUser("viewer")), { name: "V" })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(createSource(ctx, { name: "H", registryHost: "https://x" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    await expect(revokeSource(ctx, { sourceId: "8c1f0f43-6f0c-4a0e-8a49-1f3a5b0c2d11" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describeWithDatabase("Kept deliveries", (getCtx) => {
  it("are listed by status, source and format, in pages", async () => {
    const ctx = getCtx();
    for (let number = 0; number < 3; number++) {
      ctx.clock.advance({ seconds: 1 });
      await send(ctx, dockerHubPush("nobody/wants", `t${number}`));
    }
    await expect(send(ctx, { body: "x" })).rejects.toBeDefined();
    const first = await listDeliveries(ctx, { status: "ignored", format: "dockerHub", limit: 2 });
    const second = await listDeliveries(ctx, { status: "ignored", limit: 2, cursor: first.nextCursor });
    expect([...first.items, ...second.items].map((item) => item.pushes[0]?.tag)).toEqual(["t2", "t1", "t0"]);
    const { items } = await listDeliveries(ctx, { status: "rejected" });
    expect(items).toMatchObject([{ status: "rejected", replayObjection: expect.stringContaining("rejected") }]);
    const later = new Date(ctx.clock.now().getTime() + 1000).toISOString();
    expect((await listDeliveries(ctx, { from: later })).items).toEqual([]);
    await expect(listDeliveries(ctx, { status: "odd" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  });

  it("show headers and body", async () => {
    const ctx = getCtx();
    const { deliveryId } = await sendSample(ctx, "harbor-default");
    const delivery = await getDelivery(ctx, { deliveryId });
    expect(delivery.body).toEqual({ text: readSample("harbor-default").body.toString(), isTruncated: false });
    expect(delivery).toMatchObject({ format: "harbor", authenticity: "none", replayObjection: null });
  });

  it("of layers and pulls are kept short", async () => {
    const ctx = getCtx();
    const body = JSON.parse(readSample("distribution-v1").body.toString());
    for (const event of body.events) event.action = "pull";
    body.padding = "x".repeat(5000);
    const { deliveryId, reason } = await send(ctx, { body });
    expect(reason).toMatch(/^no-push/);
    expect(await getDelivery(ctx, { deliveryId })).toMatchObject({ body: { isTruncated: true } });
    await expect(replayDelivery(ctx, { deliveryId })).rejects.toMatchObject({ code: "WRONG_STATE" });
  });

  it("are replayed without a new signature check, marked as such, although their key was seen", async () => {
    const ctx = getCtx();
    const push = distributionPush("docker.io", "replay/app", "1", A);
    const first = await send(ctx, push);
    expect(first.status).toBe("ignored");
    await aPolicy(ctx, { imagePattern: "replay/*" });
    const locked = configured(ctx, { dockerWebhookSecrets: ["geheim"] });
    const replayed = await replayDelivery(locked, { deliveryId: first.deliveryId });
    expect(replayed).toMatchObject({ status: "accepted", rollouts: [expect.any(String)] });
    expect(await getDelivery(ctx, { deliveryId: replayed.deliveryId })).toMatchObject({
      replayOfId: first.deliveryId,
    });

    await confirmAll(ctx, "docker.io/replay/app", A);
    expect(await replayDelivery(ctx, { deliveryId: first.deliveryId })).toMatchObject({ status: "duplicate" });
    await ctx.db.rollout.updateMany({ where: { image: "docker.io/replay/app" }, data: { status: "cancelled" } });
    expect(await replayDelivery(ctx, { deliveryId: first.deliveryId })).toMatchObject({ status: "accepted" });
  });

  it("are bounded where anybody can send them, or they tell of no push", async () => {
    const ctx = getCtx();
    const signed = configured(ctx, { dockerWebhookSecrets: ["s"] });
    const pull = { events: [{ action: "pull", target: { repository: "a/b" }, id: "1" }] };
    for (let number = 0; number < 4; number++) {
      ctx.clock.advance({ seconds: 1 });
      await expect(send(signed, { body: { number } })).rejects.toBeDefined();
      await send(signed, { body: { ...pull, number }, headers: { authorization: "s" } });
      await send(signed, { body: { number }, headers: { authorization: "s" } });
    }
    await pruneUntrusted(ctx.db, "rejected", 2);
    await pruneNoise(ctx.db, 3);
    const count = (where: object) => ctx.db.webhookDelivery.count({ where });
    expect(await count({ status: "rejected" })).toBe(2);
    expect(await count({ reason: { startsWith: "no-push" } })).toBe(3);
    expect(await count({ authenticity: "token", reason: { startsWith: "unknown-shape" } })).toBe(4);
  });

  it("are read by viewers and replayed by operators", async () => {
    const ctx = getCtx();
    const { deliveryId } = await send(ctx, dockerHubPush("a/b", "1"));
    const viewer = as(ctx, aUser("viewer"));
    await expect(getDelivery(viewer, { deliveryId })).resolves.toBeDefined();
    await expect(replayDelivery(viewer, { deliveryId })).rejects.toMatchObject({ code: "FORBIDDEN" });
    const unknown = { deliveryId: "8c1f0f43-6f0c-4a0e-8a49-1f3a5b0c2d11" };
    await expect(replayDelivery(ctx, unknown)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
