import { randomUUID } from "node:crypto";
import { inTransaction } from "#lib/database/transaction.ts";
import { secondsAfter } from "#lib/kernel/clock.ts";
import type { Context } from "#lib/kernel/context.ts";
import { openChannel } from "#lib/notifications/channel.ts";
import { isSerial, type ChannelSetup } from "#lib/notifications/rules/channel.ts";
import { patienceOf } from "#lib/notifications/rules/outcome.ts";
import { sendOne, type Target } from "#lib/notifications/send/send-one.ts";
import { settleResults } from "#lib/notifications/send/settle.ts";
import { findChannel, markHealth, type ChannelRecord } from "#lib/notifications/store-channels.ts";
import {
  findNextDueAt,
  leaseDeliveries,
  releaseDeliveries,
  selectBusyChannels,
  type LeasedDelivery,
  type Result,
} from "#lib/notifications/store-work.ts";

/** What a killed process held is taken over after it. Who holds it begins no call that might not end before. */
const LEASE_SECONDS = 90;
const CALL_SECONDS_MAX = 45;
const GROUP = { parallel: 200, serial: 1 };
const AT_ONCE = 16;
/** Who answers nothing is asked with one message at a time, less and less often. */
const COOL_SECONDS = [2, 5, 15, 30, 60];
/** When something is due that another process holds, or seems to. */
const LOOK_SECONDS = 2;

/**
 * Sends what is due, each channel in a lane of its own: a receiver that is slow or away keeps nobody else waiting. Any
 * number of processes may send; messages are leased.
 */
export class Sender {
  readonly #ctx: Context;
  readonly #onLaneEnd: () => void;
  readonly #lanes = new Map<string, Promise<void>>();
  readonly #cooling = new Map<string, { failures: number; until: Date }>();
  readonly #abort = new AbortController();

  constructor(ctx: Context, onLaneEnd: () => void = () => undefined) {
    this.#ctx = ctx;
    this.#onLaneEnd = onLaneEnd;
  }

  /** Opens a lane for each channel that has something due, and returns when to look again. */
  async turn(): Promise<Date | null> {
    const { db, clock } = this.#ctx;
    const now = clock.now();
    for (const { id } of await selectBusyChannels(db, now)) {
      if (!this.#lanes.has(id) && !this.#isCooling(id, now)) this.#open(id);
    }
    const next = await findNextDueAt(db);
    if (next === null) return null;
    const soon = secondsAfter(now, LOOK_SECONDS);
    return next > soon ? next : soon;
  }

  /** Waits until every lane has come to its end. */
  async rest(): Promise<void> {
    while (this.#lanes.size > 0) await Promise.all(this.#lanes.values());
  }

  /** Breaks calls off and waits for what is in hand. Who was being called may get the message again. */
  async stop(): Promise<void> {
    this.#abort.abort();
    await this.rest();
  }

  #open(channelId: string): void {
    const lane = this.#drive(channelId)
      .catch((error: unknown) => {
        this.#ctx.log.error({ err: error, channelId }, "Messages could not be sent; they are tried again.");
        this.#cool(channelId);
      })
      .finally(() => {
        this.#lanes.delete(channelId);
        this.#onLaneEnd();
      });
    this.#lanes.set(channelId, lane);
  }

  /** Sends group after group until nothing is due, or nothing goes through. */
  async #drive(channelId: string): Promise<void> {
    while (!this.#abort.signal.aborted) {
      const channel = await findChannel(this.#ctx.db, channelId);
      if (!channel?.enabled) return;
      const target: Target = { channelId, setup: await this.#setUp(channel) };
      const group = await this.#lease(target, channel.failingSince !== null);
      if (group.length === 0) return;
      const results = await this.#send(target, group);
      await settleResults(this.#ctx, channelId, results);
      if (results.length < group.length) await this.#release(group);
      if (!results.some(({ attempt }) => attempt.outcome === "delivered")) return this.#cool(channelId, results);
      this.#cooling.delete(channelId);
    }
  }

  /** Without its secrets nothing goes through a channel: that is shown as any other failing is. */
  async #setUp(channel: ChannelRecord): Promise<ChannelSetup> {
    try {
      return openChannel(this.#ctx, channel);
    } catch (error) {
      await markHealth(this.#ctx.db, channel.id, this.#ctx.clock.now());
      throw error;
    }
  }

  #lease({ channelId, setup }: Target, isFailing: boolean): Promise<LeasedDelivery[]> {
    const serial = isSerial(setup.kind);
    const now = this.#ctx.clock.now();
    const limit = isFailing ? 1 : serial ? GROUP.serial : GROUP.parallel;
    const until = secondsAfter(now, LEASE_SECONDS);
    const lease = { channelId, leaseToken: randomUUID(), now, until, limit, isSerial: serial };
    return inTransaction(this.#ctx, (tx) => leaseDeliveries(tx, lease));
  }

  async #send(target: Target, group: readonly LeasedDelivery[]): Promise<Result[]> {
    const results: Result[] = [];
    const left = [...group];
    const stopAtMillis = performance.now() + (LEASE_SECONDS - CALL_SECONDS_MAX) * 1000;
    const work = async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) {
        if (this.#isStopping() || performance.now() > stopAtMillis) return;
        const result = await sendOne(this.#ctx, target, next, this.#abort.signal);
        // What was broken off because we stop is no failure of the receiver's.
        if (result.status === "delivered" || !this.#isStopping()) results.push(result);
      }
    };
    await Promise.all(Array.from({ length: isSerial(target.setup.kind) ? 1 : AT_ONCE }, work));
    return results;
  }

  async #release(group: readonly LeasedDelivery[]): Promise<void> {
    for (const leaseToken of new Set(group.map((delivery) => delivery.leaseToken))) {
      await releaseDeliveries(this.#ctx.db, leaseToken);
    }
  }

  /** A function, since the answer may be another one after every wait. */
  #isStopping(): boolean {
    return this.#abort.signal.aborted;
  }

  #isCooling(channelId: string, now: Date): boolean {
    const cooling = this.#cooling.get(channelId);
    return cooling !== undefined && cooling.until > now;
  }

  #cool(channelId: string, results: readonly Result[] = []): void {
    const failures = (this.#cooling.get(channelId)?.failures ?? 0) + 1;
    const pause = COOL_SECONDS[Math.min(failures, COOL_SECONDS.length) - 1] ?? 0;
    const asked = Math.max(0, ...results.map(({ attempt }) => patienceOf(attempt)));
    this.#cooling.set(channelId, { failures, until: secondsAfter(this.#ctx.clock.now(), Math.max(pause, asked)) });
  }
}
