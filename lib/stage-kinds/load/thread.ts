// A worker thread: puts one load on one service and tells what was measured. Started by run-load.ts, which also ends it.
import { parentPort, workerData } from "node:worker_threads";
import autocannon from "autocannon";
import { pinClient, type CannonClient, type Target } from "#lib/stage-kinds/load/pin-client.ts";
import type { LoadPlan } from "#lib/stage-kinds/load/plan.ts";
import type { LoadFigures } from "#lib/stage-kinds/rules/load.ts";

// Both ends of this channel are ours.
parentPort?.postMessage(await measure(workerData as LoadPlan));

async function measure(plan: LoadPlan): Promise<LoadFigures> {
  const target = readTarget(plan);
  let lost = 0;
  const raw = await autocannon({
    url: plan.url,
    method: plan.method as autocannon.Request["method"] & string,
    headers: plan.headers,
    ...(plan.body !== null && { body: plan.body }),
    timeout: plan.timeoutSeconds,
    connections: plan.connections,
    duration: plan.durationSeconds,
    // Its correction for late requests counts in the wrong unit and would invent answers.
    ...(plan.requestsPerSecond !== null && { overallRate: plan.requestsPerSecond, ignoreCoordinatedOmission: true }),
    setupClient: (client) => pinClient(client as unknown as CannonClient, target, () => lost++),
  });
  return toFigures(plan, raw, lost);
}

function readTarget({ url, addresses }: LoadPlan): Target {
  const { protocol, hostname, port } = new URL(url);
  const isSecure = protocol === "https:";
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  return { host, port: Number(port) || (isSecure ? 443 : 80), isSecure, addresses };
}

/** Part of the program, and missing in its types. */
interface Summing {
  aggregateResult(results: readonly autocannon.Result[], options: { url: string }): autocannon.Result;
}

/** In a thread of its own autocannon leaves the sums to whoever started it. */
function toFigures(plan: LoadPlan, raw: autocannon.Result, lost: number): LoadFigures {
  const result = (autocannon as unknown as Summing).aggregateResult([raw], { url: plan.url });
  const { latency, statusCodeStats = {} } = result;
  const statuses = Object.entries(statusCodeStats).map(([status, { count = 0 }]): [string, number] => [status, count]);
  const answered = statuses.reduce((sum, [, count]) => sum + count, 0);
  const errors = result.errors + lost;
  return {
    requests: answered + errors,
    errors: result.non2xx + errors,
    timeouts: result.timeouts,
    durationSeconds: result.duration,
    p50Millis: latency.p50,
    p90Millis: latency.p90,
    p99Millis: latency.p99,
    maxMillis: latency.max,
    statuses: Object.fromEntries(statuses),
  };
}
