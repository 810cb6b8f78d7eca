// How well do steps explain the rows as they stand, and where would they like to move?
import { toLogOdds, toProbability } from "#lib/risk/rules/model.ts";

/** A feature with its rows put into bins. */
export interface BinnedColumn {
  /** For each row. */
  bins: Uint16Array;
  binCount: number;
}

/** What is believed about the average row, and how many rows that belief counts for. */
export interface Level {
  logOdds: number;
  rows: number;
}

/** A typical row must be seen this often before the prior is read relative to it. */
const ROWS_OF_A_TYPE = 20;

/** The logarithm of every row's odds, kept up to date with each move, and its derivatives. */
export class FitState {
  /** Of the average row, as the level believes it. */
  #average: number;
  /** What the prior says about a typical row here: it is no news, so it is taken off. */
  #typical = 0;
  readonly #failed: Float64Array;
  readonly #weights: Float64Array;
  readonly #level: Level;
  readonly #logOdds: Float64Array;
  readonly #slope: Float64Array;
  readonly #curvature: Float64Array;

  constructor(failed: ArrayLike<number>, weights: Float64Array, level: Level) {
    const rows = weights.length;
    this.#failed = Float64Array.from(failed);
    this.#weights = weights;
    this.#level = level;
    const failures = this.#failed.reduce((sum, value, row) => sum + value * at(weights, row), 0);
    const believed = toProbability(level.logOdds) * level.rows;
    this.#average = toLogOdds((failures + believed) / (sumOf(weights) + level.rows));
    this.#logOdds = new Float64Array(rows).fill(this.#average);
    this.#slope = new Float64Array(rows);
    this.#curvature = new Float64Array(rows);
    this.differentiate();
  }

  get intercept(): number {
    return this.#average - this.#typical;
  }

  /**
   * Adds what a column contributes by its bins. The likelihood is followed as the parabola that it was when derivatives
   * were last taken, which spares an exponential for each row and column.
   */
  add({ bins }: BinnedColumn, contribution: Float64Array): void {
    const [logOdds, slope, curvature] = [this.#logOdds, this.#slope, this.#curvature];
    // Much of a fit's time is spent in this loop; every index is within its array.
    for (let row = 0; row < logOdds.length; row++) {
      const by = at(contribution, at(bins, row));
      logOdds[row] = at(logOdds, row) + by;
      slope[row] = at(slope, row) - at(curvature, row) * by;
    }
  }

  /** Takes the derivatives of the likelihood anew, where the rows stand now. */
  differentiate(): void {
    const [failed, weights, slope, curvature] = [this.#failed, this.#weights, this.#slope, this.#curvature];
    for (let row = 0; row < slope.length; row++) {
      const probability = toProbability(at(this.#logOdds, row));
      const weight = at(weights, row);
      slope[row] = weight * (at(failed, row) - probability);
      curvature[row] = weight * probability * (1 - probability);
    }
  }

  /** Takes off what was added so far for a typical row. Of few rows only a part, since they may not be typical. */
  centerPrior(): void {
    const total = sumOf(this.#weights);
    const added = this.#logOdds.reduce((sum, value, row) => sum + at(this.#weights, row) * (value - this.#average), 0);
    this.#typical = added / (total + ROWS_OF_A_TYPE);
    this.#shift(-this.#typical);
    this.differentiate();
  }

  /** What the rows say about each bin of a column. */
  sumByBin({ bins, binCount }: BinnedColumn): { slope: Float64Array; curvature: Float64Array } {
    const [slope, curvature] = [new Float64Array(binCount), new Float64Array(binCount)];
    for (let row = 0; row < bins.length; row++) {
      const bin = at(bins, row);
      slope[bin] = at(slope, bin) + at(this.#slope, row);
      curvature[bin] = at(curvature, bin) + at(this.#curvature, row);
    }
    return { slope, curvature };
  }

  /** Lets a column's steps take over a part of the average, or give it back; no row moves. */
  credit(part: number): void {
    this.#average += part;
  }

  /** Moves the average to where it explains the rows best, and takes derivatives anew. Tells how far. */
  moveAverage(): number {
    const probability = toProbability(this.#average);
    const slope = sumOf(this.#slope) + this.#level.rows * (toProbability(this.#level.logOdds) - probability);
    const curvature = sumOf(this.#curvature) + this.#level.rows * probability * (1 - probability);
    const moved = slope / curvature;
    this.#average += moved;
    this.#shift(moved);
    this.differentiate();
    return Math.abs(moved);
  }

  #shift(by: number): void {
    for (let row = 0; row < this.#logOdds.length; row++) {
      this.#logOdds[row] = at(this.#logOdds, row) + by;
    }
  }
}

function sumOf(list: Float64Array): number {
  return list.reduce((sum, value) => sum + value, 0);
}

function at(list: ArrayLike<number>, index: number): number {
  return list[index] ?? 0;
}
