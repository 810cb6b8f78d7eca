import { setTimeout as sleep } from "node:timers/promises";
import type { DatabaseHandle } from "#lib/database/client.ts";
import type { DeviceMemory } from "#lib/gateway/device-memory.ts";
import { readFactsAfter, readNews, readOldestUnderWay } from "#lib/gateway/store.ts";
import type { Logger } from "#lib/kernel/log.ts";
import { listenTo } from "#lib/live/listener.ts";

/** A notification may be lost with its connection; then this is how late news are. */
const LOOK_EVERY_MILLIS = 1_000;
/** News that come thick and fast are read together. */
const PAUSE_MILLIS = 10;
/** Beyond this the memory does not count: every poll asks the database. */
const IN_STEP_MILLIS = 3_000;
/** News are kept for an hour; whoever was away nearly as long begins anew. */
const CATCH_UP_MILLIS = 45 * 60_000;
const PAGE = 5_000;
const RETRY_MILLIS = 1_000;

interface Surroundings {
  database: DatabaseHandle;
  log: Logger;
  memory: DeviceMemory;
  /** Called when settings changed, and when they may have. */
  onSettings: () => void;
  /** Called with the products of which other updates are offered; with null where any may be among them. */
  onProducts: (productIds: readonly string[] | null) => void;
}

/**
 * Keeps a memory in step with the database: reads the news that triggers write beside every change, and fills the
 * memory while it serves already. While reading fails, `isInStep` is false and memory says nothing.
 */
export class NewsReader {
  readonly #around: Surroundings;
  #cursor: bigint | null = null;
  /** The news from the cursor on that were read, and the transactions that wrote them. */
  #known = new Map<bigint, bigint>();
  #inStepUntil = -Infinity;
  #reading: Promise<void> | null = null;
  #again = false;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;
  #stopListening: (() => Promise<void>) | null = null;
  #loading: Promise<void> = Promise.resolve();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  get isInStep(): boolean {
    return performance.now() < this.#inStepUntil;
  }

  /** Begins to read and to load; returns at once. */
  start(): void {
    const { database, log } = this.#around;
    this.#stopListening = listenTo("slipway_device_news", database, log, () => this.look());
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MILLIS);
    this.#timer.unref();
    this.look();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#timer);
    await this.#stopListening?.();
    await this.#reading;
    await this.#loading;
  }

  /** Resolves when every device has been read once. */
  async whenLoaded(): Promise<void> {
    while (this.#cursor === null && !this.#stopped) await sleep(RETRY_MILLIS / 20);
    await this.#loading;
  }

  /** Reads what is new. What comes in meanwhile leads to one more reading. */
  look(): void {
    this.#again = true;
    this.#reading ??= this.#readOn().finally(() => {
      this.#reading = null;
    });
  }

  async #readOn(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false;
      const startedAt = performance.now();
      try {
        if (this.#cursor === null || startedAt - this.#inStepUntil > CATCH_UP_MILLIS) await this.#beginAnew();
        else await this.#read(this.#cursor);
        this.#noteSuccess(startedAt);
      } catch (error) {
        // The timer tries again.
        this.#around.log.warn({ err: error }, "The gateway could not read what changed; polls ask the database.");
        return;
      }
      await sleep(PAUSE_MILLIS);
    }
  }

  #noteSuccess(startedAt: number): void {
    this.#inStepUntil = startedAt + IN_STEP_MILLIS;
  }

  async #read(cursor: bigint): Promise<void> {
    const { memory, onSettings, onProducts } = this.#around;
    const { rows, oldestUnderWay } = await readNews(this.#around.database.client, cursor, [...this.#known.keys()]);
    memory.hear(rows.flatMap((row) => row.deviceIds));
    if (rows.some((row) => row.deviceIds.length === 0 && row.productIds.length === 0)) onSettings();
    const productIds = rows.flatMap((row) => row.productIds);
    if (productIds.length > 0) onProducts(productIds);
    this.#cursor = oldestUnderWay;
    for (const { id, xid } of rows) this.#known.set(id, xid);
    for (const [id, xid] of this.#known) if (xid < oldestUnderWay) this.#known.delete(id);
  }

  /** The cursor comes first: what changes while devices are read is then among the news. */
  async #beginAnew(): Promise<void> {
    const { memory, onSettings, onProducts, database } = this.#around;
    const cursor = await readOldestUnderWay(database.client);
    memory.forgetAll();
    onSettings();
    onProducts(null);
    this.#known.clear();
    this.#cursor = cursor;
    this.#loading = this.#loading.then(() => this.#load());
  }

  /** Reads all devices page by page. A page that cannot be read is tried again; polls ask meanwhile. */
  async #load(): Promise<void> {
    const { memory, database, log } = this.#around;
    const startedAt = performance.now();
    for (let afterId: string | null = null; !this.#stopped;) {
      const askedAt = memory.now;
      try {
        const { devices, lastId } = await readFactsAfter(database.client, afterId, PAGE);
        for (const facts of devices) memory.learn(facts, askedAt);
        if (lastId === null) break;
        afterId = lastId;
      } catch (error) {
        log.warn({ err: error }, "The gateway could not read the devices; trying again.");
        await sleep(RETRY_MILLIS);
      }
    }
    const millis = Math.round(performance.now() - startedAt);
    log.info({ devices: memory.table.size, bytes: memory.table.byteLength, millis }, "The gateway knows its devices.");
  }
}
