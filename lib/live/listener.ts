import pg from "pg";
import type { DatabaseHandle } from "#lib/database/client.ts";
import type { Logger } from "#lib/kernel/log.ts";

/** A server that does not even refuse must not hold up the next attempt. */
const SETTINGS = { application_name: "slipway-listener", keepAlive: true, connectionTimeoutMillis: 5_000 };
const RECONNECT_MIN_MILLIS = 250;
const RECONNECT_MAX_MILLIS = 10_000;

/** A channel of NOTIFY, as triggers and transactions of ours name it. */
export type Channel = "slipway_events" | "slipway_device_news";

/**
 * Calls `onNews` whenever somebody notified the channel, in whatever process, and after each (re)connection, since what
 * happened while nobody listened is news too. Returns the function that stops.
 */
export function listenTo(
  channel: Channel,
  database: DatabaseHandle,
  log: Logger,
  onNews: () => void,
): () => Promise<void> {
  const { pglite, url } = database;
  if (pglite) {
    const listening = pglite.listen(channel, onNews);
    onNews();
    return async () => (await listening)();
  }
  if (url === null) throw new Error("A PostgreSQL database without an address cannot be listened to.");
  return listenOnPostgres(channel, url, log, onNews);
}

function listenOnPostgres(channel: Channel, url: string, log: Logger, onNews: () => void): () => Promise<void> {
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
      await client.query(`LISTEN ${channel}`);
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
