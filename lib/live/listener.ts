import pg from "pg";
import type { DatabaseHandle } from "#lib/database/client.ts";
import { EVENTS_CHANNEL } from "#lib/events/store.ts";
import type { Logger } from "#lib/kernel/log.ts";

/** A server that does not even refuse must not hold up the next attempt. */
const SETTINGS = { application_name: "slipway-listener", keepAlive: true, connectionTimeoutMillis: 5_000 };
const RECONNECT_MIN_MILLIS = 250;
const RECONNECT_MAX_MILLIS = 10_000;

/**
 * Calls `onNews` whenever events were committed, by whatever process, and after each (re)connection, since what
 * happened while nobody listened is news too. Returns the function that stops.
 */
export function listenForEvents(database: DatabaseHandle, log: Logger, onNews: () => void): () => Promise<void> {
  const { pglite, url } = database;
  if (pglite) {
    const listening = pglite.listen(EVENTS_CHANNEL, onNews);
    onNews();
    return async () => (await listening)();
  }
  if (url === null) throw new Error("A PostgreSQL database without an address cannot be listened to.");
  return listenOnPostgres(url, log, onNews);
}

function listenOnPostgres(url: string, log: Logger, onNews: () => void): () => Promise<void> {
  let stopped = false;
  let client: pg.Client | null = null;
  let pause = RECONNECT_MIN_MILLIS;
  let timer: NodeJS.Timeout | undefined;

  const reconnect = (error: unknown) => {
    if (stopped || timer) return;
    client?.removeAllListeners();
    client?.on("error", () => undefined); // What a dead connection still has to say concerns nobody.
    void client?.end().catch(() => undefined);
    log.warn({ err: error, retryInMillis: pause }, "The listener lost the database and will connect again.");
    timer = setTimeout(() => {
      timer = undefined;
      void connect();
    }, pause);
    pause = Math.min(pause * 2, RECONNECT_MAX_MILLIS);
  };

  const connect = async () => {
    client = new pg.Client({ ...SETTINGS, connectionString: url });
    client.on("error", reconnect);
    client.on("end", () => reconnect(new Error("The connection ended.")));
    client.on("notification", onNews);
    try {
      await client.connect();
      await client.query(`LISTEN ${EVENTS_CHANNEL}`);
      pause = RECONNECT_MIN_MILLIS;
      onNews();
    } catch (error) {
      reconnect(error);
    }
  };

  void connect();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    client?.removeAllListeners("end");
    await client?.end().catch(() => undefined);
  };
}
