// What will a deployment do, once every variable is filled in?
import type { Stage } from "#lib/templates/rules/definition.ts";
import type { StageKind } from "#lib/templates/rules/stage-kinds.ts";

/** A stage with everything decided. It is frozen with the deployment. */
export interface PlannedStage extends Pick<Stage, "name" | "title" | "description" | "onFailure"> {
  kind: StageKind;
  /** Names of stages, of those that are not skipped too. */
  needs: string[];
  /** Why it is left out, where its condition does not hold. */
  skippedBecause: string | null;
  /** Left out when the deployment starts with a risk below it. Only until then: see decide-risk.ts. */
  riskAtLeast?: number;
  timeLimitSeconds: number;
  attemptsMax: number;
  /** Checked against its kind. Where a secret stands there is {"$secret": name} in its place. */
  config: Record<string, unknown>;
}

export interface Plan {
  templateSlug: string | null;
  templateVersion: number | null;
  stages: PlannedStage[];
}
