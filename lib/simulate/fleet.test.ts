import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import type { DeviceIdentity } from "#lib/simulate/device.ts";
import { SimulatedFleet } from "#lib/simulate/fleet.ts";
import type { Behavior } from "#lib/simulate/rules/plan.ts";
import type { OfferedAction, Report } from "#lib/simulate/rules/protocol.ts";

const honest: Behavior = {
  updateSeconds: 0.05,
  failRate: 0,
  silentRate: 0,
  slowRate: 0,
  offlineRate: 0,
  failVersions: new Set(),
};

/** A stand-in for the server's device side: one action for everybody, and a list of what was reported. */
class DeviceSide {
  action: OfferedAction | null = null;
  /** What every request is answered with instead, while set. */
  status: number | null = null;
  accepts = true;
  polls = 0;
  readonly reports: (Report & { device: string })[] = [];
  readonly #server: Server = createServer((request, response) => {
    const device = request.url?.split("/")[4] ?? "";
    void text(request).then((body) => {
      const answer = this.#answer(device, request.method ?? "", request.headers["if-none-match"] ?? null, body);
      response.writeHead(answer.status, { "content-type": "application/json", etag: '"1"' });
      response.end(answer.body && JSON.stringify(answer.body));
    });
  });

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(device: string, method: string, etag: string | null, body: string): { status: number; body?: unknown } {
    if (this.status !== null) return { status: this.status };
    if (method === "PATCH") {
      const report = JSON.parse(body) as Report;
      this.reports.push({ ...report, device });
      if (report.status === "healthy" || report.status === "failed" || report.status === "rolledBack")
        this.action = null;
      return { status: 200, body: { accepted: this.accepts } };
    }
    this.polls++;
    if (etag !== null && !this.action) return { status: 304 };
    return { status: 200, body: { pollSeconds: 60, action: this.action, apps: {} } };
  }
}

const opened: { close(): void }[] = [];
const fleets: SimulatedFleet[] = [];
afterEach(async () => {
  for (const fleet of fleets.splice(0)) await fleet.stop();
  for (const server of opened.splice(0)) server.close();
});

async function open(behavior: Partial<Behavior> = {}, devices = 1) {
  const server = new DeviceSide();
  opened.push(server);
  const former = { image: "acme/app", digest: "sha256:a", version: "1.0.0" };
  const identities = Array.from({ length: devices }, (_, index): DeviceIdentity => {
    return { id: `device-${index}`, name: `device-${index}`, token: "t", apps: { app: former } };
  });
  const options = { url: await server.listen(), seed: "test", pollSeconds: 0.02, concurrency: 4 };
  const fleet = new SimulatedFleet(identities, { ...options, behavior: { ...honest, ...behavior } });
  fleets.push(fleet);
  return { server, fleet };
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 500) throw new Error("It never happened.");
    await sleep(10);
  }
}

const update: OfferedAction = {
  id: 7,
  kind: "update",
  product: "app",
  image: "acme/app",
  digest: "sha256:b",
  version: "1.1.0",
};

it("says what it runs, polls, and reports an update to its end", async () => {
  const { server, fleet } = await open();
  server.action = update;
  fleet.start();
  await until(() => fleet.summarize().healthy === 1);
  const [first, ...others] = server.reports;
  expect(first).toMatchObject({ apps: { app: { version: "1.0.0" } } });
  expect(others.map(({ status }) => status)).toEqual([
    ...["accepted", "downloading", "downloading", "downloading", "installing", "installed", "healthy"],
  ]);
  expect(others.find(({ status }) => status === "installed")).toMatchObject({ apps: { app: { version: "1.1.0" } } });
  expect(fleet.identities[0]?.apps.app).toMatchObject({ digest: "sha256:b" });

  // With its ETag it is told "unchanged" from now on.
  await until(() => fleet.summarize().unchanged > 2);
});

it("fails where the version is bad, and takes the rollback", async () => {
  const { server, fleet } = await open({ failVersions: new Set(["1.1.0"]) });
  server.action = update;
  fleet.start();
  await until(() => fleet.summarize().failed === 1);
  server.action = { ...update, id: 8, kind: "rollback", digest: "sha256:a", version: "1.0.0" };
  await until(() => fleet.summarize().rolledBack === 1);
  expect(fleet.identities[0]?.apps.app).toMatchObject({ version: "1.0.0" });
});

it("stops doing what the server no longer wants", async () => {
  const { server, fleet } = await open();
  server.action = update;
  server.accepts = false;
  fleet.start();
  await until(() => fleet.summarize().stopped > 0);
  expect(server.reports.every(({ status }) => status === undefined || status === "accepted")).toBe(true);
});

it("gives an action up that the server no longer has", async () => {
  const { server, fleet } = await open();
  server.action = update;
  fleet.start();
  await until(() => server.reports.length > 2);
  server.status = 404;
  await until(() => fleet.summarize().stopped === 1);
  server.status = null;
  await until(() => fleet.summarize().healthy === 1);
});

it("never speaks again once it fell silent", async () => {
  const { server, fleet } = await open({ silentRate: 1 });
  server.action = update;
  fleet.start();
  await until(() => fleet.summarize().silent === 1);
  const { polls } = server;
  await sleep(100);
  expect(server.polls).toBe(polls);
});

it("goes on after the server was away, and reports nothing twice that was answered", async () => {
  const { server, fleet } = await open();
  server.action = update;
  server.status = 503;
  fleet.start();
  await until(() => fleet.summarize().serverErrors > 0);
  server.status = null;
  await until(() => fleet.summarize().healthy === 1);
  expect(server.reports.filter(({ status }) => status === "installed")).toHaveLength(1);
});

it("gives up where the server does not know the device", async () => {
  const { server, fleet } = await open({}, 3);
  server.status = 401;
  fleet.start();
  await until(() => fleet.summarize().refused === 3);
  await sleep(50);
  expect(fleet.summarize()).toMatchObject({ requests: 3, clientErrors: 3 });
});

it("carries a thousand devices over four connections", async () => {
  const { server, fleet } = await open({ offlineRate: 0.1 }, 1000);
  fleet.start();
  await until(() => new Set(server.reports.map(({ device }) => device)).size >= 1000 - fleet.summarize().offline);
  expect(fleet.summarize().offline).toBeGreaterThan(50);
  expect(fleet.summarize().unreachable).toBe(0);
});
