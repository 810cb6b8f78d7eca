import packageJson from "../../package.json" with { type: "json" };
import { countDeployments, countRolloutsByStatus, pingDatabase, readHeartbeats } from "#lib/http/store-system.ts";
import { listPendingMigrations } from "#lib/database/migrations-folder.ts";
import type { Context } from "#lib/kernel/context.ts";
import { getRuntime } from "#lib/kernel/runtime.ts";

export const SLIPWAY_VERSION: string = packageJson.version;

/** Says that the process lives, and nothing about what it needs. */
export function describeHealth(): Promise<{ status: "ok" }> {
  return Promise.resolve({ status: "ok" });
}

interface Check {
  ok: boolean;
  detail?: string;
}

/** Looks at everything that serving needs. Answers 503 when a part is missing, and says which. */
export async function describeReadiness(ctx: Context): Promise<Response> {
  const database = await checkDatabase(ctx);
  const migrations = database.ok ? await checkMigrations() : { ok: false, detail: "not looked at" };
  const orchestrator = migrations.ok ? await checkOrchestrator(ctx) : { ok: false, detail: "not looked at" };
  const ready = database.ok && migrations.ok && orchestrator.ok;
  const body = { status: ready ? "ready" : "notReady", checks: { database, migrations, orchestrator } };
  return Response.json(body, {
    status: ready ? 200 : 503,
    headers: { "cache-control": "no-store", ...(!ready && { "retry-after": "5" }) },
  });
}

/** Says what is running: rollouts and deployments by their status, and whether the line is stopped. */
export async function describeStatus(ctx: Context) {
  const { startedAt, database } = getRuntime();
  const { open, stops, isStoppedEverywhere } = await countDeployments(ctx.db);
  return {
    name: "slipway" as const,
    version: SLIPWAY_VERSION,
    startedAt: startedAt.toISOString(),
    uptimeSeconds: Math.round((ctx.clock.now().getTime() - startedAt.getTime()) / 1000),
    database: database.kind,
    rollouts: await countRolloutsByStatus(ctx.db),
    deployments: { queued: 0, running: 0, paused: 0, rollingBack: 0, ...open },
    line: { isStopped: isStoppedEverywhere, stops },
  };
}

async function checkDatabase(ctx: Context): Promise<Check> {
  try {
    await pingDatabase(ctx.db);
    return { ok: true };
  } catch (error) {
    ctx.log.warn({ err: error }, "The database does not answer.");
    return { ok: false, detail: "does not answer" };
  }
}

async function checkMigrations(): Promise<Check> {
  const { database, programDir } = getRuntime();
  const pending = await listPendingMigrations(database, programDir);
  return pending.length === 0 ? { ok: true } : { ok: false, detail: `not applied: ${pending.join(", ")}` };
}

/** A tick may take its time; three missed ones mean that nobody works. */
async function checkOrchestrator(ctx: Context): Promise<Check> {
  const silentAfterMillis = Math.max(ctx.config.tickSeconds * 3, 30) * 1000;
  const heartbeats = await readHeartbeats(ctx.db, "orchestrator");
  const now = ctx.clock.now().getTime();
  const alive = heartbeats.filter((heartbeat) => now - heartbeat.seenAt.getTime() < silentAfterMillis);
  return alive.length > 0
    ? { ok: true, detail: `${alive.length} at work` }
    : { ok: false, detail: "no orchestrator has been seen lately" };
}
