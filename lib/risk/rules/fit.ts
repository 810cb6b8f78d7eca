// Which model explains best what became of earlier changes, without believing too much?
import { binOf, mergeEdges, quantileEdges } from "#lib/risk/rules/bins.ts";
import { FitState, type BinnedColumn } from "#lib/risk/rules/fit-state.ts";
import { riseFrom } from "#lib/risk/rules/isotonic.ts";
import { stepOf, type Feature, type Model, type Shape } from "#lib/risk/rules/model.ts";
import { solveSteps } from "#lib/risk/rules/smooth-steps.ts";

/** Earlier changes, the oldest first. */
export interface Outcomes {
  features: readonly Feature[];
  /** One for each feature; NaN where nobody knows. */
  columns: readonly ArrayLike<number>[];
  /** 1 for a failure, 0 for a success. */
  failed: ArrayLike<number>;
}

/** What is believed before any row is seen. */
export interface Prior {
  model: Model;
  /** How many outcomes its intercept counts for. */
  outcomes: number;
}

export interface FitSettings {
  prior?: Prior;
  /** After how many rows one counts half; Infinity forgets nothing. */
  memories?: readonly number[];
}

/**
 * A row that is this many rows old counts half as much as the newest. What causes failures changes, and how fast
 * differs: a short memory follows, a long one is steadier, and the mean of both beats a choice between them, which
 * would be a guess from little data.
 */
const MEMORIES = [1_500, 5_000];
const BINS = 32;
/**
 * How firmly neighboring steps are held together, and a step to what was believed before, in units of information. A
 * row brings p (1 - p), so 25 is what 100 to 250 rows know.
 */
const SMOOTHNESS = 25;
const RESERVE = 1;
const RESERVE_WITH_PRIOR = 4;
/** Rows without a fact are a mixed company; what they have in common is believed slowly. */
const RESERVE_OF_UNKNOWN = 10;
const ROUNDS_MAX = 16;
const STILL = 1e-3;
/** Without a prior the average row starts as likely to fail as not, which one row outweighs. */
const UNINFORMED = { logOdds: 0, rows: 1 };

/**
 * Fits an additive logistic regression on quantile bins: penalized likelihood, one feature after the other by a Newton
 * step over all of its bins, until nothing moves. There is no chance in it: the same rows give the same weights.
 */
export function fitModel(outcomes: Outcomes, { prior, memories = MEMORIES }: FitSettings = {}): Model {
  const blocks = outcomes.features.map((feature, index) =>
    toBlock(
      feature,
      outcomes.columns[index] ?? [],
      prior?.model.shapes.find(({ name }) => name === feature.name),
    ),
  );
  const fitted = memories.map((halfLife) => fitMemory(outcomes.failed, blocks, { halfLife, prior }));
  return {
    intercept: meanOf(fitted.map((memory) => memory.intercept)),
    shapes: blocks.map((block, index) =>
      toShape(
        block,
        block.before.map((before, bin) => before + meanOf(fitted.map((memory) => memory.steps[index]?.[bin] ?? 0))),
      ),
    ),
  };
}

interface Block extends BinnedColumn {
  feature: Feature;
  edges: number[];
  /** What the prior contributes in each bin. The last bin is that of rows of which nobody knows the fact. */
  before: Float64Array;
  prior: Shape | undefined;
}

function toBlock(feature: Feature, column: ArrayLike<number>, prior: Shape | undefined): Block {
  const edges = mergeEdges(prior?.edges ?? [], quantileEdges(column, BINS));
  const unknown = edges.length + 1;
  const before = [-Infinity, ...edges].map((value) => (prior ? stepOf(prior, value) : 0));
  return {
    feature,
    edges,
    prior,
    bins: Uint16Array.from(column, (value) => (Number.isNaN(value) ? unknown : binOf(edges, value))),
    binCount: unknown + 1,
    before: Float64Array.from([...before, prior?.missing ?? 0]),
  };
}

interface Memory {
  intercept: number;
  /** For each block: what is added to the prior, by bin. */
  steps: Float64Array[];
}

interface MemorySettings {
  halfLife: number;
  prior: Prior | undefined;
}

function fitMemory(failed: ArrayLike<number>, blocks: readonly Block[], { halfLife, prior }: MemorySettings): Memory {
  const rows = failed.length;
  const weights = Float64Array.from({ length: rows }, (_, row) => 0.5 ** ((rows - 1 - row) / halfLife));
  const level = prior ? { logOdds: prior.model.intercept, rows: prior.outcomes } : UNINFORMED;
  const state = new FitState(failed, weights, level);
  if (prior) {
    for (const block of blocks) state.add(block, block.before);
    state.centerPrior();
  }
  const steps = blocks.map((block) => new Float64Array(block.binCount));
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const moved = blocks.map((block, index) => moveBlock(state, block, steps[index] ?? new Float64Array()));
    if (Math.max(state.moveAverage(), ...moved) < STILL) break;
  }
  return { intercept: state.intercept, steps };
}

/** Moves one feature's steps to where they explain the rows best while all else stays. Tells how far. */
function moveBlock(state: FitState, block: Block, steps: Float64Array): number {
  const { slope, curvature } = state.sumByBin(block);
  const unknown = steps.length - 1;
  const known = (list: Float64Array) => list.subarray(0, unknown);
  const { solution, firmness } = solveSteps({
    slope: known(slope),
    curvature: known(curvature),
    present: known(steps),
    smoothness: SMOOTHNESS,
    reserve: block.prior ? RESERVE_WITH_PRIOR : RESERVE,
  });
  const before = known(block.before);
  const wanted = block.feature.isRising ? keepRising(solution, firmness, before) : solution;
  // The mean goes to the average of all rows, which is free, while steps are held to 0.
  const mean = weightedMean(wanted, known(curvature));
  const moves = new Float64Array(steps.length);
  for (const [bin, value] of wanted.entries()) moves[bin] = value - at(steps, bin);
  const information = at(curvature, unknown);
  const next = (information * at(steps, unknown) + at(slope, unknown)) / (information + RESERVE_OF_UNKNOWN);
  moves[unknown] = next - at(steps, unknown);
  state.add(block, moves);
  state.credit(mean);
  for (const [bin, by] of moves.entries()) steps[bin] = at(steps, bin) + by - mean;
  return Math.max(...moves.map(Math.abs));
}

/** What rises is the whole shape: the prior with what is added to it. */
function keepRising(solution: Float64Array, firmness: Float64Array, before: Float64Array): Float64Array {
  const whole = solution.map((step, bin) => step + at(before, bin));
  return riseFrom(whole, firmness).map((value, bin) => value - at(before, bin));
}

/** Between which contributions lie eight rows in ten. */
const SPREAD = { low: 0.1, high: 0.9 };

function toShape(block: Block, values: Float64Array): Shape {
  const { feature, edges, prior } = block;
  const quantile = quantilesOf(block, values);
  return {
    name: feature.name,
    edges,
    values: [...values.subarray(0, edges.length + 1)],
    missing: at(values, edges.length + 1),
    low: quantile(SPREAD.low) ?? prior?.low ?? 0,
    high: quantile(SPREAD.high) ?? prior?.high ?? 0,
  };
}

/** Below which value a share of the rows lies of which the fact is known. Counting bins spares sorting rows. */
function quantilesOf({ bins, edges }: Block, values: Float64Array): (share: number) => number | undefined {
  const counts = new Float64Array(values.length);
  for (const bin of bins) counts[bin] = at(counts, bin) + 1;
  const order = Array.from({ length: edges.length + 1 }, (_, bin) => bin).filter((bin) => at(counts, bin) > 0);
  order.sort((one, other) => at(values, one) - at(values, other));
  const known = order.reduce((sum, bin) => sum + at(counts, bin), 0);
  return (share) => {
    let passed = 0;
    const reached = order.find((bin) => (passed += at(counts, bin)) > (known - 1) * share);
    return reached === undefined ? undefined : values[reached];
  };
}

function weightedMean(list: Float64Array, weights: Float64Array): number {
  let [sum, total] = [0, 0];
  for (const [index, value] of list.entries()) {
    sum += value * at(weights, index);
    total += at(weights, index);
  }
  return total === 0 ? 0 : sum / total;
}

function meanOf(list: readonly number[]): number {
  return list.reduce((sum, value) => sum + value, 0) / list.length;
}

function at(list: Float64Array, index: number): number {
  return list[index] ?? 0;
}
