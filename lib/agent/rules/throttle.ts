// Is this progress worth a report?

export interface Progress {
  percent: number | null;
  message: string | null;
}

interface Reported extends Progress {
  atMillis: number;
}

const CHANGE_MILLIS = 5_000;
/** Silence makes the server believe that the device is lost, so slow work says now and then that it goes on. */
const ALIVE_MILLIS = 60_000;

/** Decides whether progress is reported now: soon after a change, seldom without one. Times are monotonic. */
export function isWorthReporting(last: Reported | null, progress: Progress, nowMillis: number): boolean {
  if (last === null) return true;
  const hasChanged = last.percent !== progress.percent || last.message !== progress.message;
  return nowMillis - last.atMillis >= (hasChanged ? CHANGE_MILLIS : ALIVE_MILLIS);
}
