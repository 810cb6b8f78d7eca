// May a product be taken back by itself once more?

/** Who is taken back more often than this within the hour goes round in a circle. */
export const AUTOMATIC_PER_HOUR_MAX = 2;
export const GUARD_SECONDS = 3_600;

/** Signals older than this are history: nobody wants to be taken back a day later by a machine. */
export const SIGNAL_SECONDS_MAX = 24 * 3_600;

type GuardVerdict = { kind: "go" } | { kind: "stop"; reason: string };

export function judgeGuard(product: string, startedWithinTheHour: number): GuardVerdict {
  if (startedWithinTheHour < AUTOMATIC_PER_HOUR_MAX) return { kind: "go" };
  return {
    kind: "stop",
    reason: `${product} was taken back by itself ${startedWithinTheHour} times within the hour: a person must look.`,
  };
}
