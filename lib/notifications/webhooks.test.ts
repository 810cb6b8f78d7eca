import { randomUUID } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { EventDraft } from "#lib/events/record.ts";
import { aRule, aWebhook, carryOut, happen, openToLoopback } from "#lib/notifications/testing/world.ts";
import { Receiver } from "#lib/notifications/testing/receiver.ts";
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
});
