// Which devices does a stage move, and in which batches?
import { narrow, type DeviceFilter } from "#lib/devices/rules/filter.ts";
import type { PlannedStage } from "#lib/templates/rules/plan.ts";
import type { StageConfig } from "#lib/templates/rules/stage-kinds.ts";
import type { MaintenanceWindow } from "#lib/rollouts/rules/settings.ts";

/** Devices that a stage moves as one rollout. */
export interface StageSelection {
  /** Empty where the stage has but one. */
  name: string;
  filter: DeviceFilter;
  batches: number[];
}

/** The selections of a stage in their order; none where it moves no devices. */
export function selectionsOf(stage: PlannedStage, outer: DeviceFilter): StageSelection[] {
  const moved = movesOf(stage);
  if (!moved) return [];
  const { devices, batches } = moved.config;
  const own = narrow(outer, devices);
  return moved.parts.map((part) => ({ name: part.name, filter: narrow(own, part.devices), batches }));
}

export function windowOf(stage: PlannedStage): MaintenanceWindow | null {
  return movesOf(stage)?.config.maintenanceWindow ?? null;
}

interface Moves {
  config: StageConfig<"rollout">;
  parts: { name: string; devices?: DeviceFilter }[];
}

/** A planned stage's config has passed the schema of its kind, so the casts are safe. */
function movesOf({ kind, config, skippedBecause }: PlannedStage): Moves | null {
  if (skippedBecause !== null) return null;
  switch (kind) {
    case "rollout":
    case "canary":
      return { config: config as StageConfig<"rollout">, parts: [{ name: "" }] };
    case "blueGreen": {
      const blueGreen = config as StageConfig<"blueGreen">;
      return { config: blueGreen, parts: [blueGreen.green, blueGreen.blue] };
    }
    case "regions": {
      const regions = config as StageConfig<"regions">;
      return { config: regions, parts: regions.regions };
    }
    default:
      return null;
  }
}
