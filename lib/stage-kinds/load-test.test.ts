import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { LoadPlan } from "#lib/stage-kinds/load/plan.ts";
import { runLoad } from "#lib/stage-kinds/load/run-load.ts";
import { loadTestStage } from "#lib/stage-kinds/load-test.ts";
import type { LoadSummary } from "#lib/stage-kinds/rules/load.ts";
import { UNTRUSTED_CERTIFICATE, UNTRUSTED_KEY } from "#lib/stage-kinds/testing/certificate.ts";
import { LocalServer, StageWorld } from "#lib/stage-kinds/testing/stage-world.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { useAsRuntime } from "#lib/testing/http.ts";

describeWithDatabase("A load test", (getCtx) => {
  let server: LocalServer;
  beforeEach(async () => {
    useAsRuntime(getCtx());
    server = await LocalServer.listen();
  });
  afterEach(() => server.close());

  const aTest = (config: Record<string, unknown> = {}) =>
    StageWorld.with(getCtx(), {
      kind: "loadTest",
      handler: loadTestStage,
      config: { url: `${server.url}/checkout`, durationSeconds: 1, connections: 4, timeoutSeconds: 2, ...config },
    });

  it("puts load on a service and tells what was measured", async () => {
    const world = await aTest({ method: "POST", headers: { "X-Load": "yes" }, body: '{"a":1}', p99MillisMax: 2_000 });
    const outcome = await world.run();
    expect(outcome).toMatchObject({ kind: "completed", output: { errors: 0, timeouts: 0, errorRate: 0 } });
    const { requests, statuses, p50Millis, p99Millis } = world.output as unknown as LoadSummary;
    expect(requests).toBeGreaterThan(10);
    expect(statuses).toEqual({ "200": requests });
    expect(p50Millis).toBeLessThanOrEqual(p99Millis);
    expect(server.received.length).toBeGreaterThanOrEqual(requests);
    expect(server.received.at(-1)).toMatchObject({
      method: "POST",
      path: "/checkout",
      headers: { "x-load": "yes", host: server.url.slice("http://".length) },
      body: '{"a":1}',
    });
  });

  it("keeps to a rate", async () => {
    const world = await aTest({ durationSeconds: 2, requestsPerSecond: 10, connections: 50 });
    expect(await world.run()).toMatchObject({ kind: "completed" });
    expect(server.received.length).toBeLessThan(45);
  });

  it("fails with every limit that was missed", async () => {
    server.answer = (_request, response) => {
      const fails = server.received.length % 2 === 0;
      setTimeout(() => response.writeHead(fails ? 500 : 200).end(), 20);
    };
    const outcome = await (await aTest({ p99MillisMax: 5, requestsPerSecondMin: 100_000 })).run();
    expect(outcome).toMatchObject({ kind: "failed" });
    expect(outcome).toHaveProperty(
      "reason",
      expect.stringMatching(/p99 was .* above 5 ms; .* % of the requests failed, more than 1 %; .* below 100000/),
    );
  });

  it("a service that hangs up after each answer is no failure, and one that answers nothing is", async () => {
    server.answer = (_request, response) => void response.writeHead(200, { connection: "close" }).end("ok");
    expect(await (await aTest()).run()).toMatchObject({ kind: "completed", output: { errors: 0 } });

    let calls = 0;
    server.answer = (_request, response) => {
      if (calls++ === 0) response.end("ok");
      else response.destroy();
    };
    const outcome = await (await aTest()).run();
    expect(outcome).toMatchObject({ kind: "failed", output: { errorRate: 1 } });
    // Every connection knocks ten times a second at most.
    expect(calls).toBeLessThan(80);
  });

  it("an answer without an end is a failure of its time limit, and no memory leak", async () => {
    let calls = 0;
    server.answer = (_request, response) => {
      if (calls++ === 0) return void response.end("ok");
      const drip = setInterval(() => response.write("x".repeat(10_000)), 5);
      response.on("close", () => clearInterval(drip));
    };
    const outcome = await (await aTest({ timeoutSeconds: 1, durationSeconds: 2 })).run();
    expect(outcome).toMatchObject({ kind: "failed", output: { errorRate: 1 } });
    expect((outcome.output as unknown as LoadSummary).timeouts).toBeGreaterThan(0);
  });

  it.each([
    ["closed addresses", { url: "http://169.254.169.254/" }, { isFinal: true }],
    ["nobody there", { url: "http://127.0.0.1:9/" }, { reason: "The first call: The connection was refused." }],
    ["headers with line breaks", { headers: { a: "b\r\nx-smuggled: 1" } }, { isFinal: true }],
  ])("no load is put on %s", async (_title, config, expected) => {
    expect(await (await aTest(config)).run()).toMatchObject({ kind: "failed", ...expected });
    expect(server.received).toEqual([]);
  });

  it("is called off within the moment, and begun anew", async () => {
    const world = await aTest({ durationSeconds: 60 });
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("called off")), 1_500);
    const startedAt = performance.now();
    await expect(world.run({ signal: controller.signal })).rejects.toThrow("called off");
    expect(performance.now() - startedAt).toBeLessThan(6_000);
    const before = server.received.length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(server.received.length).toBe(before);
    world.config = { ...world.config, durationSeconds: 1 };
    expect(await world.run()).toMatchObject({ kind: "completed" });
  });

  it("only one goes on at a time", async () => {
    const [first, second] = [await aTest(), await aTest()];
    const running = first.run();
    expect(await second.run()).toMatchObject({
      kind: "waiting",
      reason: "Waits until another load test on this server is over.",
    });
    expect(await running).toMatchObject({ kind: "completed" });
    expect(await second.run()).toMatchObject({ kind: "completed" });
  });

  const aPlan = (url: string): LoadPlan => ({
    url,
    method: "GET",
    headers: {},
    body: null,
    timeoutSeconds: 2,
    connections: 2,
    durationSeconds: 1,
    requestsPerSecond: null,
    addresses: [{ address: "127.0.0.1", family: 4 }],
  });
  const never = new AbortController().signal;

  it("goes to the addresses that were checked, whatever the name says by then", async () => {
    const port = new URL(server.url).port;
    const figures = await runLoad(aPlan(`http://shop.invalid:${port}/`), never);
    expect(figures.errors).toBe(0);
    expect(figures.requests).toBeGreaterThan(10);
    expect(server.received[0]?.headers.host).toBe(`shop.invalid:${port}`);
  });

  it("a certificate that is not trusted gets no request", async () => {
    const secure = await listenSecurely();
    const outcome = await (await aTest({ url: secure.url })).run();
    expect(outcome).toMatchObject({ kind: "failed", reason: expect.stringContaining("certificate") as string });
    // Nor where it comes up only after the first call.
    const figures = await runLoad(aPlan(secure.url), never);
    expect(figures.errors).toBe(figures.requests);
    expect(secure.calls()).toBe(0);
    secure.close();
  });
});

/** A server with a certificate that nobody has signed. */
async function listenSecurely(): Promise<{ url: string; calls: () => number; close: () => void }> {
  let calls = 0;
  const server = createSecureServer({ key: UNTRUSTED_KEY, cert: UNTRUSTED_CERTIFICATE }, (_request, response) => {
    calls++;
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { url, calls: () => calls, close: () => server.close() };
}
