// Where in a stage may a secret stand?
import type { Path } from "#lib/templates/rules/references.ts";
import type { StageKind } from "#lib/templates/rules/stage-kinds.ts";

/**
 * Parts of a config that are filled in when the stage is run; null: all of it. Selections of devices, batches and times
 * are needed before, when nobody has the secret, and are shown to everybody.
 */
const FILLED_LATE: Record<StageKind, readonly string[] | null> = {
  rollout: [],
  canary: ["metrics"],
  blueGreen: ["switch"],
  regions: [],
  trafficSwitch: null,
  migration: null,
  wait: [],
  approval: null,
  smokeTest: null,
  loadTest: null,
  webhook: null,
};

/** Says whether a place in a stage's config is looked at by nobody before the stage is run. */
export function maySecretStand(kind: StageKind, [part]: Path): boolean {
  const parts = FILLED_LATE[kind];
  return parts === null || (typeof part === "string" && parts.includes(part));
}
