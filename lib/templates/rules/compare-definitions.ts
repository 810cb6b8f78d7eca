// What differs between two templates?
import type { Definition, Stage, Variable } from "#lib/templates/rules/definition.ts";
import { needsOf } from "#lib/templates/rules/needs.ts";

export type Standing = "same" | "changed" | "onlyLeft" | "onlyRight";

export interface FieldDifference {
  /** Such as config.batches. */
  field: string;
  /** As JSON; undefined where it is not there. */
  left: string | undefined;
  right: string | undefined;
}

export interface Pair<Item> {
  name: string;
  standing: Standing;
  left: Item | undefined;
  right: Item | undefined;
  differences: FieldDifference[];
}

export interface Comparison {
  stages: Pair<Stage>[];
  variables: Pair<Variable>[];
}

/** Compares two templates. Stages and variables are matched by name, those of the left one in their order first. */
export function compareDefinitions(left: Definition, right: Definition): Comparison {
  return {
    stages: pair(withNeeds(left), withNeeds(right)),
    variables: pair(left.variables, right.variables),
  };
}

/** What a stage waits for counts, whether it is written or goes without saying. */
function withNeeds({ stages }: Definition): Stage[] {
  const needs = needsOf(stages);
  return stages.map((stage) => ({ ...stage, needs: [...(needs.get(stage.name) ?? [])] }));
}

function pair<Item extends { name: string }>(left: readonly Item[], right: readonly Item[]): Pair<Item>[] {
  const names = new Set([...left, ...right].map((item) => item.name));
  return [...names].map((name) => {
    const one = left.find((item) => item.name === name);
    const other = right.find((item) => item.name === name);
    const differences = one && other ? differencesOf(one, other) : [];
    const standing = !one ? "onlyRight" : !other ? "onlyLeft" : differences.length > 0 ? "changed" : "same";
    return { name, standing, left: one, right: other, differences };
  });
}

function differencesOf(left: object, right: object): FieldDifference[] {
  const one = flatten(left);
  const other = flatten(right);
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((field) => one.get(field) !== other.get(field))
    .map((field) => ({ field, left: one.get(field), right: other.get(field) }));
}

/** Members of objects as one list of paths; lists stay whole, because the place in one says little. */
function flatten(value: object, prefix = ""): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [key, item] of Object.entries(value) as [string, unknown][]) {
    if (item === undefined) continue;
    const path = prefix === "" ? key : `${prefix}.${key}`;
    if (typeof item === "object" && item !== null && !Array.isArray(item)) {
      for (const [deeper, text] of flatten(item, path)) fields.set(deeper, text);
    } else {
      fields.set(path, JSON.stringify(item));
    }
  }
  return fields;
}
