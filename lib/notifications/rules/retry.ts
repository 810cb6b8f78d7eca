// When is a message tried again, and when is whoever should get it taken for dead?

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY_MILLIS = 24 * HOUR * 1000;

/** Pauses after the first, second, … failure: as Standard Webhooks recommend, over more than three days. */
const PAUSE_SECONDS = [5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];
/** Messages that failed together must not come back together. */
const JITTER_SHARE = 0.1;
/** Whoever answers nothing for so long is not on holiday. */
export const DEAD_AFTER_DAYS = 3;
/** So often it must have been asked meanwhile. */
export const DEAD_AFTER_FAILURES = 3;

/** How long to wait after so many failures; null where it is given up. `random` is from 0 to 1. */
export function pauseSecondsAfter(failures: number, random: number): number | null {
  const pause = PAUSE_SECONDS[failures - 1];
  return pause === undefined ? null : Math.round(pause * (1 + JITTER_SHARE * (2 * random - 1)));
}

/** The pauses that follow where the next try fails too, and the ones after it; at their end it is given up. */
export function pausesAfterNext(failures: number): readonly number[] {
  return PAUSE_SECONDS.slice(failures);
}

export function isDead(failingSince: Date | null, now: Date): boolean {
  return failingSince !== null && now.getTime() - failingSince.getTime() >= DEAD_AFTER_DAYS * DAY_MILLIS;
}
