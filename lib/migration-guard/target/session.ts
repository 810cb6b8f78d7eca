import { Socket } from "node:net";
import { Client, type ClientConfig } from "pg";
import type { z } from "zod";
import type { Config } from "#lib/kernel/config.ts";
import type { Connection } from "#lib/migration-guard/rules/connection.ts";
import { TargetError, toTargetError } from "#lib/migration-guard/target/faults.ts";
import { takeSlot } from "#lib/migration-guard/target/slots.ts";
import { checkLiteral, guardedLookup, type Guard } from "#lib/outbound/guard.ts";

const CONNECT_MILLIS = 10_000;
const STATEMENT_MILLIS = 5_000;
const LOCK_MILLIS = 2_000;
/** Of all answers together: the catalogue of the largest database that is read, and some more. */
const BYTES_MAX = 64 * 1_024 * 1_024;
const WATCH_MILLIS = 100;
/** What is kept for the end of the work. */
const CLOSING_MILLIS = 500;

export interface Limits {
  /** From the first packet to the last. */
  totalMillis: number;
  statementMillis?: number;
}

/** Asks a product's database one question after the other. */
export interface Session {
  /** Every row must be what is expected: the server may be anybody's. */
  query: <Row>(shape: z.ZodType<Row>, sql: string, values?: readonly unknown[]) => Promise<Row[]>;
  /** Asks something that may fail without taking the rest with it. Throws what the server answered. */
  attempt: <Row>(shape: z.ZodType<Row>, sql: string, values?: readonly unknown[]) => Promise<Row[]>;
  /** Says whether there is time for another question. */
  hasTime: () => boolean;
}

/**
 * Opens one connection and one transaction that can only read, and ends both whatever happens. A database that is slow,
 * says too much or nothing at all is left after the time that it is given. Throws TargetError, with a sentence for people.
 */
export async function withSession<Result>(
  config: Pick<Config, "outboundAllow">,
  connection: Connection,
  limits: Limits,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const endsAt = performance.now() + limits.totalMillis;
  const freeSlot = await takeSlot(limits.totalMillis);
  const socket = new Socket();
  const watch = watchOver(socket, endsAt);
  const client = new Client(clientConfig(config, connection, socket));
  // A connection that breaks between two questions is told by the next one; unheard, it would end the process.
  client.on("error", () => undefined);
  try {
    checkLiteral(connection.host, guardOf(config));
    await client.connect();
    await beginReading(client, limits.statementMillis ?? STATEMENT_MILLIS);
    return await work(sessionOf(client, () => performance.now() < endsAt - CLOSING_MILLIS));
  } catch (error) {
    throw watch.fault() ?? toTargetError(error);
  } finally {
    watch.stop();
    // Not politely: who hangs would be waited for. The server ends the transaction with the connection.
    socket.destroy();
    freeSlot();
  }
}

function guardOf({ outboundAllow }: Pick<Config, "outboundAllow">): Guard {
  return { reach: "public", allow: outboundAllow };
}

function clientConfig(config: Pick<Config, "outboundAllow">, connection: Connection, socket: Socket): ClientConfig {
  const { host, port, database, user, password, tls } = connection;
  const connect = socket.connect.bind(socket);
  const lookup = guardedLookup(guardOf(config));
  Object.assign(socket, {
    connect: (atPort: number, atHost: string) => connect({ port: atPort, host: atHost, lookup }),
  });
  return {
    ...{ host, port, database, user },
    // As a function even where it is empty: else the driver looks for one in this server's environment and files.
    password: () => password,
    ssl: tls === "disable" ? false : { rejectUnauthorized: tls === "verify-full" },
    stream: () => socket,
    connectionTimeoutMillis: CONNECT_MILLIS,
    application_name: "slipway",
    client_encoding: "UTF8",
  };
}

/**
 * Limits are set inside the transaction, so that a pooler in between does not carry them to others. A transaction that
 * began as reading cannot be made a writing one. Nothing is found by a search path that the role's owner has set.
 */
async function beginReading(client: Client, statementMillis: number): Promise<void> {
  await client.query("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
  await client.query(`SET LOCAL statement_timeout = ${statementMillis}`);
  await client.query(`SET LOCAL lock_timeout = ${LOCK_MILLIS}`);
  await client.query(`SET LOCAL idle_in_transaction_session_timeout = ${CONNECT_MILLIS}`);
  await client.query("SET LOCAL search_path = pg_catalog");
  // Policies would hide rows and let us count too few: rather an error than that.
  await client.query("SET LOCAL row_security = off");
}

function sessionOf(client: Client, hasTime: () => boolean): Session {
  const query: Session["query"] = async (shape, sql, values = []) => {
    const { rows } = await client.query<Record<string, unknown>>(sql, [...values]);
    return rows.map((row) => shape.parse(row));
  };
  const attempt: Session["attempt"] = async (shape, sql, values) => {
    await client.query("SAVEPOINT attempt");
    try {
      return await query(shape, sql, values);
    } catch (error) {
      await client.query("ROLLBACK TO SAVEPOINT attempt");
      throw error;
    }
  };
  return { query, attempt, hasTime };
}

function watchOver(socket: Socket, endsAt: number): { fault: () => TargetError | null; stop: () => void } {
  let fault: TargetError | null = null;
  const timer = setInterval(() => {
    if (performance.now() > endsAt) fault = new TargetError("It took too long to answer.");
    else if (socket.bytesRead > BYTES_MAX) fault = new TargetError("It sent more than a catalogue can be.");
    if (fault) socket.destroy();
  }, WATCH_MILLIS);
  return { fault: () => fault, stop: () => clearInterval(timer) };
}
