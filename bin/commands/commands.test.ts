import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";

const program = path.resolve(import.meta.dirname, "../slipway.ts");
const ROLLOUT_ID = "0b6a5a0c-1f0e-4f7a-9d0e-2f6c1c9b7a11";
const POLICY_ID = "5f0f7a52-6a5c-4a57-8f3e-3a1f0a3c2d10";

const rollout = {
  id: ROLLOUT_ID,
  number: 12,
  product: { id: "p", slug: "gateway" },
  image: "ghcr.io/acme/gateway",
  tag: "1.5.0",
  digest: null,
  fromVersion: "1.4.1",
  toVersion: "1.5.0",
  strategy: "staged",
  status: "paused",
  statusReason: "by hand",
  policy: null,
  batches: [],
  currentBatch: 0,
  counts: { pending: 2, healthy: 1, failed: 0, rolledBack: 0 },
  failureRate: 0,
  failureRateMax: 0.2,
  createdAt: "2026-01-05T09:00:00.000Z",
  allowedActions: ["resume", "cancel"],
};

/** A stand-in for the server: fixed answers, and a list of what was asked. */
const answers: Record<string, unknown> = {};
const calls: { method: string; path: string; body: unknown }[] = [];
let server: Server;
let url = "";
let folder = "";

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const { method = "", url: address = "" } = request;
      calls.push({ method, path: address, body: body === "" ? null : JSON.parse(body) });
      const answer = answers[`${method} ${address.split("?")[0]}`];
      response.writeHead(answer === undefined ? 409 : 200, { "content-type": "application/json" });
      response.end(JSON.stringify(answer ?? { detail: "The rollout is completed.", allowedStates: ["running"] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  folder = await mkdtemp(path.join(tmpdir(), "slipway-commands-"));
});
afterEach(() => {
  calls.length = 0;
  for (const key of Object.keys(answers)) Reflect.deleteProperty(answers, key);
});
afterAll(async () => {
  server.close().closeAllConnections();
  await rm(folder, { recursive: true });
});

function slipway(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { ...process.env, SLIPWAY_URL: url, SLIPWAY_TOKEN: "slp_test", NODE_OPTIONS: "" };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
    });
  });
}

it("finds a rollout by its number, does what is asked, and shows what came of it", async () => {
  answers["GET /api/v1/rollouts"] = { items: [{ ...rollout, number: 120 }, rollout], nextCursor: null };
  answers[`POST /api/v1/rollouts/${ROLLOUT_ID}/pause`] = rollout;
  answers[`GET /api/v1/rollouts/${ROLLOUT_ID}`] = rollout;
  const { code, stdout } = await slipway("rollout", "pause", "#12", "--reason", "Too noisy");
  expect(code).toBe(0);
  expect(stdout).toContain("#12 paused (by hand)");
  expect(calls[1]).toEqual({
    method: "POST",
    path: `/api/v1/rollouts/${ROLLOUT_ID}/pause`,
    body: { reason: "Too noisy" },
  });
});

it("says a refusal in a sentence and tells by the exit code what kind it is", async () => {
  answers["GET /api/v1/rollouts"] = { items: [rollout], nextCursor: null };
  const { code, stdout, stderr } = await slipway("rollout", "resume", "12");
  expect({ code, stdout }).toEqual({ code: 5, stdout: "" });
  expect(stderr).toBe("The rollout is completed. Possible when it is running.\n");
});

it.each([
  ["without a needed argument", ["rollout", "pause"]],
  ["with an unknown option", ["status", "--color-of-the-sky"]],
  ["with a share above 1", ["simulate", "--fail-rate", "3"]],
  ["with an address that is none", ["status", "--url", "nowhere"]],
  ["without a command", []],
  ["without anything to publish", ["publish", "--product", "app", "--version", "1.0.0"]],
  ["with a file that is no JSON", ["policy", "apply", program]],
])("ends with 2 when it is called %s", async (_name, args) => {
  const { code, stderr } = await slipway(...args);
  expect(code).toBe(2);
  expect(stderr).not.toBe("");
});

it("replaces the policies that are there and makes the others", async () => {
  const file = path.join(folder, "policies.json");
  await writeFile(file, JSON.stringify([{ name: "old" }, { name: "new" }]));
  answers["GET /api/v1/policies"] = { items: [{ id: POLICY_ID, name: "old" }], nextCursor: null };
  answers[`PUT /api/v1/policies/${POLICY_ID}`] = { name: "old" };
  answers["POST /api/v1/policies"] = { name: "new" };
  const { code, stdout } = await slipway("policy", "apply", file);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "Replaced old.\nMade new.\n" });
});

it("prints JSON that programs can read", async () => {
  answers["GET /api/v1/rollouts"] = { items: [rollout], nextCursor: null };
  const { stdout } = await slipway("rollout", "list", "--status", "paused", "--json");
  expect(JSON.parse(stdout).items[0].number).toBe(12);
  expect(calls[0]?.path).toBe("/api/v1/rollouts?status=paused&limit=20");
});

it("deploys with variables, and steers what it finds by number", async () => {
  const id = "9c1b7a0e-7d55-4f0c-8a3e-0f3d2f6f1b21";
  const deployment = {
    id,
    number: 42,
    product: { slug: "gateway" },
    version: "1.5.0",
    environment: { slug: "staging" },
    status: "queued",
    statusReason: null,
    release: { digest: `sha256:${"a".repeat(64)}` },
    stages: [{ status: "pending" }],
  };
  answers["POST /api/deployments"] = deployment;
  const words = ["--product", "gateway", "--release-version", "1.5.0", "--to", "staging", "--template", "canary"];
  const started = await slipway("deploy", ...words, "--set", "share=10");
  expect(started.stdout).toBe("#42 gateway 1.5.0 to staging: queued · 0 of 1 stages\n");
  expect(calls[0]?.body).toEqual({
    product: "gateway",
    version: "1.5.0",
    environment: "staging",
    template: "canary",
    variables: { share: 10 },
  });

  answers["GET /api/deployments"] = { items: [deployment], nextCursor: null };
  answers[`GET /api/deployments/${id}`] = { ...deployment, status: "failed", statusReason: "Red." };
  answers[`POST /api/deployments/${id}/approve`] = {};
  const other = await slipway("deploy", "approve", "#42", "--digest", "b".repeat(64));
  expect([other.code, other.stderr]).toEqual([5, expect.stringContaining("is not what you looked at")]);
  expect(calls.some(({ path: address }) => address.endsWith("/approve"))).toBe(false);
  const approved = await slipway(
    "approve",
    "deployment",
    "#42",
    "--reason",
    "Fine",
    "--digest",
    "aaaaaaaaaaaa",
    "--json",
  );
  expect(JSON.parse(approved.stdout)).toMatchObject({ number: 42 });
  expect(calls.find(({ method, path: address }) => method === "POST" && address.endsWith("/approve"))?.body).toEqual({
    reason: "Fine",
  });
  const waited = await slipway("deploy", "wait", "42");
  expect([waited.code, waited.stdout]).toEqual([6, "#42 gateway 1.5.0 to staging: failed (Red.) · 0 of 1 stages\n"]);
  expect((await slipway("deploy", "show", "forty-two")).code).toBe(2);
});

it("finds a device by its name, guesses none of several, and enrolls one without an API token", async () => {
  const id = "1d4a7f5e-2c0b-4b6e-9a55-6c1f0e2b3d4a";
  const device = {
    id,
    name: "till-3",
    online: false,
    lastSeenAt: null,
    fleet: null,
    tags: ["shop"],
    apps: [{ app: "gateway", version: "1.4.1" }],
    channel: null,
    retiredAt: null,
    health: { lastCheck: null },
    recentActions: [],
  };
  answers["GET /api/v1/devices"] = { items: [device, { ...device, name: "till-30" }], nextCursor: null };
  answers[`GET /api/v1/devices/${id}`] = device;
  const shown = await slipway("devices", "show", "till-3");
  expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining("runs     gateway 1.4.1")]);
  answers["GET /api/v1/devices"] = { items: [device, device], nextCursor: null };
  const several = await slipway("device", "retire", "till-3");
  expect([several.code, several.stderr]).toEqual([2, expect.stringContaining("2 devices are called till-3")]);
  answers["POST /api/v1/devices/enroll"] = { id, uuid: id, name: "till-4", token: "slpd_new" };
  const file = path.join(folder, "enrollment-token");
  await writeFile(file, "slpe_shops\n");
  const enrolled = await slipway("device", "enroll", "till-4", "--enrollment-token-file", file);
  expect(enrolled.stdout).toBe(`id     ${id}\ntoken  slpd_new\n`);
  expect(calls.at(-1)?.body).toEqual({ token: "slpe_shops", name: "till-4" });
  expect((await slipway("device", "show", "till-9")).code).toBe(4);
});
