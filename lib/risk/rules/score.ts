// How many points does each fact bring, and what level is the sum?

export const LEVELS = ["low", "medium", "high", "critical"] as const;
export type Level = (typeof LEVELS)[number];

/** A deployment with the assumed rate of failure, all else being usual, has these points. */
export const START = 25;
/** Odds that are twice as high bring as many. */
const POINTS_OF_DOUBLING = 15;
const POINTS_PER_LOG_ODDS = POINTS_OF_DOUBLING / Math.LN2;
export const SCORE_MAX = 100;

const FROM: readonly [number, Level][] = [
  [80, "critical"],
  [60, "high"],
  [40, "medium"],
];

export function levelOf(score: number): Level {
  return FROM.find(([from]) => score >= from)?.[1] ?? "low";
}

export function toPoints(logOdds: number): number {
  return logOdds * POINTS_PER_LOG_ODDS;
}

/** The first as it enters the score; whole points, so that they add up to it. */
export function roundTogether(points: readonly number[]): number[] {
  const total = Math.round(points.reduce((sum, value) => sum + value, 0));
  const rounded = points.map((value) => Math.floor(value));
  const missing = total - rounded.reduce((sum, value) => sum + value, 0);
  const order = points.map((value, index) => ({ index, rest: value - Math.floor(value) }));
  order.sort((one, other) => other.rest - one.rest || one.index - other.index);
  for (const { index } of order.slice(0, missing)) rounded[index] = (rounded[index] ?? 0) + 1;
  return rounded;
}
