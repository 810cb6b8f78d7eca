import { createServer, get, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Api } from "#lib/client/api.ts";
import { announcePush } from "#lib/simulate/demo/push.ts";
import { DemoRegistry } from "#lib/simulate/demo/registry.ts";
import type { Figure } from "./lib/figure.ts";
import { percentile } from "./lib/measure.ts";
import { startSlipway, WEBHOOK_SECRET, type RunningSlipway } from "./lib/slipway.ts";

const LISTENERS = 100;
const REPORTS = 200;
const PAUSE_MILLIS = 25;
const SETTLE_MILLIS = 2_000;

interface Device {
  id: string;
  token: string;
}

/** From the answer to a device's report to its event at each of 100 listeners, beside a bare server that fans out. */
export async function measureLive(databaseUrl: string | null): Promise<Figure[]> {
  const registry = new DemoRegistry();
  const host = await registry.listen(0);
  const slipway = await startSlipway(databaseUrl, { SLIPWAY_REGISTRY_INSECURE: host });
  try {
    const devices = await offerToFleet(slipway, registry, host);
    const delays = await measureDelays(slipway, devices);
    return [
      {
        id: "live-100",
        what: `Report accepted → event at ${LISTENERS} live listeners, p95 of ${REPORTS} reports`,
        database: databaseUrl ? "postgres" : "pglite",
        value: percentile(delays, 0.95),
        unit: "ms",
        target: { comparison: "atMost", value: 250 },
        reference: { what: "bare node:http server that fans out", value: percentile(await measureBare(), 0.95) },
      },
    ];
  } finally {
    await slipway.stop();
    registry.close();
  }
}

/** Registers a fleet and pushes an image to it; returns once every device has been offered it. */
async function offerToFleet({ api }: RunningSlipway, registry: DemoRegistry, host: string): Promise<Device[]> {
  const { items } = await api.call<{ items: Device[] }>({
    method: "POST",
    path: "/api/v1/devices/bulk",
    body: { devices: Array.from({ length: REPORTS }, (_, index) => ({ name: `live-${index}`, fleet: "live" })) },
  });
  await api.call({
    method: "POST",
    path: "/api/v1/policies",
    body: { name: "live", imagePattern: `${host}/acme/live`, updateStrategy: "auto" },
  });
  const digest = registry.push("acme/live", "1.0.0");
  await announcePush(api, WEBHOOK_SECRET, { host, repository: "acme/live", tag: "1.0.0", digest });
  for (;;) {
    const { items: rollouts } = await api.call<{ items: { counts: { scheduled: number } }[] }>({
      method: "GET",
      path: "/api/v1/rollouts",
    });
    if (rollouts[0]?.counts.scheduled === REPORTS) return items;
    await sleep(200);
  }
}

async function measureDelays(slipway: RunningSlipway, devices: readonly Device[]): Promise<number[]> {
  const seen = new Map<string, number[]>(devices.map((device) => [device.id, []]));
  const authorization = { authorization: `Bearer ${slipway.token}` };
  const listeners = await Promise.all(
    Array.from({ length: LISTENERS }, () =>
      listen(`${slipway.url}/api/v1/events/stream?types=device_accepted`, authorization, (text) => {
        for (const [id, times] of seen) if (text.includes(id)) times.push(performance.now());
      }),
    ),
  );
  await sleep(SETTLE_MILLIS);
  const accepted = new Map<string, number>();
  for (const device of devices) {
    const asDevice = new Api(slipway.url, device.token);
    const path = `/api/v1/device/${device.id}`;
    const { action } = await asDevice.call<{ action: { id: number } }>({ method: "GET", path: `${path}/state` });
    await asDevice.call({
      method: "PATCH",
      path: `${path}/report`,
      body: { actionId: action.id, status: "accepted" },
    });
    accepted.set(device.id, performance.now());
    await sleep(PAUSE_MILLIS);
  }
  await sleep(SETTLE_MILLIS);
  for (const listener of listeners) listener.destroy();
  const delays = devices.flatMap((device) =>
    (seen.get(device.id) ?? []).map((time) => Math.max(0, time - (accepted.get(device.id) ?? time))),
  );
  if (delays.length !== REPORTS * LISTENERS) {
    throw new Error(`${REPORTS * LISTENERS} events were expected at the listeners, and ${delays.length} came.`);
  }
  return delays;
}

/** Opens a stream and calls back for every event that comes. */
function listen(url: string, headers: Record<string, string>, onEvent: (text: string) => void) {
  return new Promise<{ destroy(): void }>((resolve, reject) => {
    const request = get(url, { headers, agent: false }, (response) => {
      let rest = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        const parts = (rest + chunk).split("\n\n");
        rest = parts.pop() ?? "";
        for (const part of parts) if (part.includes("data: ")) onEvent(part);
      });
      response.on("error", () => undefined); // It ends because we end it.
      resolve({ destroy: () => request.destroy() });
    });
    request.on("error", reject);
  });
}

/** The same with nothing behind it: what the machine and 100 open answers cost. */
async function measureBare(): Promise<number[]> {
  const answers: ServerResponse[] = [];
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).write(": open\n\n");
    answers.push(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const delays: number[] = [];
  let sentAt = 0;
  const listeners = await Promise.all(
    Array.from({ length: LISTENERS }, () => listen(url, {}, () => void delays.push(performance.now() - sentAt))),
  );
  for (let index = 0; index < REPORTS; index++) {
    sentAt = performance.now();
    for (const answer of answers) answer.write(`id: ${index}\ndata: {"seq":${index}}\n\n`);
    await sleep(PAUSE_MILLIS);
  }
  for (const listener of listeners) listener.destroy();
  server.close();
  server.closeAllConnections();
  return delays;
}
