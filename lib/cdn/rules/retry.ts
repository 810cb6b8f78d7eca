// When is a call to a cache tried again?

const SECOND_MILLIS = 1_000;
const PAUSES_SECONDS = [2, 5, 15, 60, 300, 900, 1_800, 3_600] as const;

/** How often something is tried before a person is asked: for about two hours. */
export const ATTEMPTS_MAX = PAUSES_SECONDS.length + 1;

/** Returns when to try again after so many attempts, each pause longer than the one before; null to give up. */
export function nextTryAfter(attempts: number, now: Date): Date | null {
  const pause = PAUSES_SECONDS[attempts - 1];
  return pause === undefined ? null : new Date(now.getTime() + pause * SECOND_MILLIS);
}
