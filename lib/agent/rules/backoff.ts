// How long does the agent wait before it tries again?

const FIRST_MILLIS = 1_000;
const LAST_MILLIS = 5 * 60_000;

/**
 * Returns the pause after so many failures in a row: it doubles up to five minutes, and half of it is chance, so that
 * a fleet does not come back in one moment. A server that names a pause is given at least that.
 */
export function pauseAfter(failures: number, random: number, retryAfterMillis = 0): number {
  const whole = Math.min(LAST_MILLIS, FIRST_MILLIS * 2 ** Math.min(failures - 1, 20));
  const pause = whole / 2 + (whole / 2) * random;
  // Chance on top of what the server named as well, or all it sent away would come back together.
  return retryAfterMillis > 0 ? Math.max(pause, retryAfterMillis * (1 + random / 10)) : pause;
}
