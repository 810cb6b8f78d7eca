import { fork, type ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Summary } from "#lib/simulate/tally.ts";
import { openBench, type BenchContext } from "./lib/context.ts";
import { APP, IMAGE, insertDevices, insertRollout, type BenchDevice } from "./lib/devices.ts";
import type { Figure } from "./lib/figure.ts";
import { plotFleet, type FleetSample } from "./lib/plot.ts";
import { startProgram, whenLoaded } from "./lib/program.ts";

export interface FleetOrder {
  url: string;
  identitiesFile: string;
  pollSeconds: number;
  updateSeconds: number;
}

export type FleetReport = Summary & { perSecondNow: number; isOver: boolean };

const DEVICES = 100_000;
const POLL_SECONDS = 60;
const UPDATE_SECONDS = 20;
/** Ten equal ones: what an operator chooses for a fleet of this size, whose devices all come within a minute. */
const BATCHES = Array.from({ length: 10 }, (_, index) => (index + 1) * 10);
const LOOK_MILLIS = 2_000;
const MINUTES_MAX = 40;
const PLOT = path.join(import.meta.dirname, "fleet.svg");

/** A rollout over a whole fleet that polls every minute: nothing lost, nothing doubled, and how quickly it was answered. */
export async function measureFleet(serverUrl: string, scale: number): Promise<Figure[]> {
  const ctx = await openBench(serverUrl);
  const devices = await insertDevices(ctx, Math.ceil(DEVICES * scale));
  const rolloutId = await insertRollout(ctx, BATCHES);
  const url = ctx.handle.url ?? "";
  const gateway = await startProgram("gateway", url, { SLIPWAY_POLL_SECONDS: String(POLL_SECONDS) });
  const [first] = devices;
  if (first) await whenLoaded(gateway.port, `/api/v1/device/${first.id}/state`, `Bearer ${first.token}`);
  const orchestrator = await startProgram("orchestrator", url, { SLIPWAY_TICK_SECONDS: "5" });
  const fleet = await startFleet(devices, gateway.port);
  try {
    const samples = await watchRollout(ctx, rolloutId, fleet.latest);
    const serverP99Millis = await readServerP99(gateway.port);
    const summary = await fleet.stop();
    await writeFile(PLOT, plotFleet(samples, devices.length));
    return await toFigures(ctx, rolloutId, { devices: devices.length, serverP99Millis, summary, samples });
  } finally {
    fleet.kill();
    await gateway.stop();
    await orchestrator.stop();
    await ctx.handle.close();
  }
}

/** Looks now and then until every device is done. Throws where that takes too long. */
async function watchRollout(
  ctx: BenchContext,
  rolloutId: string,
  latest: () => FleetReport | null,
): Promise<FleetSample[]> {
  const startedAt = performance.now();
  const samples: FleetSample[] = [];
  while (performance.now() - startedAt < MINUTES_MAX * 60_000) {
    await sleep(LOOK_MILLIS);
    const [row] = await ctx.db.$queryRaw<{ status: string; healthy: number; updating: number }[]>`
      SELECT r.status, sum(b.healthy)::int AS healthy, sum(b.updating)::int AS updating
      FROM image_rollouts r JOIN rollout_batches b ON b.rollout_id = r.id
      WHERE r.id = ${rolloutId}::uuid GROUP BY r.status`;
    const report = latest();
    if (!row || !report) continue;
    samples.push({
      seconds: (performance.now() - startedAt) / 1000,
      healthy: row.healthy,
      updating: row.updating,
      perSecond: report.perSecondNow,
    });
    if (row.status === "completed") return samples;
    if (row.status !== "running" && row.status !== "pending") throw new Error(`The rollout is ${row.status}.`);
  }
  throw new Error(`The rollout did not complete within ${MINUTES_MAX} minutes.`);
}

async function toFigures(
  ctx: BenchContext,
  rolloutId: string,
  run: { devices: number; serverP99Millis: number; summary: FleetReport; samples: readonly FleetSample[] },
): Promise<Figure[]> {
  const { devices, serverP99Millis, summary, samples } = run;
  const [counts] = await ctx.db.$queryRaw<{ healthy: number; doubled: number }[]>`
    SELECT
      (SELECT count(*)::int FROM rollout_device_status s JOIN device_apps a ON a.device_id = s.device_id
       WHERE s.rollout_id = ${rolloutId}::uuid AND s.status = 'healthy' AND a.app = ${APP} AND a.version = '2.0.0'
      ) AS healthy,
      (SELECT count(*)::int FROM (
         SELECT subject_id FROM events WHERE rollout_id = ${rolloutId}::uuid AND type = 'device_updated'
         GROUP BY subject_id HAVING count(*) > 1
         UNION SELECT device_id::text FROM device_actions WHERE rollout_id = ${rolloutId}::uuid
         GROUP BY device_id HAVING count(*) > 1) AS twice) AS doubled`;
  const what = `${devices.toLocaleString("en")} devices polling every ${POLL_SECONDS} s through a rollout over all of them`;
  const common = { database: "postgres", reference: null } as const;
  const none = { comparison: "atMost", value: 0 } as const;
  return [
    {
      ...common,
      id: "fleet-p99",
      what: `${what}: time of a request at the server, p99`,
      value: serverP99Millis,
      unit: "ms",
      target: { comparison: "atMost", value: 100 },
    },
    {
      ...common,
      id: "fleet-client-p99",
      what: "… as the simulated devices saw it, p99",
      value: summary.latencyMillis.p99,
      unit: "ms",
      target: null,
    },
    {
      ...common,
      id: "fleet-lost",
      what: "… updates lost",
      value: devices - (counts?.healthy ?? 0),
      unit: "",
      target: none,
    },
    { ...common, id: "fleet-doubled", what: "… updates doubled", value: counts?.doubled ?? 0, unit: "", target: none },
    {
      ...common,
      id: "fleet-unanswered",
      what: "… requests that failed or found nobody",
      value: summary.serverErrors + summary.unreachable,
      unit: "",
      target: none,
    },
    {
      ...common,
      id: "fleet-seconds",
      what: "… until the rollout was completed",
      value: samples.at(-1)?.seconds ?? 0,
      unit: "s",
      target: null,
    },
    {
      ...common,
      id: "fleet-requests",
      what: "… requests answered",
      value: summary.requestsPerSecond,
      unit: "requests/s",
      target: null,
    },
  ];
}

/** Of everything that devices asked for, from the gateway's own histogram; between two of its bounds along a line. */
async function readServerP99(port: number): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const buckets = new Map<number, number>();
  for (const [, bound, operation, count] of text.matchAll(/_seconds_bucket\{le="([^"]+)",operation="(\w+)"\} (\d+)/g)) {
    if (operation !== "tellState" && operation !== "takeReport") continue;
    const millis = bound === "+Inf" ? Infinity : Number(bound) * 1_000;
    buckets.set(millis, (buckets.get(millis) ?? 0) + Number(count));
  }
  const wanted = 0.99 * (buckets.get(Infinity) ?? 0);
  let below = { millis: 0, count: 0 };
  for (const [millis, count] of [...buckets].sort(([a], [b]) => a - b)) {
    if (count >= wanted) {
      const share = (wanted - below.count) / (count - below.count);
      return millis === Infinity ? Infinity : below.millis + share * (millis - below.millis);
    }
    below = { millis, count };
  }
  throw new Error("The gateway tells of no requests.");
}

async function startFleet(devices: readonly BenchDevice[], port: number) {
  const folder = await mkdtemp(path.join(tmpdir(), "slipway-bench-fleet-"));
  const identitiesFile = path.join(folder, "identities.json");
  const apps = { [APP]: { image: IMAGE, digest: `sha256:${"a".repeat(64)}`, version: "1.0.0" } };
  const identities = devices.map(({ id, token, controllerId }) => ({ id, token, name: controllerId, apps }));
  await writeFile(identitiesFile, JSON.stringify(identities));
  const child: ChildProcess = fork(path.join(import.meta.dirname, "lib/fleet-child.ts"));
  let report: FleetReport | null = null;
  child.on("message", (message: FleetReport) => (report = message));
  const order: FleetOrder = {
    url: `http://127.0.0.1:${port}`,
    identitiesFile,
    pollSeconds: POLL_SECONDS,
    updateSeconds: UPDATE_SECONDS,
  };
  child.send(order);
  return {
    latest: () => report,
    stop: async (): Promise<FleetReport> => {
      child.send("stop");
      while (!report?.isOver) await sleep(100);
      await rm(folder, { recursive: true });
      return report;
    },
    kill: () => void child.kill(),
  };
}
