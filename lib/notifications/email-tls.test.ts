import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { createChannel } from "#lib/notifications/create-channel.ts";
import { ELSEWHERE, LOCAL } from "#lib/notifications/testing/certificates.ts";
import { aRule, carryOut, happen, openToLoopback } from "#lib/notifications/testing/world.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

describeWithDatabase("Messages to mail servers with a certificate", (getCtx) => {
  const trusted = getCACertificates("default");
  let ctx: TestContext;
  let server: SMTPServer | null = null;
  let mails: { isSecure: boolean; user: string | undefined }[] = [];

  // As an operator would trust an authority of their own, by NODE_EXTRA_CA_CERTS.
  beforeAll(() => setDefaultCACertificates([...trusted, LOCAL.cert, ELSEWHERE.cert]));
  afterAll(() => setDefaultCACertificates(trusted));
  beforeEach(async () => {
    // The name localhost has both.
    ctx = openToLoopback(getCtx());
    ctx = { ...ctx, config: { ...ctx.config, outboundAllow: ["127.0.0.0/8", "::1/128"] } };
    ctx.clock.set(new Date());
    await ctx.db.notificationChannel.deleteMany();
    mails = [];
  });
  afterEach(async () => {
    const open = server;
    server = null;
    if (open) await new Promise<void>((resolve) => open.close(resolve));
  });

  async function listen(options: SMTPServerOptions): Promise<number> {
    const started = new SMTPServer({
      ...LOCAL,
      authOptional: true,
      onAuth: ({ username }, _session, done) => done(null, { user: username }),
      onData: (stream, session, done) => {
        stream.resume();
        stream.on("end", () => {
          mails.push({ isSecure: session.secure, user: session.user });
          done();
        });
      },
      ...options,
    });
    started.on("error", () => undefined);
    await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
    server = started;
    return (started.server.address() as AddressInfo).port;
  }

  async function send(settings: Record<string, unknown>) {
    const { id } = await createChannel(ctx, {
      name: "The team",
      kind: "email",
      settings: {
        host: "127.0.0.1",
        username: "slipway",
        from: "slipway@example.com",
        to: ["a@example.com"],
        ...settings,
      },
      secrets: { password: "a-password" },
    });
    await aRule(ctx, id);
    const rolloutId = randomUUID();
    await happen(ctx, { type: "rollout_failed", subject: { kind: "rollout", id: rolloutId }, rolloutId, data: {} });
    await carryOut(ctx);
    const delivery = await ctx.db.notificationDelivery.findFirstOrThrow({ include: { tries: true } });
    return { status: delivery.status, outcome: delivery.tries[0]?.outcome, error: delivery.tries[0]?.error };
  }

  it.each([
    ["from the first byte on", "tls", { secure: true }],
    ["after STARTTLS", "starttls", {}],
  ] as const)("are sent encrypted, %s", async (_title, encryption, options) => {
    const port = await listen(options);
    expect(await send({ encryption, port })).toMatchObject({ status: "delivered" });
    expect(mails).toEqual([{ isSecure: true, user: "slipway" }]);
  });

  it("take the certificate for the name that was written, not for its address", async () => {
    const port = await listen({ secure: true });
    expect(await send({ host: "localhost", encryption: "tls", port })).toMatchObject({ status: "delivered" });
  });

  it.each([
    ["from the first byte on", "tls", { secure: true, ...ELSEWHERE }],
    ["after STARTTLS", "starttls", ELSEWHERE],
  ] as const)("are kept where the certificate is another server's, %s", async (_title, encryption, options) => {
    const port = await listen(options);
    expect(await send({ encryption, port })).toMatchObject({ status: "pending", outcome: "unreachable" });
    expect(mails).toEqual([]);
  });

  it.each(["tls", "starttls"] as const)("are kept where nobody vouches for the certificate: %s", async (encryption) => {
    setDefaultCACertificates(trusted);
    try {
      const port = await listen({ secure: encryption === "tls" });
      expect(await send({ encryption, port })).toMatchObject({ status: "pending", outcome: "unreachable" });
      expect(mails).toEqual([]);
    } finally {
      setDefaultCACertificates([...trusted, LOCAL.cert, ELSEWHERE.cert]);
    }
  });

  it("are not sent in the clear where STARTTLS was asked for and is not offered", async () => {
    const port = await listen({ disabledCommands: ["STARTTLS"], allowInsecureAuth: true });
    expect(await send({ encryption: "starttls", port })).toMatchObject({ status: "pending" });
    expect(mails).toEqual([]);
  });
});
