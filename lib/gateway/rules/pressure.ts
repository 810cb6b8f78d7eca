// How much is too much, and what does a busy gateway ask of its devices?

export interface Pressure {
  /** By how much the pauses between polls are drawn out. */
  stretch: 1 | 2 | 4;
  /** Who polls now is sent away with Retry-After. */
  isTooMuch: boolean;
}

/** The event loop's delay from which on something is asked, in milliseconds. */
const STRETCH_TWICE_FROM = 75;
const STRETCH_FOUR_TIMES_FROM = 200;
const TOO_MUCH_FROM = 1_000;
/** A step is taken back only well below where it was taken, so that a fleet is not told one thing and then another. */
const EASE = 0.5;

/** Judges a second's delay, in the light of what was judged before. */
export function pressureOf(delayMillis: number, before: Pressure): Pressure {
  const isAbove = (limit: number, wasAbove: boolean) => delayMillis >= (wasAbove ? limit * EASE : limit);
  const isFour = isAbove(STRETCH_FOUR_TIMES_FROM, before.stretch === 4);
  const isTwo = isAbove(STRETCH_TWICE_FROM, before.stretch >= 2);
  return {
    stretch: isFour ? 4 : isTwo ? 2 : 1,
    isTooMuch: isAbove(TOO_MUCH_FROM, before.isTooMuch),
  };
}

const RETRY_SECONDS_MIN = 15;
const RETRY_SECONDS_MAX = 60;

/** When a device that was sent away should come back: spread, or all of them would at once. `dice` is in [0, 1). */
export function retryAfterSeconds(dice: number): number {
  return RETRY_SECONDS_MIN + Math.floor(dice * (RETRY_SECONDS_MAX - RETRY_SECONDS_MIN));
}
