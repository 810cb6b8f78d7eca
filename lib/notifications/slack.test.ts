import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { EventDraft } from "#lib/events/record.ts";
import { createChannel } from "#lib/notifications/create-channel.ts";
import { deleteChannel } from "#lib/notifications/delete-channel.ts";
import { listChannels } from "#lib/notifications/find-channels.ts";
import { followSlackUrl } from "#lib/notifications/follow-slack-url.ts";
import { updateChannel } from "#lib/notifications/update-channel.ts";
import { Receiver } from "#lib/notifications/testing/receiver.ts";
import { aRule, carryOut, happen, openToLoopback } from "#lib/notifications/testing/world.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

interface Post {
  channel?: string;
  thread_ts?: string;
  text: string;
  blocks: { type: string; text?: { text: string }; elements?: { url?: string; style?: string }[] }[];
}

describeWithDatabase("Messages in Slack", (getCtx) => {
  let ctx: TestContext;
  let slack: Receiver;

  beforeAll(async () => {
    slack = await Receiver.start();
  });
  afterAll(() => slack.stop());
  beforeEach(async () => {
    ctx = openToLoopback(getCtx());
    ctx.clock.set(new Date());
    await ctx.db.notificationChannel.deleteMany();
    slack.received.length = 0;
    let ts = 0;
    slack.answer = () => ({ status: 200, body: JSON.stringify({ ok: true, ts: `1700000000.00000${(ts += 1)}` }) });
  });

  const aBot = () =>
    createChannel(ctx, {
      name: "#releases",
      kind: "slack",
      settings: { mode: "bot", channel: "C0123", apiUrl: slack.url },
      secrets: { token: "xoxb-a-test" },
    });
  const posts = () => slack.received.map(({ body }) => JSON.parse(body) as Post);
  const ofRollout = (id: string, type: EventDraft["type"]): EventDraft => ({
    type,
    subject: { kind: "rollout", id },
    rolloutId: id,
    data: { number: 9 },
  });

  it("hang on the first one of their rollout", async () => {
    await aRule(ctx, (await aBot()).id);
    const [one, other] = [randomUUID(), randomUUID()];
    await happen(ctx, ofRollout(one, "rollout_started"), ofRollout(other, "rollout_started"));
    await carryOut(ctx);
    await happen(ctx, ofRollout(one, "rollout_failed"));
    await carryOut(ctx);
    expect(slack.received.map(({ path, headers }) => [path, headers.authorization])).toEqual(
      Array.from({ length: 3 }, () => ["/chat.postMessage", "Bearer xoxb-a-test"]),
    );
    expect(posts().map(({ channel, text, thread_ts }) => [channel, text, thread_ts])).toEqual([
      ["C0123", "Rollout #9 started", undefined],
      ["C0123", "Rollout #9 started", undefined],
      ["C0123", "Rollout #9 failed", "1700000000.000001"],
    ]);
  });

  it("go to the webhook of the environment, by a channel that people may change and delete", async () => {
    const at = (path: string) => ({ ...ctx, config: { ...ctx.config, slackWebhookUrl: `${slack.url}${path}` } });
    await Promise.all([followSlackUrl(at("/one")), followSlackUrl(at("/one"))]);
    const [channel] = (await listChannels(ctx, {})).items;
    expect(channel).toMatchObject({ name: "Slack", kind: "slack", enabled: true });
    expect(JSON.stringify(channel)).not.toContain("/one");
    slack.answer = () => ({ status: 200, body: "ok" });
    await happen(ctx, ofRollout(randomUUID(), "rollout_failed"));
    await carryOut(ctx);
    await updateChannel(ctx, { channelId: channel?.id, name: "#harbor" });
    await followSlackUrl(at("/two"));
    await followSlackUrl(at("/two"));
    await happen(ctx, ofRollout(randomUUID(), "rollout_failed"));
    await carryOut(ctx);
    expect(slack.received.map(({ path }) => path)).toEqual(["/one", "/two"]);
    expect((await listChannels(ctx, {})).items.map(({ name }) => name)).toEqual(["#harbor"]);
    const saved = await ctx.db.event.count({ where: { subjectId: channel?.id, type: "notification_channel_saved" } });
    expect(saved).toBe(3);
    await deleteChannel(ctx, { channelId: channel?.id });
    await followSlackUrl(at("/three"));
    expect((await listChannels(ctx, {})).items).toEqual([]);
  });

  it("begin another thread where the first message is gone, or the channel is another one", async () => {
    const bot = await aBot();
    await aRule(ctx, bot.id);
    const id = randomUUID();
    await happen(ctx, ofRollout(id, "rollout_started"));
    await carryOut(ctx);
    const accept = slack.answer;
    slack.answer = () => ({ status: 200, body: JSON.stringify({ ok: false, error: "thread_not_found" }) });
    await happen(ctx, ofRollout(id, "rollout_paused"));
    await carryOut(ctx);
    slack.answer = accept;
    ctx.clock.advance({ seconds: 10 });
    await carryOut(ctx);
    await updateChannel(ctx, {
      channelId: bot.id,
      settings: { mode: "bot", channel: "C9", apiUrl: slack.url },
    });
    await happen(ctx, ofRollout(id, "rollout_failed"));
    await carryOut(ctx);
    expect(posts().map(({ channel, text, thread_ts }) => [channel, text, thread_ts])).toEqual([
      ["C0123", "Rollout #9 started", undefined],
      ["C0123", "Rollout #9 paused", "1700000000.000001"],
      ["C0123", "Rollout #9 paused", undefined],
      ["C9", "Rollout #9 failed", undefined],
    ]);
  });

  it("leave no token in the log where somebody says back what they were told", async () => {
    const { id } = await aBot();
    await aRule(ctx, id);
    slack.answer = ({ headers }) => ({ status: 500, body: `You said ${headers.authorization ?? ""}` });
    await happen(ctx, ofRollout(randomUUID(), "rollout_failed"));
    await carryOut(ctx);
    const { tries } = await ctx.db.notificationDelivery.findFirstOrThrow({ include: { tries: true } });
    expect(tries).toMatchObject([{ answer: "You said Bearer •••" }]);
    const events = await ctx.db.event.findMany({ where: { subjectId: id } });
    expect(JSON.stringify(events.map(({ data }) => data))).not.toContain("xoxb-a-test");
  });

  it("bring a link to approve where somebody is asked, and mention nobody", async () => {
    await aRule(ctx, (await aBot()).id);
    const id = randomUUID();
    await happen(ctx, {
      type: "rollback_plan_created",
      subject: { kind: "rollbackPlan", id },
      data: { number: 4, product: "<!channel>", from: "2.0.0", to: "1.0.0", missingApprovals: 1 },
    });
    await carryOut(ctx);
    const [post] = posts();
    const actions = post?.blocks.find(({ type }) => type === "actions");
    expect(actions?.elements).toMatchObject([{ url: `https://slipway.test/rollbacks/${id}`, style: "primary" }]);
    expect(post?.blocks[0]?.text?.text).toContain("&lt;!channel&gt;");
  });

  it("wait as long as Slack asks", async () => {
    await aRule(ctx, (await aBot()).id);
    slack.answer = () => ({ status: 429, headers: { "retry-after": "30" } });
    await happen(ctx, ofRollout(randomUUID(), "rollout_failed"));
    await carryOut(ctx);
    const [delivery] = await ctx.db.notificationDelivery.findMany({ include: { channel: true } });
    expect(delivery).toMatchObject({ status: "pending", channel: { failingSince: null } });
    expect(delivery?.nextAttemptAt?.getTime()).toBeGreaterThanOrEqual(ctx.clock.now().getTime() + 30_000);
  });

  it("end where the channel was archived", async () => {
    const { id } = await aBot();
    await aRule(ctx, id);
    slack.answer = () => ({ status: 200, body: JSON.stringify({ ok: false, error: "is_archived" }) });
    await happen(ctx, ofRollout(randomUUID(), "rollout_failed"));
    await carryOut(ctx);
    expect(await ctx.db.notificationChannel.findUnique({ where: { id } })).toMatchObject({
      enabled: false,
      disabledReason: expect.stringContaining("is_archived") as string,
    });
  });

  it("go through an incoming webhook too, without a thread", async () => {
    const { id } = await createChannel(ctx, {
      name: "Incoming",
      kind: "slack",
      settings: { mode: "incoming" },
      secrets: { incomingUrl: `${slack.url}/services/T0/B0/secret` },
    });
    await aRule(ctx, id);
    await happen(ctx, ofRollout(randomUUID(), "rollout_failed"));
    await carryOut(ctx);
    expect(slack.received.map(({ path }) => path)).toEqual(["/services/T0/B0/secret"]);
    expect(posts()[0]).toMatchObject({ text: "Rollout #9 failed" });
  });
});
