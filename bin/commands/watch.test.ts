import { execFile, spawn } from "node:child_process";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { hasTerminals, Terminal } from "#lib/testing/terminal.ts";

const program = path.resolve(import.meta.dirname, "../slipway.ts");
const ID = "0b6a5a0c-1f0e-4f7a-9d0e-2f6c1c9b7a11";
const none = { pending: 0, scheduled: 0, updating: 0, healthy: 0, failed: 0, rolledBack: 0, skipped: 0 };

function aRollout(status: string, healthy: number) {
  const counts = { ...none, healthy, pending: 4 - healthy };
  return {
    id: ID,
    number: 12,
    product: { id: "p", slug: "gateway" },
    image: "ghcr.io/acme/gateway",
    tag: "1.5.0",
    digest: null,
    fromVersion: "1.4.1",
    toVersion: "1.5.0",
    strategy: "staged",
    status,
    statusReason: null,
    policy: null,
    batches: [{ index: 0, percent: 100, status: "running", deviceCount: 4, counts }],
    currentBatch: 0,
    counts,
    failureRate: 0,
    failureRateMax: 0.2,
    startedAt: "2026-03-01T12:00:00Z",
    completedAt: null,
    waitingFor: null,
    allowedActions: [],
  };
}

/** A stand-in for the server: at each look the rollout is one step further; the last stays. The first look finds it. */
let steps: (() => unknown)[] = [];
let looks = 0;
let server: Server;
let port = 0;

async function listen(): Promise<void> {
  server = createServer(({ url = "" }, response) => {
    const isRollout = url === `/api/v1/rollouts/${ID}`;
    const answer = isRollout ? steps[Math.min(Math.max(0, looks++ - 1), steps.length - 1)]?.() : eventsAfter(url);
    response.writeHead(answer === null ? 503 : 200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  ({ port } = server.address() as AddressInfo);
}

function eventsAfter(url: string): unknown {
  const after = Number(new URL(url, "http://slipway.test").searchParams.get("after"));
  const at = "2026-03-01T12:00:00Z";
  const items = [1, 2].map((seq) => ({ seq, type: "batch_started", at, data: { batchIndex: seq - 1, count: 4 } }));
  return { items: items.filter(({ seq }) => seq > after), nextCursor: null };
}

beforeEach(async () => {
  looks = 0;
  port = 0;
  await listen();
});
afterEach(() => {
  server.close().closeAllConnections();
});

const settings = () => ({
  SLIPWAY_URL: `http://127.0.0.1:${port}`,
  SLIPWAY_TOKEN: "slp_test",
  NODE_OPTIONS: "",
});

function slipway(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, ...args],
      { env: { ...process.env, ...settings() } },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr });
      },
    );
  });
}

it("tells in lines until the rollout has completed, each event once", async () => {
  steps = [() => aRollout("running", 1), () => aRollout("running", 1), () => aRollout("completed", 4)];
  const { code, stdout } = await slipway("rollout", "status", ID, "--watch");
  expect(code).toBe(0);
  expect(stdout.match(/batch_started {2}batch 1, 4 devices/g)).toHaveLength(1);
  expect(stdout.match(/^#12 running .* 1 of 4 healthy/gm)).toHaveLength(1);
  expect(stdout).toMatch(/^#12 completed .* 4 of 4 healthy/m);
  expect(stdout).not.toContain("\u001b");
});

it("writes each event as a line of JSON, and tells a bad end by the exit code", async () => {
  steps = [() => aRollout("rolledBack", 0)];
  for (const command of [
    ["status", ID, "--watch"],
    ["watch", ID],
  ]) {
    const { code, stdout } = await slipway("rollout", ...command, "--json");
    expect(code).toBe(6);
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).seq)).toEqual([1, 2]);
  }
});

it("goes no further than the time that it is given", async () => {
  steps = [() => aRollout("paused", 1)];
  const { code, stderr } = await slipway("rollout", "status", ID, "--watch", "--timeout", "1");
  expect([code, stderr]).toEqual([7, "It has not ended within 1 s. It goes on.\n"]);
});

it("waits for a server that restarts, and goes on where it was", async () => {
  const isAway = new Promise<void>((resolve) => {
    steps = [
      () => aRollout("running", 1),
      () => {
        server.close().closeAllConnections();
        resolve();
        return null;
      },
      () => aRollout("completed", 4),
    ];
  });
  const watching = slipway("rollout", "status", ID, "--watch");
  await isAway;
  await sleep(500);
  await listen();
  const { code, stdout, stderr } = await watching;
  expect(code).toBe(0);
  expect(stderr).toMatch(/(broke off its answer|cannot be reached)/);
  expect(stderr).toContain("It is there again.");
  expect(stdout.match(/batch_started/g)).toHaveLength(2);
  expect(stdout).toMatch(/^#12 completed/m);
});

it("does not wait for a server that was never there", async () => {
  server.close().closeAllConnections();
  expect((await slipway("rollout", "status", ID, "--watch")).code).toBe(8);
});

it("ends in silence when the reader of its output has enough", async () => {
  steps = [() => aRollout("running", 1), () => aRollout("running", 2), () => aRollout("running", 3)];
  const child = spawn(process.execPath, [program, "rollout", "watch", ID], { env: { ...process.env, ...settings() } });
  child.stdout.once("data", () => child.stdout.destroy());
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  expect(await text(child.stderr)).toBe("");
  expect(await ended).toBe(0);
});

it.runIf(hasTerminals)("draws on a terminal, and leaves it as it was", async () => {
  steps = [() => aRollout("running", 1), () => aRollout("completed", 4)];
  const command = [process.execPath, program, "rollout", "status", ID, "--watch"];
  const terminal = new Terminal(command, { ...settings(), NO_COLOR: "1" });
  expect(await terminal.ended).toBe(0);
  expect(terminal.shown).toContain("Rollout #12  gateway 1.4.1 → 1.5.0  running");
  expect(terminal.shown).toMatch(/▸ {2}1 {2}█+ {2}100 %/);
  expect(terminal.shown.indexOf("\u001b[?25l")).toBeLessThan(terminal.shown.indexOf("\u001b[?25h"));
  expect(terminal.shown.trimEnd().endsWith("\u001b[?7h\u001b[?25h")).toBe(true);
  // NO_COLOR: it moves the cursor, and paints nothing.
  expect(terminal.shown).not.toMatch(/\p{Cc}\[\d+m/u);
});

it.runIf(hasTerminals)("gives the terminal back at Ctrl-C, and says so by the exit code", async () => {
  steps = [() => aRollout("running", 1)];
  const command = [process.execPath, program, "rollout", "status", ID, "--watch"];
  const terminal = new Terminal(command, settings());
  await terminal.until("running");
  terminal.type("\u0003");
  expect(await terminal.ended).toBe(130);
  expect(terminal.shown.trimEnd().endsWith("\u001b[?7h\u001b[?25h")).toBe(true);
  expect(terminal.shown).toMatch(/\p{Cc}\[36m/u);
});
