import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { cancelRollout } from "#lib/rollouts/cancel.ts";
import { sha256 } from "#lib/kernel/crypto.ts";
import { describeOnPostgres } from "#lib/testing/database.ts";
import { TestGateway } from "#lib/testing/gateway.ts";
import { RolloutWorld } from "#lib/testing/rollout-world.ts";

const WAIT = { timeout: 10_000, interval: 20 };
const DEVICES = 5;
const ROUNDS = 4;

describeOnPostgres("The gateway in trouble", (getCtx) => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await TestGateway.open(getCtx());
  });
  afterAll(() => gateway.close());

  /** Ends the connection that listens, as a broken network would, again and again until told to stop. */
  function keepCutting(): () => Promise<void> {
    const stop = new AbortController();
    const cutting = (async () => {
      while (!stop.signal.aborted) {
        await getCtx().db.$queryRaw`
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE application_name = 'slipway-listener' AND datname = current_database()`;
        await sleep(50);
      }
    })();
    return async () => {
      stop.abort();
      await cutting;
    };
  }

  it("offers nothing that was cancelled, and what is new after a second or so, while its listener is cut", async () => {
    const ctx = getCtx();
    const world = await RolloutWorld.with(ctx, { devices: DEVICES });
    const speakers = world.deviceIds.map((uuid) => ({ uuid, token: `slpd_${uuid}` }));
    for (const { uuid, token } of speakers) {
      await ctx.db.device.update({ where: { id: uuid }, data: { tokenHash: sha256(token) } });
    }
    const offers = async () => {
      const answers = await Promise.all(speakers.map((speaker) => gateway.poll(speaker)));
      return answers.filter((answer) => (answer.json() as { action: object | null }).action !== null).length;
    };
    const stopCutting = keepCutting();
    for (let round = 0; round < ROUNDS; round++) {
      const rolloutId = await world.rollOut({ settings: { batches: [100] }, tag: `2.0.${round}` });
      await world.settle();
      await vi.waitFor(async () => expect(await offers()).toBe(DEVICES), { timeout: 4_000, interval: 20 });
      await cancelRollout(ctx, { rolloutId });
      for (let poll = 0; poll < 20; poll++) expect(await offers()).toBe(0);
      await world.settle();
    }
    await stopCutting();
  });

  it("answers 503 while the database is away, and goes on by itself", async () => {
    const ctx = getCtx();
    const world = await RolloutWorld.with(ctx, { devices: 1 });
    const [uuid = ""] = world.deviceIds;
    await ctx.db.device.update({ where: { id: uuid }, data: { tokenHash: sha256("slpd_away") } });
    const speaker = { uuid, token: "slpd_away" };
    await vi.waitFor(async () => expect((await gateway.poll(speaker)).status).toBe(200), WAIT);
    const away = new Error("Connection terminated unexpectedly");
    const query = vi.spyOn(ctx.handle.client, "$queryRaw").mockRejectedValue(away);
    const transaction = vi.spyOn(ctx.handle.client, "$transaction").mockRejectedValue(away);
    // What memory knows it says for a moment longer; then it does not count any more.
    await vi.waitFor(async () => expect((await gateway.poll(speaker)).status).toBe(503), WAIT);
    const report = await gateway.report(speaker, { apps: {} });
    expect([report.status, report.headers["retry-after"]]).toEqual([503, "5"]);
    query.mockRestore();
    transaction.mockRestore();
    await vi.waitFor(async () => expect((await gateway.poll(speaker)).status).toBe(200), WAIT);
    expect((await gateway.report(speaker, { apps: {} })).status).toBe(200);
  });
});

describeOnPostgres("The gateway's limits", (getCtx) => {
  let gateway: TestGateway;
  const tokens = ["slpd_busy", "slpd_calm"];
  const TARGET_TOKEN = "a-target-token";

  beforeAll(async () => {
    const ctx = getCtx();
    for (const token of tokens) await ctx.db.device.create({ data: { name: token, tokenHash: sha256(token) } });
    gateway = await TestGateway.open(ctx, { rateLimits: true });
  });
  afterAll(() => gateway.close());

  it("slow down a device that never stops asking, and no other", async () => {
    const { db } = getCtx();
    const [busy, calm] = await Promise.all(
      tokens.map(async (token) => ({ token, uuid: (await db.device.findFirstOrThrow({ where: { name: token } })).id })),
    );
    const statuses = new Set<number>();
    let retryAfter: string | undefined;
    for (let call = 0; call < 700 && retryAfter === undefined; call++) {
      const answer = await gateway.poll(busy!);
      statuses.add(answer.status);
      retryAfter = answer.headers["retry-after"];
    }
    expect([...statuses]).toEqual([200, 429]);
    expect(Number(retryAfter)).toBeGreaterThan(0);
    expect((await gateway.poll(calm!)).status).toBe(200);
  });

  it("slow down a hawkBit client as well, and let one go on that others guess beside", async () => {
    const { db } = getCtx();
    const identity = { tenant: "DEFAULT", targetTokenHash: sha256(TARGET_TOKEN) };
    for (const controllerId of ["hasty", "honest"]) {
      await db.device.create({
        data: { name: controllerId, tokenHash: sha256(controllerId), controllerId, ...identity },
      });
    }
    const poll = (id: string, token = TARGET_TOKEN) =>
      gateway.call({
        path: `/DEFAULT/controller/v1/${id}`,
        headers: { authorization: `TargetToken ${token}`, "x-forwarded-for": "198.51.100.9" },
      });
    for (const id of ["hasty", "honest"]) expect((await poll(id)).status).toBe(200);
    const statuses = new Set<number>();
    for (let call = 0; call < 700 && !statuses.has(429); call++) statuses.add((await poll("hasty")).status);
    expect([...statuses]).toEqual([200, 429]);
    for (let call = 0; call < 130; call++) await poll("nobody", "guess");
    expect((await poll("nobody", "guess")).status).toBe(429);
    const feedback = await gateway.call({
      method: "POST",
      path: "/DEFAULT/controller/v1/honest/deploymentBase/1/feedback",
      headers: { authorization: `TargetToken ${TARGET_TOKEN}`, "x-forwarded-for": "198.51.100.9" },
      body: { status: { execution: "closed", result: { finished: "success" } } },
    });
    expect(feedback.status).toBe(404);
  });

  it("hold off an address that guesses, and not its neighbors", async () => {
    const guess = (address: string) =>
      gateway.poll({ uuid: crypto.randomUUID(), token: "slpd_guess" }, { "x-forwarded-for": address });
    const statuses = [];
    for (let call = 0; call < 130; call++) statuses.push((await guess("198.51.100.1")).status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(120);
    expect(statuses.at(-1)).toBe(429);
    expect((await guess("198.51.100.2")).status).toBe(401);
  });
});
