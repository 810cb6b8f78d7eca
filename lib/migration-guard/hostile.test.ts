import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { afterAll, beforeAll, beforeEach, expect, inject, it } from "vitest";
import { z } from "zod";
import { checkMigration } from "#lib/migration-guard/check-migration.ts";
import { deleteDatabase } from "#lib/migration-guard/delete-database.ts";
import { readConnection } from "#lib/migration-guard/rules/connection.ts";
import { createDatabase, updateDatabase } from "#lib/migration-guard/save-database.ts";
import { withSession } from "#lib/migration-guard/target/session.ts";
import { testDatabase } from "#lib/migration-guard/test-database.ts";
import { makeServer, makeTarget, message, welcome, type Target } from "#lib/migration-guard/testing/target.ts";
import { UNTRUSTED_CERTIFICATE, UNTRUSTED_KEY } from "#lib/stage-kinds/testing/certificate.ts";
import { describeOnPostgres, describeWithDatabase, type TestContext } from "#lib/testing/database.ts";

const PASSWORD = "sehr-geheim";
const OPEN = { outboundAllow: ["127.0.0.0/8"] };

function open(getCtx: () => TestContext): TestContext {
  return { ...getCtx(), config: { ...getCtx().config, ...OPEN } };
}

async function aProduct(ctx: TestContext): Promise<string> {
  const slug = `shop-${randomUUID()}`;
  return (await ctx.db.product.create({ data: { slug, name: "Shop", kind: "app" } })).id;
}

const addressAt = (port: number, rest = "?sslmode=disable") =>
  `postgres://reader:${PASSWORD}@127.0.0.1:${port}/shop${rest}`;
const error = (code: string) => message("E", `SERROR\0C${code}\0MNo entry for ${PASSWORD}\0\0`);

/** Lets everybody in, and answers each question by what is given for it. */
const answering = (answer: (socket: Socket) => void) => (socket: Socket) => {
  let isIn = false;
  socket.on("data", () => {
    if (isIn) return answer(socket);
    isIn = true;
    socket.write(welcome);
  });
};

describeWithDatabase("A server that is not what it says", (getCtx) => {
  let productId: string;
  beforeEach(async () => {
    productId = await aProduct(getCtx());
  });

  const cases: [string, (socket: Socket) => void, string, string?][] = [
    ["refuses the password", (socket) => socket.write(error("28P01")), "It does not take this user and password."],
    ["has no such database", (socket) => socket.write(error("3D000")), "It has no database of this name."],
    ["says an error of its own", (socket) => socket.write(error("XX123")), "It answered with the error XX123."],
    ["hangs up", (socket) => socket.destroy(), "The connection was lost."],
    ["hangs up in the middle", answering((socket) => socket.destroy()), "The connection was lost."],
    [
      "speaks no TLS",
      (socket) => socket.write("N"),
      "It does not speak TLS. In a network that you trust, add ?sslmode=disable.",
      "",
    ],
    ["speaks HTTP", (socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"), ""],
    [
      "answers nothing that was asked",
      answering((socket) => socket.write(Buffer.concat([message("C", "SELECT 0\0"), message("Z", "I")]))),
      "",
    ],
  ];
  it.each(cases)(
    "%s: it is kept with the reason, and without the password",
    async (_title, onConnect, sentence, rest) => {
      const ctx = open(getCtx);
      const server = await makeServer(onConnect);
      // A server that lets in must hear the first packet itself.
      try {
        const connection = addressAt(server.port, rest);
        const made = await createDatabase(ctx, { productId, name: "main", connection });
        if (sentence !== "") expect(made.lastError).toBe(sentence);
        expect(made.lastError).not.toBeNull();
        expect(JSON.stringify(made)).not.toContain(PASSWORD);
        const answer = await checkMigration(ctx, { databaseId: made.id, migrations: ["1"], sql: "CREATE TABLE a ()" });
        expect(answer).toMatchObject({ outcome: "unreachable", verdict: "block", isDestructive: true });
        expect(JSON.stringify(answer)).not.toContain(PASSWORD);
      } finally {
        await server.close();
      }
    },
  );

  it("stays silent, or talks without end: it is left after its time", async () => {
    const ctx = open(getCtx);
    const chatter = Buffer.concat(
      Array.from({ length: 1_000 }, () => message("N", `SNOTICE\0M${"x".repeat(1_000)}\0\0`)),
    );
    const speak = (socket: Socket) => {
      if (!socket.destroyed) socket.write(chatter, () => setImmediate(speak, socket));
    };
    for (const [behave, reason] of [
      [() => undefined, "It took too long to answer."],
      [answering(() => undefined), "It took too long to answer."],
      [answering(speak), /too long|more than a catalogue/],
    ] as const) {
      const server = await makeServer(behave);
      const connection = readConnection(addressAt(server.port));
      if ("fault" in connection) throw new Error(connection.fault);
      const started = performance.now();
      const asking = withSession(ctx.config, connection, { totalMillis: 1_500 }, () => Promise.resolve());
      await expect(asking).rejects.toThrow(reason);
      expect(performance.now() - started).toBeLessThan(20_000);
      await server.close();
    }
  });

  it("has a certificate that nobody vouches for: only who says so sends it the password", async () => {
    const ctx = open(getCtx);
    const heard: string[] = [];
    const server = await makeServer((plain) => {
      plain.once("data", () => {
        plain.write("S");
        const secure = new TLSSocket(plain, { isServer: true, key: UNTRUSTED_KEY, cert: UNTRUSTED_CERTIFICATE });
        secure.on("error", () => undefined);
        secure.once("data", (startup) => {
          heard.push(startup.toString());
          secure.write(error("28P01"));
        });
      });
    });
    const say = async (name: string, rest: string) =>
      (await createDatabase(ctx, { productId, name, connection: addressAt(server.port, rest) })).lastError;
    expect(await say("checked", "")).toBe("Its certificate is signed by nobody that is trusted here.");
    expect(heard).toEqual([]);
    expect(await say("unchecked", "?sslmode=require")).toBe("It does not take this user and password.");
    expect(heard).toHaveLength(1);
    await server.close();
  });

  it("lies in a closed range: it is not even tried, by any spelling", async () => {
    let calls = 0;
    const server = await makeServer(() => calls++);
    const hosts = ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "169.254.169.254"];
    for (const host of hosts) {
      const connection = `postgres://reader:${PASSWORD}@${host}:${server.port}/shop?sslmode=disable`;
      const naming = createDatabase(getCtx(), { productId, name: host, connection });
      await expect(naming, host).rejects.toMatchObject({ code: "IMPOSSIBLE" });
    }
    expect(calls).toBe(0);
    expect(await getCtx().db.productDatabase.count({ where: { productId } })).toBe(0);
    await server.close();
  });

  it("is not asked for what nobody may: bad addresses are refused without being repeated", async () => {
    const wrong = `postgres://reader:${PASSWORD}@db/shop?sslkey=/etc/passwd`;
    const naming = createDatabase(open(getCtx), { productId, name: "main", connection: wrong });
    await expect(naming).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await naming.catch((fault: unknown) => expect(JSON.stringify(fault)).not.toContain(PASSWORD));
  });

  it("is kept sealed, for its own row, and told of without its password", async () => {
    const ctx = open(getCtx);
    const made = await createDatabase(ctx, { productId, name: "main", connection: addressAt(9) });
    const row = await ctx.db.productDatabase.findUniqueOrThrow({ where: { id: made.id } });
    expect(row.connection).not.toContain(PASSWORD);
    const other = await createDatabase(ctx, { productId, name: "other", connection: addressAt(9) });
    await ctx.db.productDatabase.update({ where: { id: other.id }, data: { connection: row.connection } });
    expect((await testDatabase(ctx, { databaseId: other.id })).lastError).toContain("SLIPWAY_ENCRYPTION_KEY");
    expect((await updateDatabase(ctx, { databaseId: other.id, name: "renamed" })).name).toBe("renamed");
    await deleteDatabase(ctx, { databaseId: other.id });
    const events = await ctx.db.event.findMany({ where: { productId } });
    expect(events.map(({ type }) => type)).toEqual([
      ...["product_database_saved", "product_database_saved", "product_database_saved", "product_database_deleted"],
    ]);
    expect(JSON.stringify(events.map(({ data }) => data))).not.toContain(PASSWORD);
    await expect(createDatabase(ctx, { productId, name: "main", connection: addressAt(9) })).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });
});

describeOnPostgres("A role", (getCtx) => {
  let target: Target;
  let ctx: TestContext;
  let productId: string;

  beforeAll(async () => {
    target = await makeTarget(
      inject("postgres")!.url,
      "CREATE TABLE notes (id int PRIMARY KEY); INSERT INTO notes SELECT generate_series(1, 10)",
    );
    ctx = open(getCtx);
    productId = await aProduct(ctx);
  });
  afterAll(() => target.drop());

  it("that may write is refused, unless its owner knows", async () => {
    await target.run(`GRANT UPDATE ON notes TO ${target.role}`);
    const wish = { productId, name: "writes", connection: target.connection };
    await expect(createDatabase(ctx, wish)).rejects.toMatchObject({
      code: "IMPOSSIBLE",
      message: "The role may write (it may change public.notes). Name one that may only read, or say that you know.",
    });
    const made = await createDatabase(ctx, { ...wish, allowWritable: true });
    expect(made).toMatchObject({
      lastError: null,
      access: { mayWrite: true, because: ["it may change public.notes"] },
    });
    const { reasons } = await checkMigration(ctx, {
      databaseId: made.id,
      migrations: ["1"],
      sql: "CREATE TABLE gone ()",
    });
    expect(reasons.map(({ text }) => text)).toContain("The role may write: it may change public.notes.");
    await expect(updateDatabase(ctx, { databaseId: made.id, allowWritable: false })).rejects.toMatchObject({
      code: "IMPOSSIBLE",
    });
    await target.run(`REVOKE UPDATE ON notes FROM ${target.role}`);
    expect(await updateDatabase(ctx, { databaseId: made.id, allowWritable: false })).toMatchObject({
      access: { mayWrite: false },
    });
  });

  it("that came to write since is not used any more", async () => {
    const made = await createDatabase(ctx, { productId, name: "later", connection: target.connection });
    await target.run(`GRANT TRUNCATE ON notes TO ${target.role}`);
    expect((await testDatabase(ctx, { databaseId: made.id })).lastError).toMatch(/^The role may write/);
    await target.run(`REVOKE TRUNCATE ON notes FROM ${target.role}`);
  });

  it("cannot write in a session, whatever it may", async () => {
    await target.run(`GRANT DELETE ON notes TO ${target.role}`);
    const connection = readConnection(target.connection);
    if ("fault" in connection) throw new Error(connection.fault);
    const writing = withSession(ctx.config, connection, { totalMillis: 5_000 }, async ({ attempt, query }) => {
      await expect(attempt(z.object({}), "DELETE FROM public.notes")).rejects.toMatchObject({ code: "25006" });
      await expect(attempt(z.object({}), "SET TRANSACTION READ WRITE")).rejects.toMatchObject({ code: "25001" });
      return query(z.object({ rows: z.string() }), "SELECT count(*)::text AS rows FROM public.notes");
    });
    expect(await writing).toEqual([{ rows: "10" }]);
    await target.run(`REVOKE DELETE ON notes FROM ${target.role}`);
  });

  it("waits no longer than it is given: a slow question is ended by the server", async () => {
    const connection = readConnection(target.connection);
    if ("fault" in connection) throw new Error(connection.fault);
    const slow = withSession(ctx.config, connection, { totalMillis: 5_000, statementMillis: 200 }, ({ query }) =>
      query(z.object({}), "SELECT pg_sleep(3)"),
    );
    await expect(slow).rejects.toThrow("A question took too long, and was ended.");
  });

  it("opens four connections at most, however many ask", async () => {
    const made = await createDatabase(ctx, { productId, name: "busy", connection: target.connection });
    const asked = Array.from({ length: 12 }, () => testDatabase(ctx, { databaseId: made.id }));
    const seen: number[] = [];
    const watching = setInterval(() => {
      void ctx.db.$queryRaw<{ count: number }[]>`
        SELECT count(*)::int AS count FROM pg_stat_activity WHERE usename = ${target.role}`.then((rows) =>
        seen.push(rows[0]?.count ?? 0),
      );
    }, 20);
    const answers = await Promise.all(asked);
    clearInterval(watching);
    expect(answers.every(({ lastError }) => lastError === null)).toBe(true);
    expect(Math.max(...seen)).toBeLessThanOrEqual(5);
    expect(Math.max(...seen)).toBeGreaterThan(0);
  });

  it("and a database that are not there are told apart from nothing at all", async () => {
    const say = async (name: string, change: (url: URL) => void) =>
      (await createDatabase(ctx, { productId, name, connection: target.connectionWith(change) })).lastError;
    expect(await say("no database", (url) => (url.pathname = "/not_there"))).toBe("It has no database of this name.");
    expect(await say("no port", (url) => (url.port = "9"))).toBe("Nothing listens at this address.");
    expect(await say("tls", (url) => url.searchParams.set("sslmode", "verify-full"))).toMatch(/TLS|certificate/);
  });
});
