import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fileAddress } from "#lib/artifacts/rules/file-address.ts";
import { makeCloudFront } from "#lib/cdn/providers/cloud-front.ts";
import { makeCloudflare } from "#lib/cdn/providers/cloudflare.ts";

interface Call {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Notes what is sent, and answers what it is told to. */
class Recorder {
  readonly calls: Call[] = [];
  answer: { status: number; type: string; body: string } = { status: 200, type: "application/json", body: "{}" };
  url = "";
  readonly #server: Server = createServer((request, response) => {
    void text(request).then((body) => {
      this.calls.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body });
      response.writeHead(this.answer.status, { "content-type": this.answer.type }).end(this.answer.body);
    });
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

const recorder = new Recorder();
beforeAll(() => recorder.start());
afterAll(() => recorder.stop());
beforeEach(() => {
  recorder.calls.length = 0;
});

const sha256 = "a".repeat(64);
const path = fileAddress({ sha256, fileName: "root fs.swu" });
const json = (status: number, value: unknown) => {
  recorder.answer = { status, type: "application/json", body: JSON.stringify(value) };
};
const xml = (status: number, body: string) => {
  recorder.answer = { status, type: "text/xml", body };
};

describe("Cloudflare, by the shape of recorded requests and not against Cloudflare itself", () => {
  const open = () =>
    makeCloudflare({ baseUrl: "https://cdn.example.com", zoneId: "zone1", apiKey: "cf-token", apiUrl: recorder.url });
  const PURGED = { success: true, errors: [], messages: [], result: { id: "zone1" } };

  it("is told addresses by their URL, and patterns as prefixes", async () => {
    json(200, PURGED);
    await open().purge({ paths: [path, "/feeds/app/*"], reference: "1" });
    expect(recorder.calls.map(({ method, url }) => `${method} ${url}`)).toEqual([
      "POST /zones/zone1/purge_cache",
      "POST /zones/zone1/purge_cache",
    ]);
    expect(recorder.calls.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      { files: [`https://cdn.example.com${path}`] },
      { prefixes: ["cdn.example.com/feeds/app/"] },
    ]);
    const [{ headers } = { headers: {} as IncomingHttpHeaders }] = recorder.calls;
    expect(headers).toMatchObject({ authorization: "Bearer cf-token", "content-type": "application/json" });
  });

  it("is told 30 addresses at a time, as every plan takes them", async () => {
    json(200, PURGED);
    const paths = Array.from({ length: 65 }, (_, index) => `/files/${index}`);
    await open().purge({ paths, reference: "1" });
    const sent = recorder.calls.map(({ body }) => (JSON.parse(body) as { files: string[] }).files);
    expect(sent.map(({ length }) => length)).toEqual([30, 30, 5]);
    expect(sent.flat()).toEqual(paths.map((at) => `https://cdn.example.com${at}`));
  });

  it.each([
    [403, true],
    [400, true],
    [429, false],
    [500, false],
  ])("that answers %i is given up: %s", async (status, isFinal) => {
    json(status, {
      success: false,
      errors: [{ code: 10_000, message: "Authentication error" }],
      messages: [],
      result: null,
    });
    await expect(open().purge({ paths: [path], reference: "1" })).rejects.toMatchObject({
      isFinal,
      message: expect.stringContaining(`${status}: Authentication error`),
    });
    expect(recorder.calls).toHaveLength(1);
  });

  it("that cannot be reached is tried again", async () => {
    const away = makeCloudflare({ baseUrl: "https://a", zoneId: "z", apiKey: "k", apiUrl: "http://127.0.0.1:9" });
    await expect(away.purge({ paths: [path], reference: "1" })).rejects.toMatchObject({ isFinal: false });
  });

  it("tells of downloads by file and day", async () => {
    const row = (cacheStatus: string, count: number, bytes: number, edgeResponseStatus = 200) => ({
      count,
      sum: { edgeResponseBytes: bytes },
      dimensions: { date: "2026-11-22", clientRequestPath: path, cacheStatus, edgeResponseStatus },
    });
    const foreign = {
      ...row("hit", 9, 9),
      dimensions: { ...row("hit", 9, 9).dimensions, clientRequestPath: "/files/x" },
    };
    const downloads = [row("hit", 40, 4_000), row("miss", 2, 200), row("hit", 8, 80, 206), foreign];
    json(200, { data: { viewer: { zones: [{ downloads }] } }, errors: null });
    expect(await open().readDays?.("2026-11-21", "2026-11-22")).toEqual([
      { sha256, fileName: "root fs.swu", day: "2026-11-22", downloads: 42, bytes: 4_280, hits: 48, misses: 2 },
    ]);
    const [call] = recorder.calls;
    expect(call).toMatchObject({ method: "POST", url: "/graphql" });
    const { query, variables } = JSON.parse(call?.body ?? "") as { query: string; variables: unknown };
    expect(query).toContain("httpRequestsAdaptiveGroups");
    expect(variables).toEqual({
      zoneTag: "zone1",
      host: "cdn.example.com",
      since: "2026-11-21",
      until: "2026-11-22",
      path: "/files/%",
      limit: 10_000,
    });
  });

  it("that refuses to tell says why", async () => {
    json(200, { data: null, errors: [{ message: "zone 'zone1' does not have access to the path" }] });
    await expect(open().readDays?.("2026-11-21", "2026-11-22")).rejects.toThrow("does not have access");
  });
});

describe("CloudFront, by the shape of recorded requests and not against AWS itself", () => {
  const open = () => makeCloudFront({ distributionId: "E1ABC", apiKey: "AKIATEST:s3cret", apiUrl: recorder.url });
  const MADE = `<?xml version="1.0"?><Invalidation xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Id>I1</Id>
    <Status>InProgress</Status><CreateTime>2026-11-22T05:00:00Z</CreateTime><InvalidationBatch><Paths><Quantity>1</Quantity>
    <Items><Path>/a</Path></Items></Paths><CallerReference>r</CallerReference></InvalidationBatch></Invalidation>`;
  const fault = (code: string) =>
    `<ErrorResponse xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/"><Error><Type>Sender</Type><Code>${code}</Code>` +
    `<Message>That was ${code}.</Message></Error><RequestId>1</RequestId></ErrorResponse>`;

  it("is told all paths in one signed invalidation, which a repeat does not make anew", async () => {
    xml(201, MADE);
    await open().purge({ paths: [path, "/feeds/*"], reference: "5b1f9b1a" });
    const [call] = recorder.calls;
    expect(call?.method).toBe("POST");
    expect(call?.url).toBe("/2020-05-31/distribution/E1ABC/invalidation");
    expect(call?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIATEST\/\d{8}\/us-east-1\/cloudfront\/aws4_request, SignedHeaders=\S+, Signature=[0-9a-f]{64}$/,
    );
    expect(call?.body).toContain("<CallerReference>5b1f9b1a</CallerReference>");
    expect(call?.body).toContain(`<Quantity>2</Quantity><Items><Path>${path}</Path><Path>/feeds/*</Path></Items>`);
  });

  it.each([
    [403, "AccessDenied", true],
    [404, "NoSuchDistribution", true],
    [400, "TooManyInvalidationsInProgress", false],
    [503, "ServiceUnavailable", false],
  ])("that answers %i %s is given up: %s", async (status, code, isFinal) => {
    xml(status, fault(code));
    await expect(open().purge({ paths: [path], reference: "1" })).rejects.toMatchObject({
      isFinal,
      message: expect.stringContaining(code),
    });
    expect(recorder.calls).toHaveLength(1);
  });

  it("that cannot be reached is tried again", async () => {
    const away = makeCloudFront({ distributionId: "E1", apiKey: "a:b", apiUrl: "http://127.0.0.1:9" });
    await expect(away.purge({ paths: [path], reference: "1" })).rejects.toMatchObject({ isFinal: false });
  });

  it("has no statistics of single files but in its access logs", () => expect(open()).not.toHaveProperty("readDays"));
});
