import { createServer, type Server, type Socket } from "node:net";
import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { openPostgres } from "#lib/database/client.ts";
import { toDomainError, toProblemResponse } from "#lib/wire/problem.ts";
import { DomainError } from "#lib/kernel/errors.ts";

describe("A database that is away", () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });

  /** Something at a port that treats every connection so. */
  async function databaseThat(treat: (socket: Socket) => void) {
    const server = createServer(treat).listen(0, "127.0.0.1");
    servers.push(server);
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");
    return openPostgres(`postgres://slipway@127.0.0.1:${address.port}/slipway`);
  }

  const treatments: [string, (socket: Socket) => void][] = [
    ["hangs up", (socket) => socket.destroy()],
    ["hangs up on a question", (socket) => socket.once("data", () => socket.end())],
    ["is starting", (socket) => socket.once("data", () => socket.end(startingUp()))],
  ];

  it.each(treatments)("is 503 and no fault of ours when it %s", async (_case, treat) => {
    const database = await databaseThat(treat);
    const { client } = database;
    const calls = [
      client.$queryRaw`SELECT 1`,
      client.user.count(),
      client.$transaction(async (tx) => tx.$executeRaw`SELECT 1`),
    ];
    for (const outcome of await Promise.allSettled(calls)) {
      const error: unknown = outcome.status === "rejected" ? outcome.reason : null;
      expect(toDomainError(error)).toMatchObject({ code: "UNAVAILABLE", details: { retryAfterSeconds: 5 } });
    }
    await database.close();
  });

  it("is 503 when nobody listens", async () => {
    const database = openPostgres("postgres://slipway@127.0.0.1:1/slipway");
    const error: unknown = await database.client.$queryRaw`SELECT 1`.catch((reason: unknown) => reason);
    expect(toDomainError(error).code).toBe("UNAVAILABLE");
    await database.close();
  });
});

it("tells nothing of a cause", async () => {
  const error = toDomainError(new Error("password=hunter2"));
  const response = toProblemResponse(error, "r");
  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain("hunter2");
});

it("names the methods that an address takes", () => {
  const error = new DomainError("METHOD_NOT_ALLOWED", "No.", { allowedMethods: ["GET", "HEAD"] });
  expect(toProblemResponse(error, "r").headers.get("allow")).toBe("GET, HEAD");
});

/** PostgreSQL's ErrorResponse with SQLSTATE 57P03. */
function startingUp(): Buffer {
  const fields = Buffer.from("SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0");
  const head = Buffer.alloc(5);
  head.write("E");
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
