import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { boundMeasurements, type Analysis } from "#lib/stage-kinds/rules/analysis.ts";
import type { StageOutput } from "#lib/stages/types.ts";

/** Enough for every chart, and far less than a megabyte. */
const MEASUREMENTS_MAX = 2_000;

/** What a canary keeps in its stage's output. */
export interface CanaryState {
  rolloutId: string;
  rolloutNumber: number;
  /** One after each batch, in their order. */
  analyses: Analysis[];
  /** The batch before which the rollout was paused for a person to judge; null where it was not. */
  pausedBefore: number | null;
}

/** Another attempt has another rollout, about which earlier measurements say nothing. */
export function readState(output: StageOutput | null, rollout: RolloutRecord): CanaryState {
  const kept = output as Partial<CanaryState> | null;
  const isOfThis = kept?.rolloutId === rollout.id;
  return {
    rolloutId: rollout.id,
    rolloutNumber: rollout.number,
    analyses: (isOfThis && kept.analyses) || [],
    pausedBefore: (isOfThis && kept.pausedBefore) || null,
  };
}

export function withAnalysis(state: CanaryState, analysis: Analysis): CanaryState {
  const others = state.analyses.filter(({ before }) => before !== analysis.before);
  return { ...state, analyses: boundMeasurements([...others, analysis], MEASUREMENTS_MAX) };
}

export function toOutput(state: CanaryState): StageOutput {
  return { ...state };
}
