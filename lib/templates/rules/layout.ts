// Where does each stage stand in a drawing?
import { inOrder } from "#lib/templates/rules/needs.ts";

interface Drawable {
  name: string;
  needs: readonly string[];
}

export interface StagePlace {
  /** From the left: the number of stages on the longest way to it. */
  column: number;
  /** From the top, among those of its column. */
  row: number;
}

export interface StageLayout {
  places: Map<string, StagePlace>;
  columns: number;
  rows: number;
  /** Which stage leads to which. Ways that others already say are left out. */
  edges: { from: string; to: string }[];
}

/** Lays stages out from left to right, what runs side by side one below the other. */
export function layOut(stages: readonly Drawable[]): StageLayout {
  const needs = new Map(stages.map((stage) => [stage.name, stage.needs]));
  const places = new Map<string, StagePlace>();
  const heights: number[] = [];
  for (const stage of inOrder(stages, needs)) {
    const column = Math.max(-1, ...stage.needs.map((need) => places.get(need)?.column ?? -1)) + 1;
    const row = heights[column] ?? 0;
    heights[column] = row + 1;
    places.set(stage.name, { column, row });
  }
  return { places, columns: heights.length, rows: Math.max(0, ...heights), edges: edgesOf(stages, needs) };
}

function edgesOf(stages: readonly Drawable[], needs: ReadonlyMap<string, readonly string[]>) {
  const before = new Map<string, ReadonlySet<string>>();
  for (const stage of inOrder(stages, needs)) {
    before.set(stage.name, new Set(stage.needs.flatMap((need) => [need, ...(before.get(need) ?? [])])));
  }
  return stages.flatMap((stage) =>
    stage.needs
      .filter((need) => needs.has(need))
      .filter((need) => !stage.needs.some((other) => other !== need && before.get(other)?.has(need)))
      .map((need) => ({ from: need, to: stage.name })),
  );
}
