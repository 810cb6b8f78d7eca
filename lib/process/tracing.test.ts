import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { createToken } from "#lib/access/create-token.ts";
import { healthOperation } from "#lib/http/operations/system.ts";
import { createProductOperation } from "#lib/http/operations/products.ts";
import { systemClock } from "#lib/kernel/clock.ts";
import { loadConfig } from "#lib/kernel/config.ts";
import { makeLogger } from "#lib/kernel/log.ts";
import { inSpan, stopTracing, traceHeaders } from "#lib/kernel/tracing.ts";
import { startTracing } from "#lib/kernel/tracing-sdk.ts";
import { Worker } from "#lib/orchestrator/worker.ts";
import { guardedFetch } from "#lib/outbound/guarded-fetch.ts";
import { describeWithDatabase } from "#lib/testing/database.ts";
import { call, useAsRuntime } from "#lib/testing/http.ts";

interface SentSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  attributes: { key: string; value: { stringValue?: string; intValue?: number } }[];
  status: { code?: number; message?: string };
}
interface Sent {
  resourceSpans: { resource: { attributes: SentSpan["attributes"] }; scopeSpans: { spans: SentSpan[] }[] }[];
}

const CALLER = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };
const TRACEPARENT = `00-${CALLER.traceId}-${CALLER.spanId}-01`;

/** Takes what a collector takes, and reads it. */
class Collector {
  readonly received: { path: string; headers: IncomingHttpHeaders; body: Sent }[] = [];
  readonly server: Server = createServer((request, response) => {
    void json(request).then((body) => {
      this.received.push({ path: request.url ?? "", headers: request.headers, body: body as Sent });
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get spans(): SentSpan[] {
    return this.received.flatMap(({ body }) =>
      body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    );
  }
}

const factsOf = ({ attributes }: SentSpan) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));

describeWithDatabase("Traces", (getCtx) => {
  let collector: Collector;
  let token = "";

  beforeAll(async () => {
    useAsRuntime(getCtx());
    ({ token } = await createToken(getCtx(), { name: "traced", scopes: ["admin"] }));
    collector = new Collector();
    await new Promise<void>((resolve) => collector.server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => collector.server.close());
  afterEach(async () => {
    await stopTracing();
    collector.received.length = 0;
  });

  const start = (more: Record<string, string> = {}) => {
    const config = loadConfig({
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: "authorization=Bearer%20for-the-collector",
      ...more,
    });
    if (!config.tracing) throw new Error("Tracing is expected to be configured.");
    startTracing(config.tracing, "1.2.3");
  };
  const named = (name: string) => {
    const span = collector.spans.find((candidate) => candidate.name === name);
    if (!span)
      throw new Error(`There is no span ${name} among ${collector.spans.map((each) => each.name).join(", ")}.`);
    return span;
  };

  it("tell of a call from the request to the transaction, as a part of the caller's trace", async () => {
    start();
    const body = { slug: "traced", name: "A name nobody else may see", kind: "app" };
    const query = "?secret=in-the-address";
    await call(createProductOperation, { token, body, query, headers: { traceparent: TRACEPARENT } });
    const made = await call(createProductOperation, { token, body, headers: { traceparent: TRACEPARENT } });
    expect(made.status).toBe(201);
    await stopTracing();

    expect(collector.received[0]).toMatchObject({ path: "/v1/traces" });
    expect(collector.received[0]?.headers.authorization).toBe("Bearer for-the-collector");
    const resource = collector.received[0]?.body.resourceSpans[0]?.resource.attributes;
    expect(resource).toContainEqual({ key: "service.name", value: { stringValue: "slipway" } });
    const [refused, request] = collector.spans.filter(({ name }) => name === "POST /api/v1/products");
    expect(request).toMatchObject({ traceId: CALLER.traceId, parentSpanId: CALLER.spanId, kind: 2 });
    if (!request || !refused) throw new Error("Two requests are expected.");
    expect(factsOf(request)).toMatchObject({ "http.route": "/api/v1/products", "http.response.status_code": 201 });
    expect(factsOf(refused)["http.response.status_code"]).toBe(400);
    const operation = collector.spans.find(
      ({ name, parentSpanId }) => name === "createProduct" && parentSpanId === request.spanId,
    );
    const transaction = collector.spans.find(
      ({ name, parentSpanId }) => name === "transaction" && parentSpanId === operation?.spanId,
    );
    expect(transaction).toMatchObject({ traceId: CALLER.traceId, kind: 3 });
    const everything = JSON.stringify(collector.received.map((each) => each.body));
    for (const secret of [token, "in-the-address", "nobody else"]) expect(everything).not.toContain(secret);
  });

  it("go on in whoever is called, and say only whom", async () => {
    start();
    const seen: (string | string[] | undefined)[] = [];
    const other = createServer((request, response) => {
      seen.push(request.headers.traceparent);
      response.end("there");
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/services/a-secret-path`;
    await inSpan({ name: "around", kind: "internal" }, () =>
      guardedFetch({ outboundAllow: [] }, { url, reach: "named" }),
    );
    await guardedFetch({ outboundAllow: [] }, { url, reach: "named" });
    other.close();
    await stopTracing();
    const called = named("GET");
    expect(called.parentSpanId).toBe(named("around").spanId);
    expect(seen).toEqual([`00-${called.traceId}-${called.spanId}-01`, undefined]);
    expect(factsOf(called)).toEqual({
      "http.request.method": "GET",
      "server.address": "127.0.0.1",
      "server.port": port,
      "http.response.status_code": 200,
    });
  });

  it("tell of the orchestrator's turns, and which of them failed", async () => {
    start();
    const work = { clock: systemClock, log: makeLogger("silent") };
    const turn = new Promise<void>((resolve) => {
      const worker = new Worker(work, {
        name: "rollouts",
        everySeconds: 30,
        work: () => {
          resolve();
          return Promise.reject(new TypeError("with a detail that stays here"));
        },
      });
      worker.start();
    });
    await turn;
    await new Promise((resolve) => setTimeout(resolve, 20));
    await stopTracing();
    expect(named("turn rollouts").status).toMatchObject({ code: 2, message: "TypeError" });
  });

  it("begin anew where the caller's header is none", async () => {
    start();
    for (const traceparent of [
      "",
      "nonsense",
      `00-${"0".repeat(32)}-${CALLER.spanId}-01`,
      `ff${TRACEPARENT.slice(2)}`,
    ]) {
      await call(healthOperation, { headers: { traceparent } });
    }
    await stopTracing();
    const spans = collector.spans.filter(({ name }) => name === "GET /health");
    expect(spans).toHaveLength(4);
    for (const span of spans) expect(span).not.toMatchObject({ traceId: CALLER.traceId });
  });

  it("are left out for the share that is not wanted, and make no calls wait for a dead collector", async () => {
    start({ OTEL_TRACES_SAMPLER_ARG: "0" });
    await call(healthOperation);
    await stopTracing();
    expect(collector.spans).toEqual([]);
    start({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://127.0.0.1:9/v1/traces" });
    expect((await call(healthOperation)).status).toBe(200);
    await stopTracing();
  });

  it("are not made where nobody asks for them", async () => {
    expect(loadConfig({}).tracing).toBeNull();
    expect(loadConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_SDK_DISABLED: "true" }).tracing).toBeNull();
    expect(() => loadConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318" })).toThrow("OTEL_EXPORTER_OTLP_ENDPOINT");
    expect(() => loadConfig({ OTEL_TRACES_SAMPLER_ARG: "2" })).toThrow("OTEL_TRACES_SAMPLER_ARG");
    expect(await inSpan({ name: "nothing", kind: "internal" }, () => Promise.resolve(traceHeaders()))).toEqual({});
    expect(collector.received).toEqual([]);
  });
});
