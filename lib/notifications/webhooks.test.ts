import { randomUUID } from "node:crypto";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { inTransaction } from "#lib/database/transaction.ts";
import type { EventDraft } from "#lib/events/record.ts";
import { applyRules } from "#lib/notifications/apply-rules.ts";
import { redeliver } from "#lib/notifications/redeliver.ts";
import { rotateSecret } from "#lib/notifications/rotate-secret.ts";
import { Sender } from "#lib/notifications/send/sender.ts";
import { leaseDeliveries } from "#lib/notifications/store-work.ts";
import { aRule, aWebhook, carryOut, happen, openToLoopback } from "#lib/notifications/testing/world.ts";
import { LOCAL } from "#lib/notifications/testing/certificates.ts";
import { Receiver } from "#lib/notifications/testing/receiver.ts";
import { updateChannel } from "#lib/notifications/update-channel.ts";
import type { NewChannelView } from "#lib/notifications/view.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const rolloutFailed = (number: number): EventDraft => {
  const rolloutId = randomUUID();
  return { type: "rollout_failed", subject: { kind: "rollout", id: rolloutId }, rolloutId, data: { number } };
};

describeWithDatabase("Messages to receivers of webhooks", (getCtx) => {
  let ctx: TestContext;
  let receiver: Receiver;
  let channel: NewChannelView;

  beforeAll(async () => {
    receiver = await Receiver.start();
  });
  afterAll(() => receiver.stop());
  beforeEach(async () => {
    ctx = openToLoopback(getCtx());
    ctx.clock.set(new Date());
    await ctx.db.notificationChannel.deleteMany();
    // With nobody to listen the cursor passes over what other tests have done, at whatever time.
    await applyRules(ctx);
    receiver.received.length = 0;
    receiver.answer = () => ({ status: 204 });
    channel = await aWebhook(ctx, `${receiver.url}/hook`);
  });

  it("arrive signed, once, and tell what happened", async () => {
    await aRule(ctx, channel.id);
    await happen(ctx, rolloutFailed(7));
    await carryOut(ctx);
    await carryOut(ctx);
    const calls = receiver.received.filter(({ body }) => body.includes("rollout_failed"));
    expect(calls).toHaveLength(1);
    const body = new Webhook(channel.signingSecret ?? "").verify(
      calls[0]?.body ?? "",
      calls[0]?.headers as Record<string, string>,
    );
    expect(body).toMatchObject({
      type: "rollout_failed",
      data: { severity: "critical", text: "Rollout #7 failed", event: { number: 7 } },
    });
  });

  it("keep their id at every try, and come again later and later", async () => {
    await aRule(ctx, channel.id);
    receiver.answer = () => ({ status: 500, body: "Broken" });
    await happen(ctx, rolloutFailed(8));
    await carryOut(ctx);
    const failing = await ctx.db.notificationDelivery.findFirstOrThrow({ include: { tries: true, channel: true } });
    expect(failing).toMatchObject({
      status: "pending",
      attempt: 1,
      tries: [{ attempt: 1, outcome: "refused", status: 500, answer: "Broken" }],
      channel: { failingSince: ctx.clock.now() },
    });
    await carryOut(ctx);
    expect(receiver.received).toHaveLength(1);
    ctx.clock.advance({ seconds: 6 });
    receiver.answer = () => ({ status: 200 });
    await carryOut(ctx);
    const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
    expect(ids).toEqual([`msg_${failing.id}`, `msg_${failing.id}`]);
    expect(await ctx.db.notificationDelivery.findFirst({ include: { channel: true } })).toMatchObject({
      status: "delivered",
      channel: { failingSince: null },
    });
  });

  it("are not sent where a redirect leads", async () => {
    await aRule(ctx, channel.id);
    receiver.answer = () => ({ status: 302, headers: { location: "http://10.0.0.1/" } });
    await happen(ctx, rolloutFailed(9));
    await carryOut(ctx);
    const { tries } = await ctx.db.notificationDelivery.findFirstOrThrow({ include: { tries: true } });
    expect(tries).toMatchObject([{ outcome: "redirected", status: 302 }]);
  });

  it("reach no address of a closed range", async () => {
    await aRule(ctx, channel.id);
    await happen(ctx, rolloutFailed(9));
    await carryOut({ ...ctx, config: { ...ctx.config, outboundAllow: [] } });
    expect(receiver.received).toEqual([]);
    const { tries } = await ctx.db.notificationDelivery.findFirstOrThrow({ include: { tries: true } });
    expect(tries).toMatchObject([{ outcome: "refused" }]);
  });

  it("end at once where the receiver is gone, and everybody else hears of it", async () => {
    await aRule(ctx, channel.id);
    receiver.answer = () => ({ status: 410 });
    await happen(ctx, rolloutFailed(1));
    await carryOut(ctx);
    expect(await ctx.db.notificationChannel.findUnique({ where: { id: channel.id } })).toMatchObject({
      enabled: false,
    });
    const told = await ctx.db.event.findFirst({
      where: { type: "notification_channel_disabled", subjectId: channel.id },
    });
    expect(told).not.toBeNull();
    await happen(ctx, rolloutFailed(2));
    await carryOut(ctx);
    expect(receiver.received).toHaveLength(1);
  });

  it("end after days in which nothing went through, and are called off", async () => {
    await aRule(ctx, channel.id);
    receiver.answer = () => ({ status: 503 });
    const sender = new Sender(ctx);
    for (let day = 0; day < 5; day++) {
      await happen(ctx, rolloutFailed(day));
      await carryOut(ctx, sender);
      ctx.clock.advance({ hours: 23 });
    }
    const { enabled, disabledReason } = await ctx.db.notificationChannel.findUniqueOrThrow({
      where: { id: channel.id },
    });
    expect([enabled, disabledReason]).toEqual([false, "Nothing went through for 3 days."]);
    expect(await ctx.db.notificationDelivery.count({ where: { status: { in: ["pending", "gathering"] } } })).toBe(0);
  });

  it("are signed with the old secret and the new one while both hold", async () => {
    await aRule(ctx, channel.id);
    const { signingSecret } = await rotateSecret(ctx, { channelId: channel.id, graceHours: 1 });
    await happen(ctx, rolloutFailed(1));
    await carryOut(ctx);
    ctx.clock.advance({ hours: 1, seconds: 1 });
    await happen(ctx, rolloutFailed(2));
    await carryOut(ctx);
    const [during, after] = receiver.received;
    const verify = (secret: string | null, call: typeof during) =>
      new Webhook(secret ?? "").verify(call?.body ?? "", call?.headers as Record<string, string>);
    for (const secret of [channel.signingSecret, signingSecret]) expect(() => verify(secret, during)).not.toThrow();
    // The library looks at its own clock: only the signatures are of interest here.
    expect(during?.headers["webhook-signature"]).toMatch(/^v1,\S+ v1,\S+$/);
    expect(after?.headers["webhook-signature"]).toMatch(/^v1,\S+$/);
  });

  it("go on where a dead channel is switched on again, and what was called off can be sent again", async () => {
    await aRule(ctx, channel.id);
    receiver.answer = () => ({ status: 500 });
    await happen(ctx, rolloutFailed(1));
    await carryOut(ctx);
    ctx.clock.advance({ seconds: 10 });
    receiver.answer = () => ({ status: 410 });
    await carryOut(ctx);
    const [dead] = await ctx.db.notificationDelivery.findMany({ where: { channelId: channel.id } });
    if (!dead) throw new Error("Nothing was to be sent.");
    expect(dead.status).toBe("failed");
    await expect(redeliver(ctx, { deliveryId: dead.id })).rejects.toMatchObject({ code: "WRONG_STATE" });
    receiver.answer = () => ({ status: 204 });
    await updateChannel(ctx, { channelId: channel.id, enabled: true });
    receiver.received.length = 0;
    const again = await Promise.allSettled(Array.from({ length: 5 }, () => redeliver(ctx, { deliveryId: dead.id })));
    expect(again.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await happen(ctx, rolloutFailed(2));
    await carryOut(ctx);
    const told = receiver.received.filter(({ body }) => body.includes("rollout_failed"));
    expect(told.map(({ headers }) => headers["webhook-id"])).toContain(`msg_${dead.id}`);
    expect(told).toHaveLength(2);
  });

  it("are kept where nobody vouches for the receiver's certificate", async () => {
    const secure = createServer(LOCAL, (_request, response) => response.writeHead(204).end());
    await new Promise<void>((resolve) => secure.listen(0, "127.0.0.1", resolve));
    const { port } = secure.address() as AddressInfo;
    await aRule(ctx, (await aWebhook(ctx, `https://127.0.0.1:${port}/`)).id);
    await happen(ctx, rolloutFailed(1));
    await carryOut(ctx);
    const { status, tries } = await ctx.db.notificationDelivery.findFirstOrThrow({ include: { tries: true } });
    expect([status, tries[0]?.outcome]).toEqual(["pending", "unreachable"]);
    await new Promise((resolve) => secure.close(resolve));
  });

  it("are written once, however many processes apply the rules at once", async () => {
    await aRule(ctx, channel.id, { name: "All" });
    await aRule(ctx, channel.id, { name: "Together", digestMinutes: 5 });
    for (let round = 0; round < 5; round++) {
      await happen(ctx, ...Array.from({ length: 40 }, (_, number) => rolloutFailed(round * 40 + number)));
      await Promise.all(Array.from({ length: 4 }, () => applyRules(ctx)));
    }
    await applyRules(ctx);
    const rows = await ctx.db.notificationDelivery.findMany({ where: { channelId: channel.id } });
    const failed = rows.filter(({ message }) => JSON.stringify(message).includes("rollout_failed"));
    const seqs = failed.flatMap(({ eventSeqs }) => eventSeqs.map(Number));
    expect([failed.length, new Set(seqs).size]).toEqual([200, 200]);
  });

  it("have arrived where somebody says so at length", async () => {
    await aRule(ctx, channel.id);
    receiver.answer = () => ({ status: 200, body: "x".repeat(1_000_000) });
    await happen(ctx, rolloutFailed(1));
    await carryOut(ctx);
    // A connection that was left open may break just then, where the machine is slow: then it comes again.
    ctx.clock.advance({ seconds: 10 });
    await carryOut(ctx);
    expect(await ctx.db.notificationDelivery.findFirst()).toMatchObject({ status: "delivered" });
  });

  it("do not end for a receiver that failed once, long ago", async () => {
    await aRule(ctx, channel.id);
    await ctx.db.notificationChannel.update({ where: { id: channel.id }, data: { failingSince: ctx.clock.now() } });
    ctx.clock.advance({ hours: 24 * 7 });
    receiver.answer = () => ({ status: 500 });
    await happen(ctx, rolloutFailed(1));
    await carryOut(ctx);
    expect(await ctx.db.notificationChannel.findUnique({ where: { id: channel.id } })).toMatchObject({ enabled: true });
  });

  it("end also where patience was asked for, and came to its end", async () => {
    await aRule(ctx, channel.id);
    receiver.answer = () => ({ status: 503, headers: { "retry-after": "999999" } });
    const sender = new Sender(ctx);
    for (let at = 0; at < 60; at++) {
      if (at % 4 === 0) await happen(ctx, rolloutFailed(at));
      await carryOut(ctx, sender);
      ctx.clock.advance({ hours: 7 });
    }
    expect(receiver.received.length).toBeGreaterThan(20);
    expect(await ctx.db.notificationChannel.findUnique({ where: { id: channel.id } })).toMatchObject({
      enabled: false,
    });
  });

  it("are taken over from a process that was killed with them, under the same id", async () => {
    await aRule(ctx, channel.id);
    await happen(ctx, rolloutFailed(5));
    await applyRules(ctx);
    const now = ctx.clock.now();
    const until = new Date(now.getTime() + 300_000);
    const lease = { channelId: channel.id, leaseToken: randomUUID(), now, until, limit: 10, isSerial: false };
    const [held] = await inTransaction(ctx, (tx) => leaseDeliveries(tx, lease));
    await carryOut(ctx);
    expect(receiver.received).toEqual([]);
    ctx.clock.advance({ seconds: 301 });
    await carryOut(ctx);
    expect(receiver.received.map(({ headers }) => headers["webhook-id"])).toEqual([`msg_${held?.id}`]);
  });

  it("are gathered into a digest, and wait for the end of quiet hours", async () => {
    ctx.clock.set("2026-06-01T21:30:00Z");
    await aRule(ctx, channel.id, {
      name: "Nights",
      digestMinutes: 60,
      quietHours: { timeZone: "Europe/Berlin", from: "22:00", to: "07:00", exceptCritical: true },
    });
    const paused = (number: number): EventDraft => ({ ...rolloutFailed(number), type: "rollout_paused" });
    await happen(ctx, paused(1), rolloutFailed(2));
    await carryOut(ctx);
    ctx.clock.advance({ hours: 2 });
    await happen(ctx, paused(3));
    await carryOut(ctx);
    expect(receiver.received.map(({ body }) => JSON.parse(body) as object)).toMatchObject([{ type: "rollout_failed" }]);
    ctx.clock.set("2026-06-02T05:00:00Z");
    await carryOut(ctx);
    const digest = JSON.parse(receiver.received[1]?.body ?? "") as { type: string; data: { events: object[] } };
    expect(digest).toMatchObject({
      type: "digest",
      data: {
        rule: "Nights",
        events: [{ text: "Rollout #1 paused" }, { text: "Rollout #3 paused" }],
      },
    });
  });

  it("keep nobody else waiting while one receiver is slow", async () => {
    const other = await Receiver.start();
    await aRule(ctx, channel.id);
    await aRule(ctx, (await aWebhook(ctx, other.url)).id);
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    receiver.answer = () => held.then(() => ({ status: 204 }));
    await happen(ctx, rolloutFailed(1));
    await applyRules(ctx);
    const sender = new Sender(ctx);
    await sender.turn();
    await expect.poll(() => other.received.length).toBe(1);
    letGo();
    await sender.rest();
    await other.stop();
  });

  it("wait where the channel's secrets cannot be opened, and that is seen", async () => {
    await aRule(ctx, channel.id);
    await happen(ctx, rolloutFailed(3));
    const encryptionKey = "another-encryption-key-0123456789-0123456789";
    await carryOut({ ...ctx, config: { ...ctx.config, encryptionKey } });
    expect(await ctx.db.notificationChannel.findUnique({ where: { id: channel.id } })).toMatchObject({
      enabled: true,
      failingSince: ctx.clock.now(),
    });
    await carryOut(ctx);
    expect(receiver.received).toHaveLength(1);
  });

  it("are told once in a channel that two rules lead to, and only of places that a rule names", async () => {
    const slug = `place-${randomUUID()}`;
    const product = await ctx.db.product.create({ data: { slug, name: slug, kind: "app" } });
    await aRule(ctx, channel.id, { name: "All" });
    await aRule(ctx, channel.id, { name: "One product", productIds: [product.id] });
    const environment = await ctx.db.environment.create({ data: { slug, name: slug, position: 1 } });
    const other = await aWebhook(ctx, `${receiver.url}/other`);
    await aRule(ctx, other.id, { environmentIds: [environment.id] });
    await happen(ctx, { ...rolloutFailed(1), productId: product.id }, rolloutFailed(2), {
      type: "environment_archived",
      subject: { kind: "environment", id: environment.id },
      data: { name: slug },
    });
    await carryOut(ctx);
    const paths = receiver.received.map(({ path }) => path).sort();
    expect(paths).toEqual(["/hook", "/hook", "/hook", "/other"]);
  });

  it("are handed out to two processes at once, each to one of them", async () => {
    await aRule(ctx, channel.id);
    await happen(ctx, ...Array.from({ length: 120 }, (_, number) => rolloutFailed(number)));
    await applyRules(ctx);
    const senders = [new Sender(ctx), new Sender(ctx)];
    for (let round = 0; round < 20; round++) {
      await Promise.all(senders.map((sender) => sender.turn()));
      await Promise.all(senders.map((sender) => sender.rest()));
    }
    const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
    expect([ids.length, new Set(ids).size]).toEqual([120, 120]);
  });

  it("are let go when the process stops, and go out from the next one", async () => {
    await aRule(ctx, channel.id);
    await happen(ctx, ...Array.from({ length: 40 }, (_, number) => rolloutFailed(number)));
    await applyRules(ctx);
    let hasCome: () => void = () => undefined;
    const first = new Promise<void>((resolve) => (hasCome = resolve));
    receiver.answer = async () => {
      hasCome();
      return new Promise((resolve) => setTimeout(() => resolve({ status: 204 }), 5_000));
    };
    const sender = new Sender(ctx);
    await sender.turn();
    await first;
    await sender.stop();
    receiver.answer = () => ({ status: 204 });
    await carryOut(ctx);
    const delivered = await ctx.db.notificationDelivery.count({ where: { status: "delivered" } });
    const tries = await ctx.db.notificationTry.count({ where: { outcome: { not: "delivered" } } });
    expect([delivered, tries]).toEqual([40, 0]);
  });
});
