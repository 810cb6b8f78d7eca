import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { createChannel } from "#lib/notifications/create-channel.ts";
import { deleteChannel } from "#lib/notifications/delete-channel.ts";
import { getChannel, listChannels } from "#lib/notifications/find-channels.ts";
import { getDelivery, listDeliveries } from "#lib/notifications/find-deliveries.ts";
import { listRules } from "#lib/notifications/find-rules.ts";
import { forgetDeliveries } from "#lib/notifications/forget-deliveries.ts";
import { redeliver } from "#lib/notifications/redeliver.ts";
import { rotateSecret } from "#lib/notifications/rotate-secret.ts";
import { testChannel } from "#lib/notifications/test-channel.ts";
import { Receiver } from "#lib/notifications/testing/receiver.ts";
import { aRule, aWebhook, carryOut, happen, openToLoopback } from "#lib/notifications/testing/world.ts";
import { updateChannel } from "#lib/notifications/update-channel.ts";
import { updateRule } from "#lib/notifications/update-rule.ts";
import { aUser, as } from "#lib/testing/builders.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

describeWithDatabase("Channels and rules", (getCtx) => {
  let ctx: TestContext;
  let receiver: Receiver;

  beforeAll(async () => {
    receiver = await Receiver.start();
  });
  afterAll(() => receiver.stop());
  beforeEach(async () => {
    ctx = openToLoopback(getCtx());
    ctx.clock.set(new Date());
    await ctx.db.notificationChannel.deleteMany();
    receiver.received.length = 0;
    receiver.answer = () => ({ status: 204 });
  });

  it("keep secrets sealed and show none", async () => {
    const channel = await createChannel(ctx, {
      name: "#releases",
      kind: "slack",
      settings: { mode: "bot", channel: "C0123" },
      secrets: { token: "xoxb-a-secret" },
    });
    expect(channel).toMatchObject({ hasSecrets: true, signingSecret: null });
    expect(JSON.stringify(await getChannel(ctx, { channelId: channel.id }))).not.toContain("xoxb");
    const { secrets } = await ctx.db.notificationChannel.findUniqueOrThrow({ where: { id: channel.id } });
    expect(secrets).not.toContain("xoxb");
    const events = await ctx.db.event.findMany({ where: { subjectId: channel.id } });
    expect(events.map(({ type }) => type)).toEqual(["notification_channel_saved"]);
    expect(JSON.stringify(events.map(({ data }) => data))).not.toContain("xoxb");
  });

  it("carry no secret to another server", async () => {
    const settings = { host: "mail.example.com", username: "slipway", from: "a@example.com", to: ["b@example.com"] };
    const { id: channelId } = await createChannel(ctx, {
      name: "Mail",
      kind: "email",
      settings,
      secrets: { password: "a-password" },
    });
    await updateChannel(ctx, { channelId, settings: { ...settings, to: ["c@example.com"] } });
    const moved = { ...settings, host: "mail.evil.example" };
    await expect(updateChannel(ctx, { channelId, settings: moved })).rejects.toMatchObject({
      code: "INVALID_INPUT",
      details: { errors: [{ path: "secrets.password" }] },
    });
    await updateChannel(ctx, { channelId, settings: moved, secrets: { password: "another" } });
  });

  it("refuse what could never be sent", async () => {
    const wrong = [
      { name: "A", kind: "pigeon", settings: {} },
      { name: "A", kind: "slack", settings: { mode: "bot" }, secrets: {} },
      { name: "A", kind: "slack", settings: { mode: "incoming" } },
      { name: "A", kind: "webhook", settings: { url: "ftp://example.com" } },
      { name: "A", kind: "webhook", settings: { url: "https://user:password@example.com" } },
      { name: "A", kind: "email", settings: { host: "mail:25", from: "a@example.com", to: ["b@example.com"] } },
      { name: "A", kind: "email", settings: { host: "mail", from: "a@example.com\r\nBcc: x@y.z", to: ["b@c.de"] } },
    ];
    for (const input of wrong) {
      await expect(createChannel(ctx, input), JSON.stringify(input)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    }
    const { id: channelId } = await aWebhook(ctx, receiver.url);
    const quietHours = { timeZone: "Europe/Berlin", from: "00:00", to: "00:00" };
    const rules = [
      { channelId: randomUUID() },
      { productIds: [randomUUID()] },
      { environmentIds: [randomUUID()] },
      { eventTypes: ["rollout_exploded"] },
      { quietHours },
      { quietHours: { ...quietHours, timeZone: "Mars/Base" } },
    ];
    for (const over of rules) {
      await expect(aRule(ctx, channelId, over), JSON.stringify(over)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    }
  });

  it("are for those who may, and unknown ones are not found", async () => {
    const viewer = as(ctx, aUser("viewer"));
    await expect(listChannels(viewer, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(aWebhook(viewer, receiver.url)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const channelId = randomUUID();
    for (const ask of [getChannel, updateChannel, deleteChannel, rotateSecret, testChannel]) {
      await expect(ask(ctx, { channelId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    }
    await expect(redeliver(ctx, { deliveryId: randomUUID() })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(updateRule(ctx, { ruleId: randomUUID() })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("sign with the old secret too while receivers change over", async () => {
    const channel = await aWebhook(ctx, receiver.url);
    const { signingSecret } = await rotateSecret(ctx, { channelId: channel.id, graceHours: 2 });
    const verifies = (secret: string | null) => {
      const last = receiver.received.at(-1);
      try {
        new Webhook(secret ?? "").verify(last?.body ?? "", last?.headers as Record<string, string>);
        return true;
      } catch {
        return false; // Signed with another one.
      }
    };
    expect(await testChannel(ctx, { channelId: channel.id })).toMatchObject({ status: "delivered" });
    expect([verifies(channel.signingSecret), verifies(signingSecret)]).toEqual([true, true]);
    ctx.clock.advance({ hours: 3 });
    const later = new Date(Date.now() + 3 * 3_600_000).getTime();
    await testChannel(ctx, { channelId: channel.id });
    expect(Number(receiver.received.at(-1)?.headers["webhook-timestamp"]) * 1000).toBeGreaterThan(later - 60_000);
    expect(String(receiver.received.at(-1)?.headers["webhook-signature"]).split(" ")).toHaveLength(1);
  });

  it("send again by hand once, under the id that the receiver knows", async () => {
    const channel = await aWebhook(ctx, receiver.url);
    await aRule(ctx, channel.id);
    await happen(ctx, { type: "rollout_failed", subject: { kind: "rollout", id: randomUUID() }, data: { number: 1 } });
    await carryOut(ctx);
    const { items } = await listDeliveries(ctx, { channel: channel.id });
    const [sent] = items;
    expect(items.map(({ title, status }) => [title, status])).toEqual([["Rollout #1 failed", "delivered"]]);
    const clicks = await Promise.allSettled(
      Array.from({ length: 5 }, () => redeliver(ctx, { deliveryId: sent?.id ?? "" })),
    );
    expect(clicks.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await carryOut(ctx);
    const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
    expect(ids).toEqual([sent?.messageId, sent?.messageId]);
    const sentTwice = (await listDeliveries(ctx, { channel: channel.id })).items;
    const again = sentTwice.find(({ redeliveryOfId }) => redeliveryOfId !== null);
    expect(await getDelivery(ctx, { deliveryId: again?.id ?? "" })).toMatchObject({
      redeliveryOfId: sent?.id,
      messageId: sent?.messageId,
      tries: [{ attempt: 1, outcome: "delivered", status: 204 }],
    });
  });

  it("call off what is open when switched off, and start afresh when switched on", async () => {
    const channel = await aWebhook(ctx, receiver.url);
    await aRule(ctx, channel.id);
    receiver.answer = () => ({ status: 500 });
    await happen(ctx, { type: "rollout_failed", subject: { kind: "rollout", id: randomUUID() } });
    await carryOut(ctx);
    await updateChannel(ctx, { channelId: channel.id, enabled: false });
    expect((await listDeliveries(ctx, { channel: channel.id })).items).toMatchObject([{ status: "cancelled" }]);
    const on = await updateChannel(ctx, { channelId: channel.id, enabled: true });
    expect(on).toMatchObject({ enabled: true, failingSince: null, disabledReason: null });
    await deleteChannel(ctx, { channelId: channel.id });
    expect((await listRules(ctx, { channel: channel.id })).items).toEqual([]);
    expect((await listDeliveries(ctx, { channel: channel.id })).items).toHaveLength(1);
  });

  it("forget what was settled a month ago", async () => {
    const channel = await aWebhook(ctx, receiver.url);
    await testChannel(ctx, { channelId: channel.id });
    ctx.clock.advance({ days: 29 });
    await forgetDeliveries(ctx);
    expect((await listDeliveries(ctx, { channel: channel.id })).items).toHaveLength(1);
    ctx.clock.advance({ days: 2 });
    await forgetDeliveries(ctx);
    expect((await listDeliveries(ctx, { channel: channel.id })).items).toEqual([]);
  });
});
