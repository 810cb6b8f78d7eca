// How many of the devices get a release before anything is checked, by the plan of a deployment?
import type { PlannedStage } from "#lib/templates/rules/plan.ts";

const ROLLING: ReadonlySet<string> = new Set(["rollout", "canary", "blueGreen", "regions"]);
const CHECKING: ReadonlySet<string> = new Set(["smokeTest", "loadTest"]);
/** Of the two colors the devices that get it first are half, unless the selections say otherwise. */
const ONE_COLOR = 0.5;

/** The share of the first batch of the first stage that reaches devices; 0 where none does, null where nobody knows. */
export function firstShareOf(
  stages: readonly Pick<PlannedStage, "kind" | "config" | "skippedBecause">[],
): number | null {
  const first = stages.find(({ kind, skippedBecause }) => ROLLING.has(kind) && skippedBecause === null);
  if (!first) return 0;
  const { batches, regions } = first.config;
  const percent: unknown = Array.isArray(batches) ? batches[0] : undefined;
  if (typeof percent !== "number" || !(percent > 0 && percent <= 100)) return null;
  const share = percent / 100;
  if (first.kind === "blueGreen") return share * ONE_COLOR;
  return first.kind === "regions" && Array.isArray(regions) ? share / Math.max(1, regions.length) : share;
}

export function hasCheck(stages: readonly Pick<PlannedStage, "kind" | "config" | "skippedBecause">[]): boolean {
  return stages.some(
    ({ kind, config, skippedBecause }) =>
      skippedBecause === null &&
      (CHECKING.has(kind) || (kind === "canary" && Array.isArray(config.metrics) && config.metrics.length > 0)),
  );
}
