import { callerKey } from "#lib/kernel/limit.ts";

/** From an address, at which many clients may stand. Who comes after them is noted in an hour when they are known. */
export const NEW_NAMES_PER_HOUR = 1_000;
const HOUR_MILLIS = 3_600_000;
/** Beyond this nobody new is noted until the hour is over: so many addresses at once are no clients. */
const ADDRESSES_MAX = 100_000;

let hour = 0;
const counts = new Map<string, number>();

/**
 * Counts a name that an address brings and nobody knew before. False where it has brought too many: who needs no token
 * may make up as many names as there are, and each would be a row for good.
 */
export function mayBringName(address: string | null, now: Date): boolean {
  const current = Math.floor(now.getTime() / HOUR_MILLIS);
  if (current !== hour) {
    hour = current;
    counts.clear();
  }
  const key = callerKey(address);
  const count = counts.get(key) ?? 0;
  if (count >= NEW_NAMES_PER_HOUR || (count === 0 && counts.size >= ADDRESSES_MAX)) return false;
  counts.set(key, count + 1);
  return true;
}
