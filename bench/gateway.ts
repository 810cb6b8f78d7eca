import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { reconcileRollout } from "#lib/orchestrator/reconcile.ts";
import { openBench, type BenchContext } from "./lib/context.ts";
import { insertDevices, insertRollout, type BenchDevice } from "./lib/devices.ts";
import type { Figure } from "./lib/figure.ts";
import { load, toLine, type LoadResult } from "./lib/load.ts";
import { percentile } from "./lib/measure.ts";
import { startProgram, whenLoaded, type RunningProgram } from "./lib/program.ts";

const DEVICES = 100_000;
const REPORTING = 10_000;
const MEMORY_DEVICES = [100_000, 1_000_000];
/** Of the machine's moods: the reference is measured before and after, and the median of the pairs counts. */
const ROUNDS = 3;
const CONNECTIONS = 32;
const REPORT_CONNECTIONS = 2_000;

/** Polls of both protocols with their credentials, beside a bare server. `scale` below 1 is for a quick look. */
export async function measurePolls(serverUrl: string, scale: number): Promise<Figure[]> {
  const ctx = await openBench(serverUrl);
  const devices = await insertDevices(ctx, Math.ceil(DEVICES * scale));
  const gateway = await startProgram("gateway", ctx.handle.url ?? "");
  const bare = await startBare();
  try {
    const [first] = devices;
    if (first) await whenLoaded(gateway.port, statePath(first), `Bearer ${first.token}`);
    const native = devices.map((device) =>
      toLine("GET", statePath(device), { authorization: `Bearer ${device.token}` }),
    );
    const ddi = devices.map(({ controllerId, targetToken }) =>
      toLine("GET", `/DEFAULT/controller/v1/${controllerId}`, {
        authorization: `TargetToken ${targetToken}`,
        accept: "application/json",
      }),
    );
    return [
      ...(await comparePolls("native", native, gateway, bare)),
      ...(await comparePolls("hawkBit DDI", ddi, gateway, bare)),
    ];
  } finally {
    await gateway.stop();
    bare.stop();
    await ctx.handle.close();
  }
}

async function comparePolls(
  name: string,
  requests: readonly string[],
  gateway: RunningProgram,
  bare: { port: number },
): Promise<Figure[]> {
  const pairs: { ours: LoadResult; theirs: LoadResult }[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const theirs = await load({ port: bare.port, requests, connections: CONNECTIONS });
    const ours = await load({ port: gateway.port, requests, connections: CONNECTIONS });
    requireOnly(ours, ["200"]);
    pairs.push({ ours, theirs });
  }
  const middle = (value: (pair: (typeof pairs)[number]) => number) => percentile(pairs.map(value), 0.5);
  const id = name.includes("DDI") ? "ddi" : "native";
  const reference = "bare node:http";
  return [
    {
      id: `poll-${id}-rate`,
      what: `Polls answered (${name}, authenticated, ${requests.length.toLocaleString("en")} devices), share of the reference`,
      database: "postgres",
      value: middle(({ ours, theirs }) => (100 * ours.perSecond) / theirs.perSecond),
      unit: "%",
      target: { comparison: "atLeast", value: 60 },
      reference: null,
    },
    {
      id: `poll-${id}-per-second`,
      what: `Polls answered (${name})`,
      database: "postgres",
      value: middle(({ ours }) => ours.perSecond),
      unit: "polls/s",
      target: null,
      reference: { what: reference, value: middle(({ theirs }) => theirs.perSecond) },
    },
    {
      id: `poll-${id}-p99`,
      what: `Time of a poll (${name}), p99 as a multiple of the reference's`,
      database: "postgres",
      value: middle(({ ours, theirs }) => ours.p99Millis / theirs.p99Millis),
      unit: "×",
      target: { comparison: "atMost", value: 3 },
      reference: null,
    },
  ];
}

/** Every device accepts, downloads and is healthy; counted is what the rollout's tallies say in the end. */
export async function measureReports(serverUrl: string, scale: number): Promise<Figure[]> {
  const ctx = await openBench(serverUrl);
  const devices = await insertDevices(ctx, Math.ceil(REPORTING * scale));
  const rolloutId = await insertRollout(ctx, [100]);
  for (let step = 0; step < 20; step++) await reconcileRollout(ctx, rolloutId);
  const actions = await ctx.db.deviceAction.findMany({ where: { rolloutId }, select: { id: true, deviceId: true } });
  const actionOf = new Map(actions.map(({ id, deviceId }) => [deviceId, id]));
  const gateway = await startProgram("gateway", ctx.handle.url ?? "");
  try {
    const [first] = devices;
    if (first) await whenLoaded(gateway.port, statePath(first), `Bearer ${first.token}`);
    const requests = ["accepted", "downloading", "healthy"].flatMap((status) =>
      devices.map((device) => reportLine(device, { actionId: actionOf.get(device.id), status, progress: 50 })),
    );
    const result = await load({ port: gateway.port, requests, connections: REPORT_CONNECTIONS, once: true });
    requireOnly(result, ["200"]);
    await requireCounted(ctx, rolloutId, devices.length);
    const figure: Figure = {
      id: "reports",
      what: `Reports accepted, committed and counted, ${result.answered.toLocaleString("en")} in a row`,
      database: "postgres",
      value: result.perSecond,
      unit: "reports/s",
      target: { comparison: "atLeast", value: 3_000 },
      reference: { what: "plain inserts of a row each", value: await measureInserts(ctx) },
    };
    return [figure];
  } finally {
    await gateway.stop();
    await ctx.handle.close();
  }
}

async function requireCounted(ctx: BenchContext, rolloutId: string, count: number): Promise<void> {
  const [row] = await ctx.db.$queryRaw<{ healthy: number; events: number }[]>`
    SELECT (SELECT sum(healthy)::int FROM rollout_batches WHERE rollout_id = ${rolloutId}::uuid) AS healthy,
           (SELECT count(*)::int FROM events WHERE rollout_id = ${rolloutId}::uuid AND type = 'device_updated') AS events`;
  if (row?.healthy === count && row.events === count) return;
  throw new Error(
    `${count} devices reported; ${row?.healthy} are counted as healthy, ${row?.events} events tell of it.`,
  );
}

const INSERTS = 2_000;

/** What one commit each costs on this machine's disk. */
async function measureInserts(ctx: BenchContext): Promise<number> {
  await ctx.db.$executeRaw`CREATE TABLE bench_reports (id int, status text)`;
  const startedAt = performance.now();
  for (let index = 0; index < INSERTS; index++) {
    await ctx.db.$executeRaw`INSERT INTO bench_reports VALUES (${index}::int, 'healthy')`;
  }
  return INSERTS / ((performance.now() - startedAt) / 1000);
}

/** What remembering a device costs, at two sizes of fleet. */
export async function measureMemory(scale: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const devices of MEMORY_DEVICES) {
    const count = Math.ceil(devices * scale);
    const child = fork(path.join(import.meta.dirname, "lib/memory-child.ts"), [String(count)], {
      execArgv: ["--expose-gc"],
    });
    const [bytes] = (await once(child, "message")) as [number];
    figures.push({
      id: `gateway-memory-${devices}`,
      what: `Memory of the gateway for each of ${count.toLocaleString("en")} devices`,
      database: "none",
      value: bytes,
      unit: "bytes",
      target: { comparison: "atMost", value: 500 },
      reference: null,
    });
  }
  return figures;
}

async function startBare(): Promise<{ port: number; stop(): void }> {
  const child = fork(path.join(import.meta.dirname, "lib/bare-server.ts"));
  const [port] = (await once(child, "message")) as [number];
  return { port, stop: () => void child.kill() };
}

function statePath({ id }: BenchDevice): string {
  return `/api/v1/device/${id}/state`;
}

function reportLine({ id, token }: BenchDevice, report: object): string {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  return toLine("PATCH", `/api/v1/device/${id}/report`, headers, JSON.stringify(report));
}

function requireOnly({ statuses }: LoadResult, wanted: readonly string[]): void {
  const others = Object.keys(statuses).filter((status) => !wanted.includes(status));
  if (others.length > 0) throw new Error(`Only ${wanted.join(", ")} was expected: ${JSON.stringify(statuses)}.`);
}
