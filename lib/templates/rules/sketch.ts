// What of a stage does a diagram show?
import type { Stage } from "#lib/templates/rules/definition.ts";
import { needsOf } from "#lib/templates/rules/needs.ts";
import type { StageKind } from "#lib/templates/rules/stage-kinds.ts";

export interface StageSketch {
  name: string;
  title: string;
  kind: StageKind;
  needs: string[];
  isConditional: boolean;
}

export function sketchStages(stages: readonly Stage[]): StageSketch[] {
  const needs = needsOf(stages);
  return stages.map(({ name, title, kind, when }) => ({
    name,
    title,
    kind,
    needs: [...(needs.get(name) ?? [])],
    isConditional: when !== undefined && Object.keys(when).length > 0,
  }));
}
