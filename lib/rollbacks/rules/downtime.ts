// How long will devices be away?

export interface Downtime {
  /** Of one device, as half of them took it. */
  seconds: number;
  low: number;
  high: number;
  /** Until the last batch is done, where all goes well. */
  totalSeconds: number;
  /** From what it is known. */
  basis: string;
}

export interface UpdateTimes {
  count: number;
  low: number;
  median: number;
  high: number;
}

/** Estimates from what updates of the same product took; null where there were none. */
export function estimateDowntime(
  times: UpdateTimes | null,
  { batches, batchDelayMinutes }: { batches: number; batchDelayMinutes: number },
): Downtime | null {
  if (times === null || times.count === 0) return null;
  const [seconds, low, high] = [times.median, times.low, times.high].map(Math.round) as [number, number, number];
  return {
    seconds,
    low,
    high,
    totalSeconds: Math.round(batches * times.high + Math.max(0, batches - 1) * batchDelayMinutes * 60),
    basis: `From ${times.count} ${times.count === 1 ? "update" : "updates"} of the same product.`,
  };
}
