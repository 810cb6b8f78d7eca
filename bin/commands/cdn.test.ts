import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";

const program = path.resolve(import.meta.dirname, "../slipway.ts");
const PATH = "/api/distribution/cdn";

/** A stand-in for the server: it remembers how far it read the log, and what else it was asked. */
let offset = 0;
const calls: { method: string; url: string; body: string }[] = [];
const answers: Record<string, unknown[]> = {};
let server: Server;
let url = "";
let folder = "";

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method = "", url: address = "" } = request;
      calls.push({ method, url: address, body });
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(answer(method, address, body)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await mkdtemp(path.join(tmpdir(), "slipway-cdn-"));
});
beforeEach(() => {
  offset = 0;
  calls.length = 0;
});
afterAll(async () => {
  server.close().closeAllConnections();
  await rm(folder, { recursive: true });
});

function answer(method: string, address: string, body: string): unknown {
  const [at = ""] = address.split("?");
  const prepared = answers[`${method} ${at}`];
  if (prepared) return prepared.length > 1 ? prepared.shift() : prepared[0];
  if (method === "GET") return { offset };
  const taken = body.lastIndexOf("\n") + 1;
  offset += taken;
  return { offset, lines: body.slice(0, taken).split("\n").length - 1, downloads: 1 };
}

function slipway(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, SLIPWAY_URL: url, SLIPWAY_TOKEN: "slp_test", NODE_OPTIONS: "" };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, "cdn", ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

it("sends what is new in a log, and nothing twice", async () => {
  const log = path.join(folder, "access.log");
  await writeFile(log, "first\nsecond\nhalf a li");
  expect((await slipway("ingest-log", "--region", "eu", log)).stdout).toBe(`1 downloads in 2 new lines of ${log}.\n`);
  const fingerprint = createHash("sha256").update("first").digest("hex");
  expect(calls[0]?.url).toBe(`${PATH}/regions/eu/log?fingerprint=${fingerprint}`);
  expect(calls[1]).toEqual({
    method: "POST",
    url: `${PATH}/regions/eu/log?fingerprint=${fingerprint}&offset=0&format=combined`,
    body: "first\nsecond\nhalf a li",
  });
  await appendFile(log, "ne\n");
  expect((await slipway("ingest-log", "--region", "eu", log, "--json")).stdout).toContain('"lines": 1');
  expect(calls.at(-1)?.body).toBe("half a line\n");
  const before = calls.length;
  expect((await slipway("ingest-log", "--region", "eu", log)).stdout).toContain("0 downloads in 0 new lines");
  expect(calls.slice(before).map(({ method }) => method)).toEqual(["GET"]);
});

it.each([
  ["a log that is not there", ["ingest-log", "--region", "eu", "/nowhere.log"]],
  ["no region", ["ingest-log", "/nowhere.log"]],
  ["an unknown format", ["ingest-log", "--region", "eu", "--format", "csv", "/nowhere.log"]],
])("ends with 2 when it is called with %s", async (_case, args) => {
  expect((await slipway(...args)).code).toBe(2);
});

it("waits until caches have forgotten, and ends with 1 when one could not", async () => {
  const item = { id: "5b1f9b1a", region: "eu", paths: ["/a"], state: "pending", attempts: 0, error: null };
  answers[`POST ${PATH}/invalidations`] = [{ items: [item] }];
  answers[`GET ${PATH}/invalidations/5b1f9b1a`] = [item, { ...item, state: "done", attempts: 1 }];
  const done = await slipway("invalidate", "/a", "--region", "eu");
  expect(done.code).toBe(0);
  expect(done.stdout).toMatch(/eu +done +1/);
  expect(JSON.parse(calls[0]?.body ?? "")).toEqual({ paths: ["/a"], regions: ["eu"] });
  answers[`GET ${PATH}/invalidations/5b1f9b1a`] = [{ ...item, state: "failed", error: "Varnish answered 405." }];
  const failed = await slipway("invalidate", "/a");
  expect(failed.code).toBe(1);
  expect(failed.stdout).toContain("Varnish answered 405.");
});

it("tests a region step by step, and ends with 1 when something is wrong", async () => {
  const steps = [
    { step: "reach", ok: true, detail: "This server answered through it.", cache: "miss" },
    { step: "cache", ok: false, detail: "It keeps nothing.", cache: "miss" },
  ];
  answers[`POST ${PATH}/regions/eu/test`] = [{ ok: false, message: "It keeps nothing.", steps }];
  const { code, stdout } = await slipway("test", "eu");
  expect(code).toBe(1);
  expect(stdout).toBe(
    "reach  ok      This server answered through it. (MISS)\ncache  failed  It keeps nothing. (MISS)\n",
  );
});
