// Where does a client stand in line for a distribution?
import { sha256 } from "#lib/kernel/crypto.ts";

/** Buckets are hundredths of a percent wide, far finer than any share that people choose. */
const BUCKETS = 2 ** 32;

/**
 * Places a client in 0 to 100 (100 excluded), evenly, and always in the same place for the same distribution: whoever is
 * inside a share stays inside when it grows. Another distribution shuffles anew, so that nobody is always the first.
 */
export function bucketOf(clientId: string, distributionId: string): number {
  return (100 * sha256(`${clientId}\n${distributionId}`).readUInt32BE(0)) / BUCKETS;
}

/** Says whether a client is inside a share. One that names no id comes last: only everybody includes it. */
export function isInside(clientId: string | null, distributionId: string, percent: number): boolean {
  if (percent >= 100) return true;
  if (percent <= 0 || clientId === null) return false;
  return bucketOf(clientId, distributionId) < percent;
}
