import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import { createChannel } from "#lib/notifications/create-channel.ts";
import { createRule } from "#lib/notifications/create-rule.ts";
import { openBench, type BenchContext } from "./lib/context.ts";
import type { Figure } from "./lib/figure.ts";

const EVENTS = 10_000;
const AT_ONCE = 500;
const KILLS = 20;
/** After the first message of a round has come, so that it is in the middle of sending. */
const KILL_AFTER_MILLIS_MAX = 150;
const FIRST_MILLIS_MAX = 10_000;
const PER_SECOND_MIN = 300;
const WAIT_MILLIS_MAX = 180_000;
const LOOK_MILLIS = 50;
const LOOK_MILLIS_SHORT = 5;

/** A receiver that knows which messages it got, and how often. */
class CountingReceiver {
  readonly timesById = new Map<string, number>();
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(): Promise<CountingReceiver> {
    const server = createServer({ keepAliveTimeout: 30_000 });
    const receiver = new CountingReceiver(server);
    server.on("request", (request, response) => {
      const id = String(request.headers["webhook-id"]);
      request.resume().on("end", () => {
        receiver.timesById.set(id, (receiver.timesById.get(id) ?? 0) + 1);
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Waits until another message comes, or for as long as that. */
  async hearsMore(millisMax: number): Promise<void> {
    const before = this.timesById.size;
    const deadline = performance.now() + millisMax;
    while (this.timesById.size === before && performance.now() < deadline) await sleep(LOOK_MILLIS_SHORT);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** From the event log to a receiver on this machine: how fast, and whether anything is lost when senders are killed. */
export async function measureNotifications(serverUrl: string, scale: number): Promise<Figure[]> {
  const events = Math.ceil(EVENTS * scale);
  return [await measureSpeed(serverUrl, events), ...(await measureLoss(serverUrl, events))];
}

async function measureSpeed(serverUrl: string, events: number): Promise<Figure> {
  return withReceiver(serverUrl, async (ctx, receiver) => {
    await recordEvents(ctx, events);
    const sender = await startSender(ctx);
    const begin = performance.now();
    await settled(ctx, events);
    const seconds = (performance.now() - begin) / 1_000;
    await kill(sender);
    if (receiver.timesById.size !== events) throw new Error(`${receiver.timesById.size} of ${events} messages came.`);
    return {
      id: "notifications-per-second",
      what: `${events.toLocaleString("en")} events told to a receiver, signed and written down`,
      database: "postgres",
      value: events / seconds,
      unit: "messages/s",
      target: { comparison: "atLeast", value: PER_SECOND_MIN },
      reference: null,
    };
  });
}

async function measureLoss(serverUrl: string, events: number): Promise<Figure[]> {
  return withReceiver(serverUrl, async (ctx, receiver) => {
    for (let round = 0; round < KILLS; round++) {
      await recordEvents(ctx, share(events, round));
      const sender = await startSender(ctx);
      await receiver.hearsMore(FIRST_MILLIS_MAX);
      await sleep(Math.random() * KILL_AFTER_MILLIS_MAX);
      await kill(sender);
    }
    const last = await startSender(ctx);
    await settled(ctx, events);
    await kill(last);
    const repeats = [...receiver.timesById.values()].reduce((sum, times) => sum + times - 1, 0);
    return [
      {
        id: "notifications-lost",
        what: `Messages lost of ${events.toLocaleString("en")}, over ${KILLS} kills of the sender`,
        database: "postgres",
        value: events - receiver.timesById.size,
        unit: "",
        target: { comparison: "atMost", value: 0 },
        reference: { what: "came twice, under the same id", value: repeats },
      },
    ];
  });
}

async function withReceiver<Result>(
  serverUrl: string,
  work: (ctx: BenchContext, receiver: CountingReceiver) => Promise<Result>,
): Promise<Result> {
  const ctx = await openBench(serverUrl);
  const receiver = await CountingReceiver.start();
  try {
    const { id } = await createChannel(ctx, { name: "bench", kind: "webhook", settings: { url: receiver.url } });
    await createRule(ctx, { name: "bench", channelId: id, eventTypes: ["rollout_paused"] });
    return await work(ctx, receiver);
  } finally {
    await receiver.stop();
    await ctx.handle.close();
  }
}

async function recordEvents(ctx: BenchContext, count: number): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE) {
    await inTransaction(ctx, (tx) => {
      for (let number = from; number < Math.min(count, from + AT_ONCE); number++) {
        const data = { number, reason: "The failure rate is over the limit." };
        recordEvent(ctx, tx, { type: "rollout_paused", subject: { kind: "rollout", id: `rollout-${number}` }, data });
      }
      return Promise.resolve();
    });
  }
}

/** So that there is something to be sent before each kill. */
function share(events: number, round: number): number {
  return Math.floor((events * (round + 1)) / KILLS) - Math.floor((events * round) / KILLS);
}

/** It has only just begun when this returns. */
async function startSender(ctx: BenchContext): Promise<ChildProcess> {
  const child = fork(path.join(import.meta.dirname, "lib/notifications-child.ts"), [ctx.handle.url ?? ""]);
  await once(child, "message");
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** Waits until every message is written down as delivered. */
async function settled(ctx: BenchContext, count: number): Promise<void> {
  const deadline = performance.now() + WAIT_MILLIS_MAX;
  while ((await ctx.db.notificationDelivery.count({ where: { status: "delivered" } })) < count) {
    if (performance.now() > deadline) throw new Error("The messages did not come to their end.");
    await sleep(LOOK_MILLIS);
  }
}
