// What is believed about deployments before any of them has ended here?
import type { Feature, Model, Shape } from "#lib/risk/rules/model.ts";
import { toLogOdds } from "#lib/risk/rules/model.ts";
import learned from "#lib/risk/rules/prior.json" with { type: "json" };

/**
 * A deployment of which nothing is known fails as often. Nobody measured it here: it is an assumption in the middle of
 * what surveys of teams report, and the first own outcomes begin to replace it.
 */
export const ASSUMED_FAILURE_RATE = 0.1;
/** As many own outcomes weigh as much as the assumption. */
const ASSUMED_OUTCOMES = 20;
/** What was learned is about commits, and a release is many of them: half of it is believed. */
const TRUST = 0.5;

/** What the tables of commits cannot tell because such commits are not in them: each more than the step before. */
const BEYOND: Readonly<Record<string, readonly [number, number][]>> = {
  files: [
    [51, 0.25],
    [101, 0.35],
  ],
  folders: [[50, 0.1]],
  linesAdded: [
    [1_000, 0.15],
    [5_000, 0.2],
  ],
  linesRemoved: [
    [1_000, 0.1],
    [5_000, 0.1],
  ],
};

interface Assumption extends Feature {
  /** From this value on, so much. */
  steps: readonly [number, number][];
  /** Where nobody knows. */
  missing?: number;
}

/** Facts that no table tells of. The steps are judgement, not measurement; own outcomes correct them. */
const ASSUMED: readonly Assumption[] = [
  { name: "configKeys", isRising: true, steps: [[1, 0.15], [5, 0.3], [20, 0.5]] }, // prettier-ignore
  { name: "dependencies", isRising: true, steps: [[1, 0.1], [10, 0.25], [50, 0.4]] }, // prettier-ignore
  { name: "breakingDependencies", isRising: true, steps: [[1, 0.3], [3, 0.5]] }, // prettier-ignore
  { name: "migrations", isRising: true, steps: [[1, 0.5], [3, 0.8]] }, // prettier-ignore
  { name: "breakingApiChanges", isRising: true, steps: [[1, 0.6], [5, 1]], missing: 0.35 }, // prettier-ignore
  { name: "recentFailures", isRising: true, steps: [[1, 0.5], [2, 0.8], [4, 1.2]] }, // prettier-ignore
  { name: "failureShare", isRising: true, steps: [[0.06, 0.15], [0.15, 0.45], [0.3, 0.8]] }, // prettier-ignore
  { name: "environmentFailureShare", isRising: true, steps: [[0.06, 0.1], [0.15, 0.25], [0.3, 0.4]] }, // prettier-ignore
  // The clock says little about failures where that was measured. What it means for those who must help is apart.
  { name: "hour", isRising: false, steps: [] },
  { name: "weekday", isRising: false, steps: [] },
];

const NOT_RISING: ReadonlySet<string> = new Set(["linesBefore"]);

export const FEATURES: readonly Feature[] = [
  ...learned.shapes.map(({ name }) => ({ name, isRising: !NOT_RISING.has(name) })),
  ...ASSUMED.map(({ name, isRising }) => ({ name, isRising })),
];

export const PRIOR: { model: Model; outcomes: number } = {
  outcomes: ASSUMED_OUTCOMES,
  model: {
    intercept: toLogOdds(ASSUMED_FAILURE_RATE),
    shapes: [...learned.shapes.map(believeHalf), ...ASSUMED.map(toShape)],
  },
};

function believeHalf(shape: Shape): Shape {
  const values = shape.values.map((value) => value * TRUST);
  const beyond = BEYOND[shape.name] ?? [];
  const highest = Math.max(...shape.edges);
  const extended = { edges: [...shape.edges], values };
  for (const [edge, more] of beyond) {
    if (edge <= highest) continue;
    extended.edges.push(edge);
    extended.values.push((extended.values.at(-1) ?? 0) + more);
  }
  return { name: shape.name, ...extended, missing: 0, low: shape.low * TRUST, high: shape.high * TRUST };
}

function toShape({ name, steps, missing = 0 }: Assumption): Shape {
  const values = [0, ...steps.map(([, value]) => value)];
  return { name, edges: steps.map(([edge]) => edge), values, missing, low: 0, high: Math.max(...values) };
}
