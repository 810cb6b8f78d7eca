// How are the selected devices divided into batches?

export interface BatchPlan {
  index: number;
  percent: number;
  /** Place of the first device in the order by hash; the batch ends before `end`. */
  start: number;
  end: number;
  deviceCount: number;
}

// 33.3 % of 1000 is 332.99999999999994 in floating point; nine places are far finer than any share of devices.
const PRECISION = 1e9;

/**
 * Divides devices by cumulative percentages: rounded up, at least one device for each batch while devices last,
 * and whatever rounding left over goes to the last.
 */
export function planBatches(percentages: readonly number[], deviceCount: number): BatchPlan[] {
  let start = 0;
  return percentages.map((percent, index) => {
    const share = Math.ceil(Math.round((percent * deviceCount * PRECISION) / 100) / PRECISION);
    const isLast = index === percentages.length - 1;
    const end = isLast ? deviceCount : Math.min(deviceCount, Math.max(share, start + 1));
    const plan = { index, percent, start, end, deviceCount: end - start };
    start = end;
    return plan;
  });
}
