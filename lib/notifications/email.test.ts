import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { EventDraft } from "#lib/events/record.ts";
import { parseMailServer } from "#lib/kernel/mail-server.ts";
import { createChannel } from "#lib/notifications/create-channel.ts";
import { testChannel } from "#lib/notifications/test-channel.ts";
import { aRule, carryOut, happen, openToLoopback } from "#lib/notifications/testing/world.ts";
import { updateChannel } from "#lib/notifications/update-channel.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

interface Mail {
  raw: string;
  to: string[];
  user: string | undefined;
}

describeWithDatabase("Messages by mail", (getCtx) => {
  let ctx: TestContext;
  let server: SMTPServer;
  const mails: Mail[] = [];
  let refuse: { code: number; text: string } | null = null;

  beforeAll(async () => {
    server = new SMTPServer({
      authOptional: true,
      allowInsecureAuth: true,
      disabledCommands: ["STARTTLS"],
      onAuth: ({ username, password }, _session, done) => {
        if (password === "a-password") done(null, { user: username });
        else done(Object.assign(new Error("Wrong login"), { responseCode: 535 }));
      },
      onRcptTo: (_address, _session, done) => {
        done(refuse === null ? null : Object.assign(new Error(refuse.text), { responseCode: refuse.code }));
      },
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("end", () => {
          const to = session.envelope.rcptTo.map(({ address }) => address);
          mails.push({ raw: Buffer.concat(chunks).toString(), to, user: session.user });
          done();
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => new Promise<void>((resolve) => server.close(resolve)));
  beforeEach(async () => {
    ctx = openToLoopback(getCtx());
    ctx.clock.set(new Date());
    await ctx.db.notificationChannel.deleteMany();
    mails.length = 0;
    refuse = null;
  });

  const aMailbox = (over: Record<string, unknown> = {}, secrets: Record<string, unknown> = {}) =>
    createChannel(ctx, {
      name: "The team",
      kind: "email",
      settings: {
        host: "127.0.0.1",
        port: (server.server.address() as AddressInfo).port,
        encryption: "none",
        from: "slipway@example.com",
        to: ["team@example.com", "boss@example.com"],
        ...over,
      },
      secrets,
    });

  it("go by the server of SMTP_URL where the channel names none", async () => {
    const port = (server.server.address() as AddressInfo).port;
    const mine = { from: "slipway@example.com", to: ["team@example.com"] };
    const draft = { name: "The team", kind: "email", settings: mine };
    await expect(createChannel({ ...ctx, config: { ...ctx.config, smtp: null } }, draft)).rejects.toMatchObject({
      details: { errors: [{ path: "settings.host", message: expect.stringContaining("SMTP_URL") as string }] },
    });
    const smtp = parseMailServer(`smtp://ada:a-password@127.0.0.1:${port}?encryption=none`);
    // Nothing private is open to channels; the operator's own server is all the same.
    ctx = { ...ctx, config: { ...ctx.config, smtp, outboundAllow: [] } };
    const { id } = await createChannel(ctx, draft);
    await expect(updateChannel(ctx, { channelId: id, settings: { ...mine, username: "ada" } })).rejects.toMatchObject({
      details: { errors: [{ path: "settings.username" }] },
    });
    expect(await testChannel(ctx, { channelId: id })).toMatchObject({ status: "delivered" });
    expect(mails).toMatchObject([{ to: ["team@example.com"], user: "ada" }]);
    const without = { ...ctx, config: { ...ctx.config, smtp: null } };
    expect(await testChannel(without, { channelId: id })).toMatchObject({
      tries: [{ outcome: "refused", error: expect.stringContaining("SMTP_URL") as string }],
    });
  });

  const ofRollout = (rolloutId: string, type: EventDraft["type"], data = {}): EventDraft => ({
    type,
    subject: { kind: "rollout", id: rolloutId },
    rolloutId,
    data: { number: 3, ...data },
  });

  it("come as text and HTML, with a link, in one thread for each rollout", async () => {
    const channel = await aMailbox({ username: "slipway" }, { password: "a-password" });
    await aRule(ctx, channel.id);
    const id = randomUUID();
    await happen(ctx, ofRollout(id, "rollout_started"), ofRollout(id, "rollout_failed", { reason: "<b>Too hot</b>" }));
    await carryOut(ctx);

    expect(mails.map(({ to, user }) => [to, user])).toEqual([
      [["team@example.com", "boss@example.com"], "slipway"],
      [["team@example.com", "boss@example.com"], "slipway"],
    ]);
    const [first, second] = mails.map(({ raw }) => raw);
    const messageId = /^Message-ID: (<.*>)/im.exec(first ?? "")?.[1];
    expect(first).toMatch(/^Subject: Rollout #3 started/m);
    expect(second).toMatch(/^Subject: Re: Rollout #3 started/m);
    expect(second).toContain(`In-Reply-To: ${messageId}`);
    expect(first).toContain("text/plain");
    expect(first).toContain("text/html");
    expect(second).toContain(`https://slipway.test/rollouts/${id}`);
    expect(second?.replaceAll("=\r\n", "")).toContain("&lt;b&gt;Too hot&lt;/b&gt;");
    expect(second).toContain("color-scheme");
    expect(first).toMatch(/^List-Unsubscribe: <https:\/\/slipway.test\/settings\/notifications>/m);
  });

  it("are tried again after a wrong login, and given up where there is no such mailbox", async () => {
    const wrong = await aMailbox({ username: "slipway" }, { password: "wrong" });
    await aRule(ctx, wrong.id);
    await happen(ctx, ofRollout(randomUUID(), "rollout_failed"));
    await carryOut(ctx);
    const [tried] = await ctx.db.notificationDelivery.findMany({ include: { tries: true } });
    expect(tried).toMatchObject({ status: "pending", attempt: 1, tries: [{ outcome: "refused", status: 535 }] });

    await ctx.db.notificationChannel.deleteMany();
    refuse = { code: 550, text: "No such mailbox" };
    await aRule(ctx, (await aMailbox()).id);
    await happen(ctx, ofRollout(randomUUID(), "rollout_failed"));
    await carryOut(ctx);
    const [given] = await ctx.db.notificationDelivery.findMany({ include: { tries: true } });
    expect(given).toMatchObject({ status: "failed", tries: [{ outcome: "refused", status: 550 }] });
  });

  it("go to no server in a closed range", async () => {
    const channel = await aMailbox();
    await aRule(ctx, channel.id);
    await happen(ctx, ofRollout(randomUUID(), "rollout_failed"));
    await carryOut({ ...ctx, config: { ...ctx.config, outboundAllow: [] } });
    expect(mails).toEqual([]);
    const [delivery] = await ctx.db.notificationDelivery.findMany({ include: { tries: true } });
    expect(delivery?.tries).toMatchObject([{ outcome: "refused", error: expect.stringContaining("closed range") }]);
  });

  it("wait while the server is away", async () => {
    const channel = await aMailbox({ port: 1 });
    await aRule(ctx, channel.id);
    await happen(ctx, ofRollout(randomUUID(), "rollout_failed"));
    await carryOut(ctx);
    const [delivery] = await ctx.db.notificationDelivery.findMany({ include: { tries: true } });
    expect(delivery).toMatchObject({ status: "pending", tries: [{ outcome: "unreachable" }] });
  });

  it("go to nobody whose certificate nobody vouches for", async () => {
    const secure = new SMTPServer({ secure: true, authOptional: true });
    await new Promise<void>((resolve) => secure.listen(0, "127.0.0.1", resolve));
    secure.on("error", () => undefined);
    const { port } = secure.server.address() as AddressInfo;
    await aRule(ctx, (await aMailbox({ encryption: "tls", port })).id);
    await happen(ctx, ofRollout(randomUUID(), "rollout_failed"));
    await carryOut(ctx);
    const [delivery] = await ctx.db.notificationDelivery.findMany({ include: { tries: true } });
    expect(delivery).toMatchObject({ status: "pending", tries: [{ outcome: "unreachable" }] });
    await new Promise<void>((resolve) => secure.close(resolve));
  });
});
