import { randomBytes } from "node:crypto";
import { createServer, type Server, type Socket } from "node:net";
import { Client } from "pg";
import { quoteAlways } from "#lib/migration-guard/rules/steps.ts";

/** A database of somebody's, and a role that may only read it. */
export interface Target {
  /** As its owner would name it. */
  connection: string;
  /** As its superuser, for what happens there meanwhile. */
  run: (sql: string) => Promise<void>;
  role: string;
  /** The role's connection with other parts of the address. */
  connectionWith: (change: (url: URL) => void) => string;
  drop: () => Promise<void>;
}

/** Makes a database out of SQL, on the server that its superuser reaches by this address. */
export async function makeTarget(serverUrl: string, sql: string): Promise<Target> {
  const name = `slipway_target_${randomBytes(6).toString("hex")}`;
  const role = `${name}_reader`;
  await runAt(serverUrl, `CREATE DATABASE ${name}`);
  const address = new URL(serverUrl);
  address.pathname = `/${name}`;
  await runAt(address.href, sql);
  await runAt(address.href, `CREATE ROLE ${role} LOGIN PASSWORD 'geheim'; REVOKE CREATE ON SCHEMA public FROM PUBLIC;`);
  await grantReading(address.href, role);
  const connectionWith = (change: (url: URL) => void) => {
    const url = new URL(address.href);
    url.username = role;
    url.password = "geheim";
    url.searchParams.set("sslmode", "disable");
    change(url);
    return url.href;
  };
  return {
    ...{ role, connectionWith, connection: connectionWith(() => undefined) },
    run: (statement) => runAt(address.href, statement),
    drop: async () => {
      await runAt(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
      await runAt(serverUrl, `DROP ROLE IF EXISTS ${role}`);
    },
  };
}

async function grantReading(url: string, role: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ nspname: string }>(
      "SELECT nspname FROM pg_namespace WHERE nspname <> 'information_schema' AND nspname !~ '^pg_'",
    );
    for (const { nspname } of rows) {
      const schema = quoteAlways(nspname);
      await client.query(
        `GRANT USAGE ON SCHEMA ${schema} TO ${role}; GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${role}`,
      );
    }
  });
}

function runAt(url: string, sql: string): Promise<void> {
  return withClient(url, async (client) => {
    await client.query(sql);
  });
}

async function withClient(url: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

/** A server that speaks as it likes. Answers its port and how to end it. */
export async function makeServer(
  onConnect: (socket: Socket) => void,
): Promise<{ port: number; close: () => Promise<void> }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    onConnect(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("It listens nowhere.");
  return {
    port: address.port,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A message of PostgreSQL's: its letter, its length, its content. */
export function message(letter: string, content: string | Buffer = ""): Buffer {
  const body = Buffer.from(content);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(letter), length, body]);
}

/** What a server says that lets everybody in. */
export const welcome = Buffer.concat([message("R", Buffer.alloc(4)), message("Z", "I")]);
