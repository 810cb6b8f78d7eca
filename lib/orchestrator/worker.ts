import type { Context } from "#lib/kernel/context.ts";
import { inSpan } from "#lib/kernel/tracing.ts";

/** News come in bursts, such as the reports of a batch; one look then serves many of them. */
const PAUSE_MIN_MILLIS = 200;
/**
 * Who works longer rests longer before the next news count: looking after a rollout over a whole fleet, whose devices
 * bring news all the time, must leave the machine to the devices.
 */
const REST_PER_WORK = 10;
const REST_MAX_MILLIS = 1_000;
/** After a failure, for example while the database is away. */
const RETRY_MILLIS = 2_000;

export interface WorkerOptions {
  name: string;
  everySeconds: number;
  /** Does what is to be done now, and returns when there may be more without any news; null when only news can tell. */
  work: () => Promise<Date | null>;
}

/**
 * Repeats a piece of work: regularly, at once on news, and at the time that the work itself names. Never twice at the
 * same time; news that come meanwhile lead to one more turn. A failure is logged and tried again.
 */
export class Worker {
  readonly #ctx: Pick<Context, "clock" | "log">;
  readonly #options: WorkerOptions;
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<void> | null = null;
  #hasNews = false;
  #isStopped = true;
  #lastEndMillis = -Infinity;
  #restMillis = PAUSE_MIN_MILLIS;

  constructor(ctx: Pick<Context, "clock" | "log">, options: WorkerOptions) {
    this.#ctx = ctx;
    this.#options = options;
  }

  start(): void {
    this.#isStopped = false;
    this.wake();
  }

  /** Asks for a turn soon, because something has happened. */
  wake(): void {
    if (this.#isStopped || this.#hasNews) return;
    this.#hasNews = true;
    if (this.#turn === null) this.#takeTurnIn(this.#lastEndMillis + this.#restMillis - performance.now());
  }

  /** Takes no further turn and waits for the one in hand. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#turn;
  }

  #takeTurnIn(millis: number): void {
    clearTimeout(this.#timer);
    if (this.#isStopped) return;
    this.#timer = setTimeout(
      () => {
        this.#turn = this.#takeTurn();
      },
      Math.max(0, millis),
    );
  }

  async #takeTurn(): Promise<void> {
    this.#hasNews = false;
    const startedAt = performance.now();
    const pauseMillis = await this.#work();
    this.#turn = null;
    this.#lastEndMillis = performance.now();
    const restMillis = REST_PER_WORK * (this.#lastEndMillis - startedAt);
    this.#restMillis = Math.min(REST_MAX_MILLIS, Math.max(PAUSE_MIN_MILLIS, restMillis));
    this.#takeTurnIn(this.#hasNewsByNow() ? this.#restMillis : pauseMillis);
  }

  /** A function, since the answer may be another one after every wait. */
  #hasNewsByNow(): boolean {
    return this.#hasNews;
  }

  /** Works and returns how long to pause. */
  async #work(): Promise<number> {
    const { name, everySeconds, work } = this.#options;
    const everyMillis = everySeconds * 1000;
    try {
      const until = await inSpan({ name: `turn ${name}`, kind: "internal" }, () => work());
      if (until === null) return everyMillis;
      const untilMillis = until.getTime() - this.#ctx.clock.now().getTime();
      return Math.min(everyMillis, Math.max(PAUSE_MIN_MILLIS, untilMillis));
    } catch (error) {
      this.#ctx.log.error({ err: error, worker: name }, "a turn failed and is tried again");
      return Math.min(everyMillis, RETRY_MILLIS);
    }
  }
}
