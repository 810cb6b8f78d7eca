// When is a start that failed tried again?
import { secondsAfter } from "#lib/kernel/clock.ts";

const FIRST_SECONDS = 10;

/** Returns the time of the next try after so many that failed: each pause is three times as long as the one before. */
export function nextTryAt(failedAttempts: number, now: Date): Date {
  return secondsAfter(now, FIRST_SECONDS * 3 ** (failedAttempts - 1));
}
