// How long does a plan take at least?
import { inOrder } from "#lib/templates/rules/needs.ts";
import type { Plan, PlannedStage } from "#lib/templates/rules/plan.ts";
import type { StageConfig, StageKind } from "#lib/templates/rules/stage-kinds.ts";

export interface StageTimes {
  /** Counted from the start of the deployment. */
  startsAfterSeconds: number;
  endsAfterSeconds: number;
}

/**
 * Says when each stage begins and ends at the earliest: pauses, soaks and measurements count, devices and people as if
 * they took no time at all.
 */
export function planTimes(plan: Pick<Plan, "stages">, startsAt: Date): Map<string, StageTimes> {
  const needs = new Map(plan.stages.map((stage) => [stage.name, stage.needs]));
  const times = new Map<string, StageTimes>();
  for (const stage of inOrder(plan.stages, needs)) {
    const start = Math.max(0, ...stage.needs.map((need) => times.get(need)?.endsAfterSeconds ?? 0));
    const end = stage.skippedBecause === null ? start + secondsOf(stage, start, startsAt) : start;
    times.set(stage.name, { startsAfterSeconds: start, endsAfterSeconds: end });
  }
  return times;
}

/** How long the whole takes at least. */
export function planSeconds(times: ReadonlyMap<string, StageTimes>): number {
  return Math.max(0, ...[...times.values()].map((stage) => stage.endsAfterSeconds));
}

function secondsOf(stage: PlannedStage, startSeconds: number, startsAt: Date): number {
  switch (stage.kind) {
    case "rollout":
      return betweenBatches(configOf(stage, "rollout"));
    case "canary":
      return canarySeconds(configOf(stage, "canary"));
    case "blueGreen": {
      const config = configOf(stage, "blueGreen");
      return 2 * betweenBatches(config) + config.keepOldMinutes * 60;
    }
    case "regions": {
      const config = configOf(stage, "regions");
      const pauses = (config.regions.length - 1) * config.pauseMinutes * 60;
      return config.regions.length * betweenBatches(config) + pauses;
    }
    case "wait": {
      const { minutes = 0, until } = configOf(stage, "wait");
      const untilSeconds = until === undefined ? 0 : (Date.parse(until) - startsAt.getTime()) / 1000 - startSeconds;
      return Math.max(0, minutes * 60, Number.isFinite(untilSeconds) ? untilSeconds : 0);
    }
    case "loadTest":
      return configOf(stage, "loadTest").durationSeconds;
    case "trafficSwitch":
    case "migration":
    case "approval":
    case "smokeTest":
    case "webhook":
      return 0;
  }
}

/** A planned stage's config has passed the schema of its kind, so the cast is safe. */
function configOf<Kind extends StageKind>(stage: PlannedStage, _kind: Kind): StageConfig<Kind> {
  return stage.config as StageConfig<Kind>;
}

function betweenBatches({ batches, batchDelayMinutes }: { batches: number[]; batchDelayMinutes: number }): number {
  return (batches.length - 1) * batchDelayMinutes * 60;
}

/** Each batch but the last is measured: all metrics at once, each as often as it wants. */
function canarySeconds(config: StageConfig<"canary">): number {
  const measuring = config.metrics.map((metric) => (metric.count - 1) * metric.intervalSeconds);
  const analysis = measuring.length === 0 ? 0 : config.initialDelaySeconds + Math.max(...measuring);
  return betweenBatches(config) + (config.batches.length - 1) * analysis;
}
