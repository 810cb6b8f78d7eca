// How good were predictions, now that one knows what became of them?

export interface Quality {
  /** How often a failure was given a higher probability than a success; 0.5 is chance. Null without both. */
  auc: number | null;
  /** Mean squared error of the probability. */
  brier: number;
  /** How far predicted and actual shares lie apart, in ten bins of equal width, weighted by rows. */
  ece: number;
}

export interface CalibrationBin {
  from: number;
  to: number;
  count: number;
  predicted: number;
  actual: number;
}

const BINS = 10;

export function measureQuality(predicted: ArrayLike<number>, failed: ArrayLike<number>): Quality {
  const bins = calibrationBins(predicted, failed);
  const apart = bins.reduce((sum, bin) => sum + bin.count * Math.abs(bin.predicted - bin.actual), 0);
  let squared = 0;
  for (let row = 0; row < predicted.length; row++) squared += ((predicted[row] ?? 0) - (failed[row] ?? 0)) ** 2;
  const count = Math.max(1, predicted.length);
  return { auc: areaUnderCurve(predicted, failed), brier: squared / count, ece: apart / count };
}

/** Compares predicted with actual shares. Bins without a row are left out. */
export function calibrationBins(predicted: ArrayLike<number>, failed: ArrayLike<number>): CalibrationBin[] {
  const sums = Array.from({ length: BINS }, () => ({ count: 0, predicted: 0, failures: 0 }));
  for (let row = 0; row < predicted.length; row++) {
    const probability = predicted[row] ?? 0;
    const sum = sums[Math.min(BINS - 1, Math.max(0, Math.floor(probability * BINS)))];
    if (!sum) continue;
    sum.count++;
    sum.predicted += probability;
    sum.failures += failed[row] ?? 0;
  }
  return sums.flatMap(({ count, predicted: total, failures }, index) =>
    count === 0
      ? []
      : [{ from: index / BINS, to: (index + 1) / BINS, count, predicted: total / count, actual: failures / count }],
  );
}

/** By ranks; rows with the same probability share theirs, which counts a tie as half. */
function areaUnderCurve(predicted: ArrayLike<number>, failed: ArrayLike<number>): number | null {
  const order = Array.from({ length: predicted.length }, (_, row) => row);
  const at = (row: number | undefined) => (row === undefined ? NaN : (predicted[row] ?? 0));
  order.sort((a, b) => at(a) - at(b));
  let [rankSum, failures] = [0, 0];
  for (let start = 0; start < order.length;) {
    let end = start;
    while (end < order.length && at(order[end]) === at(order[start])) end++;
    for (const row of order.slice(start, end)) {
      if (failed[row] !== 1) continue;
      rankSum += (start + end + 1) / 2;
      failures++;
    }
    start = end;
  }
  const successes = order.length - failures;
  if (failures === 0 || successes === 0) return null;
  return (rankSum - (failures * (failures + 1)) / 2) / (failures * successes);
}
