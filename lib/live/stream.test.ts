import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { authenticateToken } from "#lib/access/authenticate-token.ts";
import { createToken } from "#lib/access/create-token.ts";
import { revokeToken } from "#lib/access/revoke-token.ts";
import { createServiceAccount } from "#lib/access/service-accounts/create.ts";
import { updateServiceAccount } from "#lib/access/service-accounts/update.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import { makeLogger } from "#lib/kernel/log.ts";
import { EventHub } from "#lib/live/hub.ts";
import { streamEventsFrom } from "#lib/live/stream.ts";
import { as, aToken } from "#lib/testing/builders.ts";
import { describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

interface Message {
  id: number;
  event: string;
  data: { seq: number; subject: { id: string }; data: Record<string, unknown> };
}

/** Reads a stream until it has brought as many events as wanted. */
class Listener {
  readonly #abort = new AbortController();
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #text = "";

  private constructor(response: Response, abort: AbortController) {
    if (!response.body) throw new Error("A stream has a body.");
    this.#abort = abort;
    this.#reader = response.body.getReader();
  }

  static async open(ctx: TestContext, hub: EventHub, input: object = {}, lastEventId: string | null = null) {
    const abort = new AbortController();
    return new Listener(await streamEventsFrom(hub, ctx, input, { lastEventId, signal: abort.signal }), abort);
  }

  async read(count: number): Promise<Message[]> {
    while (this.#messages().length < count) {
      const { done, value } = await this.#reader.read();
      if (done) break;
      this.#text += new TextDecoder().decode(value);
    }
    return this.#messages();
  }

  async close(): Promise<boolean> {
    this.#abort.abort();
    for (;;) {
      const { done } = await this.#reader.read();
      if (done) return true;
    }
  }

  #messages(): Message[] {
    return [...this.#text.matchAll(/id: (\d+)\nevent: (\w+)\ndata: (.*)\n\n/g)].map(([, id, event, data]) => ({
      id: Number(id),
      event: event ?? "",
      data: JSON.parse(data ?? "null") as Message["data"],
    }));
  }
}

async function record(ctx: TestContext, id: string, more: { productId?: string; data?: Record<string, unknown> } = {}) {
  await inTransaction(ctx, async (tx) => {
    recordEvent(ctx, tx, { type: "fleet_created", subject: { kind: "fleet", id }, ...more });
    return Promise.resolve();
  });
}

describeWithDatabase("The live stream", (getCtx) => {
  let hub: EventHub;

  beforeAll(() => {
    const { handle, config } = getCtx();
    hub = new EventHub({
      config,
      log: makeLogger("silent"),
      database: handle,
      startedAt: new Date(),
      programDir: process.cwd(),
    });
  });
  afterAll(() => hub.stop());

  it("brings what happens from now on, to everybody", async () => {
    const ctx = getCtx();
    await record(ctx, "before");
    const listeners = await Promise.all([1, 2, 3].map(() => Listener.open(ctx, hub)));
    await record(ctx, "after");
    for (const listener of listeners) {
      const [message] = await listener.read(1);
      expect(message).toMatchObject({ event: "fleet_created", data: { subject: { id: "after" } } });
      expect(await listener.close()).toBe(true);
    }
  });

  it("resumes behind the last event without a gap and without a repeat, while more arrive", async () => {
    const ctx = getCtx();
    const writing = (async () => {
      for (let index = 0; index < 30; index++) await record(ctx, `w${index}`);
    })();
    const listener = await Listener.open(ctx, hub, {}, "1");
    await writing;
    const messages = await listener.read(31);
    expect(messages.map((message) => message.id)).toEqual(Array.from({ length: 31 }, (_, index) => index + 2));
    await listener.close();
  });

  it("brings only what was asked for", async () => {
    const ctx = getCtx();
    const productId = randomUUID();
    const listener = await Listener.open(ctx, hub, { product: productId, types: "fleet_created" });
    await record(ctx, "other product");
    await record(ctx, "this product", { productId });
    expect((await listener.read(1)).map((message) => message.data.subject.id)).toEqual(["this product"]);
    await listener.close();
  });

  it("shortens the long lists of an event", async () => {
    const ctx = getCtx();
    const listener = await Listener.open(ctx, hub);
    await record(ctx, "long", { data: { count: 500, deviceIds: Array.from({ length: 500 }, (_, index) => index) } });
    const [message] = await listener.read(1);
    expect(message?.data.data).toMatchObject({ count: 500, shortened: true });
    expect(message?.data.data.deviceIds).toHaveLength(20);
    await listener.close();
  });

  it("reads the past only as fast as its listener does, and stops for one that has gone", async () => {
    const ctx = getCtx();
    const data = { text: "x".repeat(2_000) };
    for (let part = 0; part < 6; part++) {
      await inTransaction(ctx, async (tx) => {
        for (let index = 0; index < 500; index++) {
          recordEvent(ctx, tx, { type: "fleet_updated", subject: { kind: "fleet", id: `p${part}` }, data });
        }
        return Promise.resolve();
      });
    }
    let pages = 0;
    const db = new Proxy(ctx.db, {
      get: (target, name: keyof typeof ctx.db) => {
        if (name === "$queryRaw" || name === "event") pages += 1;
        return Reflect.get(target, name) as unknown;
      },
    });
    const listener = await Listener.open({ ...ctx, db }, hub, { types: "fleet_updated" }, "0");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(pages).toBeLessThanOrEqual(2);
    expect(await listener.read(3_000)).toHaveLength(3_000);

    const gone = await Listener.open({ ...ctx, db }, hub, { types: "fleet_updated" }, "0");
    const before = pages;
    await gone.close();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(pages - before).toBeLessThanOrEqual(1);
    await listener.close();
  });

  it("cuts a listener off that does not read, and lets it resume", async () => {
    const ctx = getCtx();
    const listener = await Listener.open(ctx, hub);
    const id = randomUUID();
    for (let part = 0; part < 8; part++) {
      await inTransaction(ctx, async (tx) => {
        for (let index = 0; index < 100; index++) {
          recordEvent(ctx, tx, {
            type: "fleet_updated",
            subject: { kind: "fleet", id },
            data: { text: "x".repeat(2_000) },
          });
        }
        return Promise.resolve();
      });
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    const messages = await listener.read(800);
    expect(messages.length).toBeLessThan(800);
    const rest = await Listener.open(ctx, hub, {}, String(messages.at(-1)?.id));
    expect(await rest.read(800 - messages.length)).toHaveLength(800 - messages.length);
    await rest.close();
  });

  it("is for those who may read events, and refuses filters it does not know", async () => {
    const signal = new AbortController().signal;
    const stranger = as(getCtx(), aToken("devices:read"));
    const request = { lastEventId: null, signal };
    await expect(streamEventsFrom(hub, stranger, {}, request)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(streamEventsFrom(hub, getCtx(), { color: "red" }, request)).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });

  it("brings to those who are limited to products what concerns these, of the past and from now on", async () => {
    const ctx = getCtx();
    const [own, foreign] = [randomUUID(), randomUUID()];
    const reach = { productIds: new Set([own]), environmentIds: null };
    const limited = as(ctx, {
      kind: "token",
      id: "t",
      name: "limited",
      scopes: new Set(["events:read"] as const),
      reach,
    });
    await record(ctx, "own past", { productId: own });
    await record(ctx, "foreign past", { productId: foreign });
    const listener = await Listener.open(limited, hub, { after: 0 });
    await record(ctx, "foreign", { productId: foreign });
    await record(ctx, "of no product");
    await record(ctx, "own", { productId: own });
    const messages = await listener.read(2);
    expect(messages.map(({ data }) => data.subject.id)).toEqual(["own past", "own"]);
    expect(await listener.close()).toBe(true);
  });

  it("ends soon for a token that was revoked, and for one that may see less by now", async () => {
    const ctx = getCtx();
    const account = await createServiceAccount(ctx, { name: "Watcher", role: "viewer" });
    const streams: Listener[] = [];
    const tokens: string[] = [];
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    try {
      for (const name of ["revoked", "limited", "kept"]) {
        const owner = name === "limited" ? { serviceAccountId: account.id } : {};
        const { token, id } = await createToken(ctx, { name, scopes: ["viewer"], ...owner });
        const actor = await authenticateToken(ctx, token);
        if (!actor) throw new Error("The token is not accepted.");
        tokens.push(id);
        streams.push(await Listener.open(as(ctx, actor), hub, { types: "fleet_created" }));
      }
      await revokeToken(ctx, { tokenId: tokens[0] });
      await updateServiceAccount(ctx, { serviceAccountId: account.id, isLimited: true });
      vi.advanceTimersByTime(15_000);
    } finally {
      vi.useRealTimers();
    }
    const [revoked, limited, kept] = streams;
    // Both end although nothing is aborted: what they were sent is all they get.
    await revoked?.read(1);
    await limited?.read(1);
    await record(ctx, "for those who stay");
    expect((await kept?.read(1))?.map((message) => message.data.subject.id)).toContain("for those who stay");
    await kept?.close();
  });
});
