import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { systemActor } from "#lib/access/rules/actor.ts";
import { distributeFiles } from "#lib/cdn/distribute-files.ts";
import { settleRuns } from "#lib/ci/settle-runs.ts";
import { DeploymentRunner } from "#lib/deployments/deployment-runner.ts";
import { workOnQueue } from "#lib/deployments/queue/work-on-queue.ts";
import { fireSchedules } from "#lib/deployments/schedules/fire.ts";
import type { EventView } from "#lib/events/view.ts";
import type { Context } from "#lib/kernel/context.ts";
import { makeContext, type Runtime } from "#lib/kernel/runtime.ts";
import { eventHub } from "#lib/live/hub.ts";
import { applyRules } from "#lib/notifications/apply-rules.ts";
import { Sender } from "#lib/notifications/send/sender.ts";
import { reconcileRollout } from "#lib/orchestrator/reconcile.ts";
import { probeDevices } from "#lib/orchestrator/probe-devices.ts";
import { resolveReleases } from "#lib/orchestrator/resolve-releases.ts";
import { beat, endHeartbeat } from "#lib/orchestrator/store-heartbeat.ts";
import { tick } from "#lib/orchestrator/tick.ts";
import { openIssues } from "#lib/rollbacks/incidents/issues/open.ts";
import { RollbackRunner } from "#lib/rollbacks/rollback-runner.ts";
import { rollBackByItself } from "#lib/rollbacks/roll-back-by-itself.ts";
import { assessUnassessed } from "#lib/risk/assess-deployment.ts";
import { admitLatecomers } from "#lib/rollouts/admit-latecomers.ts";
import { Worker, type WorkerOptions } from "#lib/orchestrator/worker.ts";
import { advanceDistributions } from "#lib/updates/advance-distributions.ts";
import { workOnDeltas } from "#lib/updates/deltas/work-deltas.ts";

const ACTOR_NAME = "orchestrator";

/** Something that tells of events as they are committed. Returns the function that ends it. */
export type Subscribe = (onEvents: (events: readonly EventView[]) => void) => Promise<() => void>;

/** Work that is done regularly, and at once after the events that it wakes on. */
type Job = WorkerOptions & { wakesOn?: (event: EventView) => boolean };

/** However slow the monitor is set: nobody in the line waits longer than this to be looked at. */
const LINE_SECONDS_MAX = 30;

export interface Orchestrator {
  /** Takes up nothing new and waits for the work in hand. */
  stop(): Promise<void>;
}

/**
 * Starts the background monitor: every few seconds, at once on news, and at the times that rollouts wait for. Any number
 * of processes may run one; row locks keep them from doing anything twice. Asking registries and caches, and probing
 * devices, take the network's time, so each has a worker of its own, and no rollout waits for them.
 */
export function startOrchestrator(runtime: Runtime, subscribe: Subscribe = subscribeToHub): Orchestrator {
  const ctx = makeContext(runtime, systemActor(ACTOR_NAME), ACTOR_NAME);
  const everySeconds = runtime.config.tickSeconds;
  const heartbeat = { processId: `${hostname()}:${process.pid}:${randomUUID()}`, startedAt: ctx.clock.now() };
  const all: { worker: Worker; wakesOn: (event: EventView) => boolean }[] = [];
  const employ = ({ wakesOn = () => false, ...options }: Job) => {
    const worker = new Worker(ctx, options);
    all.push({ worker, wakesOn });
    return worker;
  };
  const abort = new AbortController();
  employ({
    name: "latecomers",
    everySeconds,
    work: () => letLatecomersIn(ctx),
    wakesOn: ({ type }) => type === "device_registered",
  });
  employ({
    name: "distributions",
    everySeconds,
    work: () => advanceDistributions(ctx),
    wakesOn: ({ subject }) => subject.kind === "distribution",
  });
  employ({
    name: "deltas",
    everySeconds,
    work: () => workOnDeltas(ctx, abort.signal),
    wakesOn: ({ type }) => leadsToDeltas.has(type),
  });
  employ({
    name: "caches",
    everySeconds,
    work: () => distributeFiles(ctx),
    wakesOn: ({ type }) => concernsCaches.has(type),
  });
  // Under a name of its own: what stages do to rollouts is news to those who carry rollouts on.
  const runner = new DeploymentRunner(makeContext(runtime, systemActor("deployments")), () => deployments.wake());
  const deployments = employ({
    name: "deployments",
    everySeconds,
    work: () => runner.turn(),
    wakesOn: ({ type }) => concernsStages(type) || type.startsWith("deployment_"),
  });
  const takingBack = makeContext(runtime, systemActor("rollbacks"), "rollbacks");
  const rollbackRunner = new RollbackRunner(takingBack, () => rollbacks.wake());
  const rollbacks = employ({
    name: "rollbacks",
    everySeconds,
    work: () => rollbackRunner.turn(),
    wakesOn: ({ type }) => concernsRollbacks(type),
  });
  employ({
    name: "automaticRollbacks",
    everySeconds,
    work: () => rollBackByItself(makeContext(runtime, systemActor("automatic rollback"), "automatic rollback")),
    wakesOn: ({ type }) => turnsOutBad.has(type),
  });
  employ({
    name: "issues",
    everySeconds,
    work: () => openIssues(makeContext(runtime, systemActor("incidents"), "incidents")),
    wakesOn: ({ type }) => mayLeadToIssue(type),
  });
  employ({
    name: "ciRuns",
    everySeconds,
    work: () => settleRuns(ctx),
    wakesOn: ({ type }) => type === "ci_run_received" || type === "build_recorded",
  });
  const queueCtx = makeContext(runtime, systemActor("queue"));
  const lineSeconds = Math.min(everySeconds, LINE_SECONDS_MAX);
  employ({
    name: "queue",
    everySeconds: lineSeconds,
    work: () => workOnQueue(queueCtx),
    wakesOn: ({ type }) => concernsLine(type),
  });
  employ({
    name: "schedules",
    everySeconds: lineSeconds,
    work: () => fireSchedules(makeContext(runtime, systemActor("schedules"))),
    wakesOn: ({ type }) => type === "schedule_saved",
  });
  employ({
    name: "risks",
    everySeconds,
    work: () => assessUnassessed(ctx),
    wakesOn: ({ type }) => isBeginning.has(type),
  });
  const messenger = makeContext(runtime, systemActor("notifications"), "notifications");
  const sender = new Sender(messenger, () => messages.wake());
  const messages = employ({
    name: "messages",
    everySeconds,
    work: () => sender.turn(),
    wakesOn: ({ type }) => type === "notification_redelivered",
  });
  employ({
    name: "notifications",
    everySeconds,
    work: async () => {
      if (await applyRules(messenger)) messages.wake();
      return null;
    },
    // Whatever happens may be what somebody wants to hear of.
    wakesOn: () => true,
  });
  // What happened before anybody listened is no news to anybody: all look once more.
  const wakeAll = () => all.forEach(({ worker }) => worker.wake());
  const listener = new Listener(subscribe, wakeAll, (events) => {
    for (const { worker, wakesOn } of all) if (events.some(wakesOn)) worker.wake();
    // Also what an orchestrator did to a rollout is news to the stage that made it.
    for (const { type, rolloutId } of events) {
      if (!rolloutId || !concernsStages(type)) continue;
      runner.hear(rolloutId);
      rollbackRunner.hear(rolloutId);
    }
    if (events.some(({ type }) => endsDeployment.has(type))) rollbackRunner.hearOfDeployment();
  });
  employ({
    name: "rollouts",
    everySeconds,
    work: async () => {
      await beat(ctx.db, heartbeat, ctx.clock.now());
      await listener.ensure();
      return (await tick(ctx)).until;
    },
    wakesOn: isNews,
  });
  employ({ name: "releases", everySeconds, work: () => resolveReleases(ctx), wakesOn: isNews });
  employ({ name: "probes", everySeconds, work: () => probeDevices(ctx), wakesOn: isNews });
  for (const { worker } of all) worker.start();

  return {
    stop: async () => {
      listener.stop();
      abort.abort();
      await Promise.all([
        ...all.map(({ worker }) => worker.stop()),
        runner.stop(),
        rollbackRunner.stop(),
        sender.stop(),
      ]);
      await endHeartbeat(ctx.db, heartbeat.processId).catch((error: unknown) => {
        ctx.log.warn({ err: error }, "could not say goodbye; the heartbeat runs out by itself");
      });
    },
  };
}

/** Devices that were registered meanwhile join, and are offered the release at once where it is their turn. */
async function letLatecomersIn(ctx: Context): Promise<null> {
  for (const rolloutId of await admitLatecomers(ctx)) await reconcileRollout(ctx, rolloutId);
  return null;
}

/** What brings a file to caches or takes it away from them. Devices' news are many, and concern none. */
const concernsCaches: ReadonlySet<string> = new Set([
  "file_uploaded",
  "file_deleted",
  "delta_made",
  "product_updated",
  "product_deleted",
  "cdn_region_saved",
  "cdn_invalidation_requested",
]);

/** What is to be assessed. */
const isBeginning: ReadonlySet<string> = new Set(["deployment_created", "rollout_created"]);

/** A file came, or a version to a channel; or somebody asked for deltas. */
const leadsToDeltas: ReadonlySet<string> = new Set([
  "file_uploaded",
  "version_created",
  "version_promoted",
  "package_queued",
]);

/** What may let somebody in the line start: one has come or is over, or was decided about; or the calendar has changed. */
function concernsLine(type: string): boolean {
  return (
    ["deployment_", "line_", "calendar_rule_"].some((beginning) => type.startsWith(beginning)) ||
    type === "product_updated"
  );
}

/** What a rollback may wait for. */
const endsDeployment: ReadonlySet<string> = new Set([
  "deployment_cancelled",
  "deployment_completed",
  "deployment_failed",
]);

/** After what a deployment may have to be taken back without being asked. */
const turnsOutBad: ReadonlySet<string> = new Set([
  "deployment_completed",
  "deployment_failed",
  "release_found_bad",
  "environment_updated",
]);

/** A report is asked for as an issue, or the rollback that it is about stands still. */
function mayLeadToIssue(type: string): boolean {
  return type === "incident_issue_requested" || /^rollback_(completed|failed|stuck|plan_cancelled)$/.test(type);
}

function concernsRollbacks(type: string): boolean {
  return concernsStages(type) || endsDeployment.has(type) || type.startsWith("rollback_");
}

function concernsStages(type: string): boolean {
  return type.startsWith("rollout_") || type === "batch_completed";
}

/** What a device does on its way changes no decision; nor is it news what an orchestrator did. */
const idleTypes: ReadonlySet<string> = new Set(["device_accepted", "device_scheduled"]);

function isNews(event: EventView): boolean {
  const isOwn = event.actor.kind === "system" && event.actor.name === ACTOR_NAME;
  return !isOwn && !idleTypes.has(event.type);
}

async function subscribeToHub(onEvents: (events: readonly EventView[]) => void): Promise<() => void> {
  const { unsubscribe } = await eventHub().subscribe(onEvents);
  return unsubscribe;
}

/** Holds the subscription; where the database was away at the start, it is made later. */
class Listener {
  readonly #subscribe: Subscribe;
  readonly #onBegin: () => void;
  readonly #onEvents: (events: readonly EventView[]) => void;
  #end: (() => void) | null = null;

  constructor(subscribe: Subscribe, onBegin: () => void, onEvents: (events: readonly EventView[]) => void) {
    this.#subscribe = subscribe;
    this.#onBegin = onBegin;
    this.#onEvents = onEvents;
  }

  async ensure(): Promise<void> {
    if (this.#end !== null) return;
    this.#end = await this.#subscribe(this.#onEvents);
    this.#onBegin();
  }

  stop(): void {
    this.#end?.();
  }
}
