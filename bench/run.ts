// The benchmarks, each figure beside a reference measured in the same run:
//   npm run bench                        all of them
//   npm run bench -- --only rollouts     one group: events, rollouts, rollbacks, live, pages, polls,
//                                        reports, memory, downloads, upload, webhook, fleet, diff,
//                                        updates, delta, risk, openapi, stages, timeline, audit,
//                                        notifications, sign-in
//   npm run bench -- --scale 0.1         a quick look: a tenth of the devices, where a group counts them
//   npm run bench -- --json FILE         for machines
import { writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { parseArgs } from "node:util";
import { startPostgres } from "../scripts/lib/postgres.ts";
import { measureFileCheck, measureLogCheck } from "./audit.ts";
import { measureDiff } from "./diff.ts";
import { measureDeltas } from "./delta.ts";
import { measureDownloads } from "./download.ts";
import { measureEventLog } from "./event-log.ts";
import { measureFleet } from "./fleet.ts";
import { measureMemory, measurePolls, measureReports } from "./gateway.ts";
import { createDatabase, openBench } from "./lib/context.ts";
import { isMet, toTable, type Figure } from "./lib/figure.ts";
import { measureLive } from "./live.ts";
import { measureNotifications } from "./notifications.ts";
import { measureOpenApi } from "./openapi.ts";
import { measurePages } from "./pages.ts";
import { measureRisk } from "./risk.ts";
import { measureRollbacks } from "./rollbacks.ts";
import { measureRollouts } from "./rollouts.ts";
import { measureSignIn } from "./sign-in.ts";
import { measureStages } from "./stages.ts";
import { measureTimeline } from "./timeline.ts";
import { measureUploads } from "./upload.ts";
import { measureUpdates } from "./updates.ts";
import { measureWebhook } from "./webhook.ts";

const { values: options } = parseArgs({
  options: { json: { type: "string" }, only: { type: "string" }, scale: { type: "string", default: "1" } },
});

const scale = Number(options.scale);
const postgres = await startPostgres("durable");
const serverUrl = "skipped" in postgres ? null : postgres.url;
if ("skipped" in postgres) console.error(`Without PostgreSQL: ${postgres.skipped}`);
const databases = serverUrl === null ? [null] : [serverUrl, null];

const groups: Record<string, () => Promise<Figure[]>> = {
  events: () => onEach(databases, measureEventLog),
  rollouts: () => onEach(databases, measureRollouts),
  rollbacks: () => onEach(databases, (ctx) => measureRollbacks(ctx, scale)),
  live: async () => {
    const figures: Figure[] = [];
    for (const url of databases) figures.push(...(await measureLive(url && (await createDatabase(url)))));
    return figures;
  },
  pages: measurePages,
  downloads: async () => (serverUrl === null ? [] : measureDownloads(serverUrl, scale)),
  upload: async () => (serverUrl === null ? [] : measureUploads(serverUrl, scale)),
  polls: async () => (serverUrl === null ? [] : measurePolls(serverUrl, scale)),
  reports: async () => (serverUrl === null ? [] : measureReports(serverUrl, scale)),
  updates: async () => (serverUrl === null ? [] : measureUpdates(serverUrl, scale)),
  webhook: async () => (serverUrl === null ? [] : measureWebhook(serverUrl, scale)),
  fleet: async () => (serverUrl === null ? [] : measureFleet(serverUrl, scale)),
  diff: () => measureDiff(scale),
  delta: () => measureDeltas(scale),
  memory: () => measureMemory(scale),
  risk: async () => measureRisk(),
  openapi: () => measureOpenApi(),
  timeline: () => measureTimeline(scale),
  audit: async () => [
    ...(await measureFileCheck(scale)),
    ...(await onEach(databases, (ctx) => measureLogCheck(ctx, scale))),
  ],
  stages: async () => (serverUrl === null ? [] : measureStages(serverUrl, scale)),
  "sign-in": () => onEach(databases, (ctx) => measureSignIn(ctx, scale)),
  notifications: async () => (serverUrl === null ? [] : measureNotifications(serverUrl, scale)),
};

const figures: Figure[] = [];
try {
  for (const [name, measure] of Object.entries(groups)) {
    if (options.only !== undefined && options.only !== name) continue;
    console.error(`Measuring ${name} …`);
    figures.push(...(await measure()));
  }
} finally {
  if (!("skipped" in postgres)) await postgres.stop();
}

const machine = {
  cores: cpus().length,
  model: cpus()[0]?.model ?? "unknown",
  memoryBytes: totalmem(),
  node: process.version,
};
console.log(toTable(figures));
if (options.json) {
  const report = {
    at: new Date().toISOString(),
    machine,
    figures: figures.map((figure) => ({ ...figure, met: isMet(figure) })),
  };
  await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
}

async function onEach(
  urls: readonly (string | null)[],
  measure: (ctx: Awaited<ReturnType<typeof openBench>>) => Promise<Figure[]>,
): Promise<Figure[]> {
  const found: Figure[] = [];
  for (const url of urls) {
    const ctx = await openBench(url);
    found.push(...(await measure(ctx)));
    await ctx.handle.close();
  }
  return found;
}
