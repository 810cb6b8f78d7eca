// How likely is a failure, and what of that comes from which fact?
import { binOf } from "#lib/risk/rules/bins.ts";

/** One fact that a model looks at. */
export interface Feature {
  name: string;
  /** A larger value never lowers the probability. */
  isRising: boolean;
}

/** What a fact contributes to the logarithm of the odds, as a step for each bin. */
export interface Shape {
  name: string;
  /** Ascending; a value on an edge belongs above it. */
  edges: readonly number[];
  /** One more than edges. */
  values: readonly number[];
  /** Where nobody knows the fact. */
  missing: number;
  /** Between these lay the contributions of eight rows in ten: what an unknown fact may turn out to be. */
  low: number;
  high: number;
}

/**
 * An additive model: intercept plus one step of each shape give the logarithm of the odds, so contributions add up to
 * it exactly.
 */
export interface Model {
  intercept: number;
  shapes: readonly Shape[];
}

export interface Contribution {
  name: string;
  /** Null where nobody knows. */
  value: number | null;
  logOdds: number;
  /** How far down and up the unknown fact may move it; 0 for a known one. */
  down: number;
  up: number;
}

export interface Estimate {
  logOdds: number;
  probability: number;
  probabilityLow: number;
  probabilityHigh: number;
  contributions: Contribution[];
}

export type Facts = Readonly<Record<string, number | null>>;

/** Estimates the probability of failure. What is unknown widens the interval, as if all of it went the same way. */
export function estimate(model: Model, facts: Facts): Estimate {
  const contributions = model.shapes.map((shape) => contributionOf(shape, facts[shape.name] ?? null));
  const sum = (pick: (contribution: Contribution) => number) =>
    contributions.reduce((total, contribution) => total + pick(contribution), 0);
  const logOdds = model.intercept + sum((contribution) => contribution.logOdds);
  return {
    logOdds,
    probability: toProbability(logOdds),
    probabilityLow: toProbability(logOdds - sum((contribution) => contribution.down)),
    probabilityHigh: toProbability(logOdds + sum((contribution) => contribution.up)),
    contributions,
  };
}

function contributionOf(shape: Shape, value: number | null): Contribution {
  const { name, missing, low, high } = shape;
  if (value !== null) return { name, value, logOdds: stepOf(shape, value), down: 0, up: 0 };
  return { name, value, logOdds: missing, down: Math.max(0, missing - low), up: Math.max(0, high - missing) };
}

/** What a known value contributes. */
export function stepOf(shape: Pick<Shape, "edges" | "values">, value: number): number {
  return shape.values[binOf(shape.edges, value)] ?? 0;
}

export function toProbability(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

export function toLogOdds(probability: number): number {
  return Math.log(probability / (1 - probability));
}
