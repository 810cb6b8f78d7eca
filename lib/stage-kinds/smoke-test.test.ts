import { afterEach, beforeEach, expect, it } from "vitest";
import { smokeTestStage } from "#lib/stage-kinds/smoke-test.ts";
import { LocalServer, StageWorld } from "#lib/stage-kinds/testing/stage-world.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";

describeWithDatabase("A smoke test", (getCtx) => {
  let server: LocalServer;
  beforeEach(async () => {
    server = await LocalServer.listen();
  });
  afterEach(() => server.close());

  const aTest = (...steps: Record<string, unknown>[]) =>
    StageWorld.with(getCtx(), {
      kind: "smokeTest",
      handler: smokeTestStage,
      config: { steps: steps.map((step) => ({ name: "Step", url: server.url, ...step })) },
    });

  it("goes through its steps, with values of earlier ones in later ones", async () => {
    server.answer = ({ path, body, headers }, response) => {
      response.setHeader("content-type", "application/json");
      if (path === "/sign-in") return void response.end('{"token":"tok/1234567","user":{"id":7}}');
      if (path === "/users/7") return void response.end(JSON.stringify({ id: 7, auth: headers.authorization }));
      response.writeHead(201).end(body);
    };
    const world = await aTest(
      { name: "Sign in", method: "POST", url: `${server.url}/sign-in`, save: { token: "token", id: "user.id" } },
      {
        name: "Look up",
        url: `${server.url}/users/{{id}}`,
        headers: { authorization: "Bearer {{token}}" },
        expect: { json: [{ path: "auth", equals: "Bearer {{token}}" }], withinMillis: 5_000 },
      },
      {
        name: "Order",
        method: "PUT",
        url: `${server.url}/orders`,
        body: '{"by":"{{id}}"}',
        expect: { status: [200, 201], bodyContains: '"by":"7"', header: { name: "Content-Type", contains: "json" } },
      },
    );
    const outcome = await world.run();
    expect(outcome).toMatchObject({ kind: "completed" });
    expect(world.output).toMatchObject({
      steps: [
        { name: "Sign in", ok: true, status: 200, misses: [] },
        { name: "Look up", ok: true },
        { name: "Order", ok: true, status: 201 },
      ],
    });
    expect(world.logs.map(({ message }) => message.replace(/\d+ ms/, "N ms"))).toEqual([
      "Sign in: 200 in N ms, as expected.",
      "Look up: 200 in N ms, as expected.",
      "Order: 201 in N ms, as expected.",
    ]);
    expect(JSON.stringify([world.logs, outcome])).not.toContain("tok/1234567");
  });

  it("ends at the first step that misses something, and says what was expected and what came", async () => {
    server.answer = (_request, response) => void response.writeHead(503).end("no database, password hunter2!");
    const world = await aTest({ name: "Health", expect: { status: 200, bodyContains: "ready" } }, { name: "Never" });
    const outcome = await world.run({ secrets: ["hunter2!"] });
    const told =
      'status was expected to be 200, and 503 came; body was expected to contain "ready", and ' +
      '30 characters: "no database, password •••" came';
    expect(outcome).toMatchObject({ kind: "failed", reason: `Health: ${told}` });
    expect(outcome).not.toHaveProperty("isFinal");
    expect(world.logs).toEqual([
      {
        level: "error",
        message: `Health failed: ${told}.`,
        data: { status: 503, millis: expect.any(Number) as number },
      },
    ]);
    expect(server.received).toHaveLength(1);
  });

  it("never logs a body whole, nor what it saved", async () => {
    server.answer = (_request, response) => void response.end(`{"token":"0123456789","rest":"${"x".repeat(5_000)}"}`);
    const world = await aTest({ save: { token: "token" }, expect: { status: 200, bodyContains: "absent" } });
    const outcome = await world.run();
    const shown = JSON.stringify([outcome, world.logs]);
    expect(outcome.kind).toBe("failed");
    expect(shown).not.toContain("0123456789");
    expect(shown).not.toContain("x".repeat(200));
  });

  it("follows redirects, unless one is expected", async () => {
    server.answer = ({ path }, response) => {
      if (path === "/there") response.end("arrived");
      else response.writeHead(302, { location: "/there" }).end();
    };
    const world = await aTest({ expect: { status: 200, bodyContains: "arrived" } }, { expect: { status: 302 } });
    expect(await world.run()).toMatchObject({ kind: "completed" });
  });

  it.each([
    ["nobody answers in time", { timeoutSeconds: 1 }, "Step: No answer within 1 seconds."],
    ["a value is missing", { url: "http://127.0.0.1/{{id}}" }, "Step: No earlier step saved {{id}}."],
    [
      "an address is closed",
      { url: "http://169.254.169.254/" },
      "Step: 169.254.169.254 is an address of a closed range",
    ],
  ])("fails where %s", async (_title, step, reason) => {
    server.answer = () => undefined;
    const outcome = await (await aTest(step)).run();
    expect(outcome).toMatchObject({ kind: "failed", reason: expect.stringContaining(reason) as string });
  });

  it("an answer that is too large is a failure, not a memory leak", async () => {
    server.answer = (_request, response) => void response.end(Buffer.alloc(2_000_000, "x"));
    expect(await (await aTest({})).run()).toMatchObject({
      kind: "failed",
      reason: "Step: The answer is larger than 1048576 bytes.",
    });
  });

  it("what cannot be saved is told", async () => {
    server.answer = (_request, response) => void response.end("{}");
    expect(await (await aTest({ save: { id: "id" } })).run()).toMatchObject({
      kind: "failed",
      reason: "Step: id was expected to be there, to be saved as id, and nothing came",
    });
  });

  it("killed half-way it begins anew", async () => {
    const controller = new AbortController();
    const world = await aTest({ name: "One", save: { id: "id" } }, { name: "Two", url: `${server.url}/{{id}}` });
    server.answer = ({ path }, response) => {
      if (path === "/7") controller.abort();
      else response.end('{"id":7}');
    };
    await expect(world.run({ signal: controller.signal })).rejects.toThrow();
    server.answer = (_request, response) => void response.end('{"id":7}');
    expect(await world.run()).toMatchObject({ kind: "completed" });
    expect(server.received.map(({ path }) => path)).toEqual(["/", "/7", "/", "/7"]);
  });
});
