import { EVENTS_CHANNEL, readEvents, readLastSeq } from "#lib/events/store.ts";
import type { EventView } from "#lib/events/view.ts";
import { getRuntime, type Runtime } from "#lib/kernel/runtime.ts";
import { listenTo } from "#lib/live/listener.ts";

export type EventsListener = (events: readonly EventView[]) => void;

const PAGE = 500;
/** A notification can be lost with its connection: the hub looks by itself this often. */
const LOOK_EVERY_MILLIS = 5_000;

/** Reads the log once per process as it grows and hands it to everybody who listens, in order and without gaps. */
export class EventHub {
  readonly #runtime: Runtime;
  readonly #listeners = new Set<EventsListener>();
  /** The last number handed out; null until the hub knows where the log stands. */
  #lastSeq: number | null = null;
  #reading: Promise<void> | null = null;
  #again = false;
  #stopListening: (() => Promise<void>) | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** Starts to hand out what comes from now on. Returns the number up to which the listener must read for itself. */
  async subscribe(listener: EventsListener): Promise<{ fromSeq: number; unsubscribe: () => void }> {
    if (this.#lastSeq === null) {
      const seq = await readLastSeq(this.#runtime.database.client);
      this.#lastSeq ??= seq;
    }
    this.#start();
    this.#listeners.add(listener);
    return { fromSeq: this.#lastSeq, unsubscribe: () => this.#listeners.delete(listener) };
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#stopListening?.();
    await this.#reading;
  }

  #start(): void {
    if (this.#stopListening) return;
    this.#stopListening = listenTo(EVENTS_CHANNEL, this.#runtime.database, this.#runtime.log, () => this.#look());
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MILLIS);
    this.#timer.unref();
  }

  /** News that arrive during a reading lead to one more reading, however many they are. */
  #look(): void {
    this.#again = true;
    this.#reading ??= this.#readOn()
      .catch((error: unknown) => this.#runtime.log.warn({ err: error }, "The event hub could not read the log."))
      .finally(() => {
        this.#reading = null;
      });
  }

  async #readOn(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      for (;;) {
        const events = await readEvents(
          this.#runtime.database.client,
          { afterSeq: this.#lastSeq ?? 0 },
          "oldest",
          PAGE,
        );
        const last = events.at(-1);
        if (!last) break;
        this.#lastSeq = last.seq;
        for (const listener of this.#listeners) this.#tell(listener, events);
        if (events.length < PAGE) break;
      }
    }
  }

  #tell(listener: EventsListener, events: readonly EventView[]): void {
    try {
      listener(events);
    } catch (error) {
      this.#runtime.log.error({ err: error }, "A listener failed and was removed.");
      this.#listeners.delete(listener);
    }
  }
}

const KEY = Symbol.for("slipway.hub");

/** The process's hub: one reader of the log, although Next and Node each load this module. */
export function eventHub(): EventHub {
  const shared = globalThis as typeof globalThis & { [KEY]?: EventHub };
  return (shared[KEY] ??= new EventHub(getRuntime()));
}
