// How long does a stage pause before it is tried again?
import type { Backoff } from "#lib/stages/rules/next-step.ts";

/**
 * Doubles with each try, up to a bound, and takes any part of it by chance: many that failed together, because one
 * thing was down, must not come back together.
 */
export function pauseSeconds(triesSoFar: number, { firstSeconds, mostSeconds }: Backoff, chance: number): number {
  return chance * Math.min(mostSeconds, firstSeconds * 2 ** Math.min(triesSoFar - 1, 30));
}
