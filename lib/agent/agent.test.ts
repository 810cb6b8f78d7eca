import { readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Agent } from "#lib/agent/agent.ts";
import { DockerDriver } from "#lib/agent/docker/driver.ts";
import { enroll, readIdentity, type IdentityOptions } from "#lib/agent/identity.ts";
import { makeLog } from "#lib/agent/log.ts";
import { Outbox } from "#lib/agent/outbox.ts";
import { agentFile } from "#lib/agent/rules/options.ts";
import { FakeEngine } from "#lib/agent/testing/fake-engine.ts";
import { FakeServer } from "#lib/agent/testing/fake-server.ts";
import { aFolder, quietLog } from "#lib/agent/testing/quiet.ts";

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const check = { type: "container", gracePeriodSeconds: 0, intervalSeconds: 1, retries: 0, timeoutSeconds: 5 };
const offer = {
  ...{ id: 7, kind: "update", rolloutId: "r", product: "app", image: "r.example/app", digest: digest("b") },
  ...{ version: "2.0.0", artifacts: [], healthCheck: check, deadlineAt: "2026-01-01T00:00:00Z" },
};

let server: FakeServer;
let dataDir: string;
let engine: FakeEngine;
const running: { stop(): Promise<void> }[] = [];

beforeEach(async () => {
  server = await FakeServer.start();
  dataDir = await aFolder();
  engine = new FakeEngine();
  engine.add({ name: "web", image: `r.example/app@${digest("a")}`, labels: { "slipway.product": "app" } });
});
afterEach(async () => {
  for (const agent of running.splice(0)) await agent.stop();
  server.close();
  await rm(dataDir, { recursive: true, force: true });
});

function identityOptions(change: Partial<IdentityOptions> = {}): IdentityOptions {
  const usual = { enrollmentToken: { value: "slpe_x" }, deviceId: null, deviceToken: null };
  return { server: server.url, dataDir, ...usual, ...change };
}

async function start(options = identityOptions(), log = quietLog): Promise<{ stop(): Promise<void> }> {
  const agent = new Agent({
    identity: (await readIdentity(options)) ?? { id: "device-1", token: "slpd_test" },
    identityOptions: options,
    driver: new DockerDriver({
      ...{ engine, dataDir, deviceAddress: "127.0.0.1", device: { id: "d", name: "d" }, previousKept: 1 },
      file: agentFile.parse({}),
    }),
    outbox: await Outbox.open(dataDir),
    log,
    attributes: { hostname: "till-1" },
    patienceMillis: 60_000,
    random: () => 0,
  });
  const controller = new AbortController();
  const run = agent.run(controller.signal);
  const stop = async () => {
    controller.abort();
    await run;
  };
  running.push({ stop });
  return { stop };
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 1_000) throw new Error(`It never happened. Reports: ${JSON.stringify(server.reports)}`);
    await sleep(10);
  }
}

describe("The agent", () => {
  it("says what runs, polls, and carries an update to its end", async () => {
    server.action = offer;
    await start();
    await until(() => server.ends().length > 0);
    const [first, ...others] = server.reports;
    expect(first).toMatchObject({
      apps: { app: { image: "r.example/app", digest: digest("a") } },
      attributes: { hostname: "till-1", engine: "fake" },
    });
    const statuses = others.map(({ status }) => status);
    expect(statuses[0]).toBe("accepted");
    expect(statuses).toContain("installed");
    expect(server.ends()).toEqual(["healthy"]);
    expect(engine.running()).toEqual([`web: r.example/app@${digest("b")}`]);
    await until(() => server.reports.at(-1)?.apps?.app?.version === "2.0.0");
  });

  it("is quiet while nothing is new", async () => {
    await start();
    await until(() => server.polls > 3);
    expect(server.reports).toHaveLength(1);
  });

  it("does not begin with what the server minds no more", async () => {
    server.action = offer;
    server.closed.add(7);
    await start();
    await until(() => server.polls > 2);
    expect(engine.changes).toBe(0);
    expect(server.ends()).toEqual([]);
  });

  it("drops a download that the server withdraws meanwhile", async () => {
    server.action = offer;
    engine.beforePull = async (signal) => {
      server.closed.add(7);
      server.action = null;
      await sleep(60_000, undefined, { signal });
    };
    await start();
    await until(() => server.polls > 2);
    expect(server.ends()).toEqual([]);
    expect(engine.running()).toEqual([`web: r.example/app@${digest("a")}`]);
  });

  it("tells the end of an action after an outage, once the server is back, and before it polls", async () => {
    server.action = offer;
    engine.beforeStart = () => (server.status = 503);
    await start();
    await until(() => engine.running()[0] === `web: r.example/app@${digest("b")}`);
    await sleep(200);
    expect(server.ends()).toEqual([]);
    const polls = server.polls;
    server.status = null;
    await until(() => server.ends().length > 0);
    expect(server.ends()).toEqual(["healthy"]);
    expect(server.pollsAtEnd).toBe(polls);
  });

  it("goes on after its own restart with what it had begun, and tells its end", async () => {
    const agent = await start();
    await until(() => server.polls > 0);
    engine.beforeStart = () => {
      server.status = 503;
      throw new Error("unforeseen");
    };
    server.action = offer;
    await until(() => server.status === 503);
    await agent.stop();
    engine.beforeStart = () => {};
    server.status = null;
    await start();
    await until(() => server.ends().length > 0);
    expect(server.ends()).toEqual(["healthy"]);
    expect(engine.containers).toHaveLength(1);
  });

  it("says that it does not understand an action", async () => {
    server.action = { ...offer, kind: "dance" };
    await start();
    await until(() => server.ends().length > 0);
    expect(server.reports.at(-1)).toMatchObject({ status: "failed", message: expect.stringMatching(/kind/) });
  });

  it("takes up a token that was rotated while it was in use", async () => {
    const file = path.join(dataDir, "token");
    await writeFile(file, "slpd_test\n");
    await start(identityOptions({ deviceId: "device-1", deviceToken: { file } }));
    await until(() => server.polls > 0);
    server.tokens.clear();
    server.tokens.add("slpd_new");
    await writeFile(file, "slpd_new\n");
    const polls = server.polls;
    await until(() => server.polls > polls + 1);
  });

  it("minds Retry-After", async () => {
    server.status = 429;
    server.retryAfter = 3600;
    const lines: string[] = [];
    const log = {
      write: (line: string) => lines.push(line),
      forJournal: true,
      isVerbose: false,
      now: () => new Date(0),
    };
    await start(identityOptions(), makeLog(log));
    await until(() => lines.some((line) => /\bseconds=\d/.test(line)));
    expect(lines.find((line) => line.includes("seconds="))).toContain("seconds=3600");
  });
});

describe("Enrolling", () => {
  const introduction = { name: "till-1", tags: ["eu"], attributes: { kernel: "Linux" } };
  const tools = { log: quietLog, random: () => 0, signal: new AbortController().signal };

  it("keeps the token where only its owner can read it", async () => {
    expect(await enroll(identityOptions(), introduction, tools)).toEqual({ id: "device-1", token: "slpd_test" });
    expect((await stat(path.join(dataDir, "identity.json"))).mode & 0o777).toBe(0o600);
    expect(await readIdentity(identityOptions())).toEqual({ id: "device-1", token: "slpd_test" });
    expect(server.enrollments[0]?.body).toEqual(introduction);
  });

  it("repeats itself word for word when the answer was lost", async () => {
    server.status = 503;
    const ended = new AbortController();
    const lost = enroll(identityOptions(), introduction, { ...tools, signal: ended.signal });
    await sleep(100);
    ended.abort();
    await expect(lost).rejects.toThrow();
    const kept = JSON.parse(await readFile(path.join(dataDir, "enrolling.json"), "utf8"));
    server.status = null;
    await enroll(identityOptions(), { ...introduction, attributes: { kernel: "newer" } }, tools);
    expect(server.enrollments).toEqual([kept]);
  });

  it("ends with a sentence where the token is not good", async () => {
    server.status = 403;
    await expect(enroll(identityOptions(), introduction, tools)).rejects.toThrow(
      "does not enroll this device: Not now.",
    );
    await expect(enroll(identityOptions({ enrollmentToken: null }), introduction, tools)).rejects.toThrow(
      /--enrollment-token-file/,
    );
  });
});

describe("A line of the log", () => {
  const line = (options: { forJournal: boolean }) => {
    let text = "";
    const write = (part: string) => (text += part);
    const log = makeLog({ write, isVerbose: false, now: () => new Date(0), ...options });
    log.debug("not said");
    log.warn("A report\nhas to wait", { action: 7, reason: 'he said "no"', nothing: null });
    return text;
  };

  it("is one line for people, also in 1970", () => {
    expect(line({ forJournal: false })).toBe(
      '1970-01-01T00:00:00.000Z warn  A report has to wait action=7 reason="he said \\"no\\""\n',
    );
  });

  it("leaves time and level to journald", () => {
    expect(line({ forJournal: true })).toBe('<4>A report has to wait action=7 reason="he said \\"no\\""\n');
  });
});
