import { Gauge, type Registry } from "prom-client";
import { countDeployments, countRolloutsByStatus, readHeartbeats } from "#lib/http/store-system.ts";
import { readLogGauges } from "#lib/http/store-gauges.ts";
import type { Context } from "#lib/kernel/context.ts";
import { metrics } from "#lib/wire/metrics.ts";

/** Whoever asks more often is told the same again, so that nobody can keep the database busy without signing in. */
const FRESH_MILLIS = 5_000;

const SINGLE = {
  slipway_database_up: "Whether the database answers.",
  slipway_orchestrators: "Orchestrators that were seen lately.",
  slipway_line_stops: "Stops that keep deployments from starting.",
  slipway_last_event: "The number of the last event of the log.",
  slipway_unsigned_events: "Events behind the last signed checkpoint of the log.",
  slipway_tampering_found: "How often the log was found to have been tampered with.",
  slipway_notification_backlog_events: "Events of which notifications have not read yet.",
} as const;

const BY_STATUS = {
  slipway_rollouts: "Rollouts, by status.",
  slipway_deployments: "Deployments that are not over, by status.",
} as const;

type Reading = Partial<Record<keyof typeof SINGLE, number>> & {
  [Name in keyof typeof BY_STATUS]?: Readonly<Record<string, number>>;
};

let latest: { at: number; reading: Promise<Reading> } | null = null;

/** All metrics as text: those of this process, and what the database says of the whole installation. */
export async function writeMetrics(ctx: Context): Promise<{ text: string; contentType: string }> {
  const { registry } = metrics();
  if (latest === null || performance.now() - latest.at >= FRESH_MILLIS) {
    latest = { at: performance.now(), reading: read(ctx) };
  }
  show(registry, await latest.reading);
  return { text: await registry.metrics(), contentType: registry.contentType };
}

/** Without the database its figures are left out rather than told wrongly; those of the process remain. */
async function read(ctx: Context): Promise<Reading> {
  const { db, config, clock, log } = ctx;
  try {
    const [rollouts, { open, stops }, heartbeats, events] = await Promise.all([
      countRolloutsByStatus(db),
      countDeployments(db),
      readHeartbeats(db, "orchestrator"),
      readLogGauges(db),
    ]);
    const since = clock.now().getTime() - Math.max(config.tickSeconds * 3, 30) * 1_000;
    return {
      slipway_database_up: 1,
      slipway_rollouts: rollouts,
      slipway_deployments: { queued: 0, running: 0, paused: 0, rollingBack: 0, ...open },
      slipway_line_stops: stops,
      slipway_orchestrators: heartbeats.filter(({ seenAt }) => seenAt.getTime() >= since).length,
      slipway_last_event: events.lastSeq,
      slipway_unsigned_events: events.unsigned,
      slipway_tampering_found: events.tamperings,
      slipway_notification_backlog_events: events.untold,
    };
  } catch (error) {
    log.warn({ err: error }, "The database does not answer for metrics.");
    return { slipway_database_up: 0 };
  }
}

function show(registry: Registry, reading: Reading): void {
  for (const [name, help] of Object.entries(SINGLE) as [keyof typeof SINGLE, string][]) {
    const value = reading[name];
    const gauge = gaugeOf(registry, { name, help });
    if (value === undefined) gauge.remove();
    else gauge.set(value);
  }
  for (const [name, help] of Object.entries(BY_STATUS) as [keyof typeof BY_STATUS, string][]) {
    const gauge = gaugeOf(registry, { name, help, labelNames: ["status"] });
    gauge.reset();
    for (const [status, count] of Object.entries(reading[name] ?? {})) gauge.set({ status }, count);
  }
}

function gaugeOf(
  registry: Registry,
  { labelNames = [], ...named }: { name: string; help: string; labelNames?: string[] },
) {
  const known = registry.getSingleMetric(named.name);
  return known instanceof Gauge ? known : new Gauge({ ...named, labelNames, registers: [registry] });
}
