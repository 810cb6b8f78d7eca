// How soon should a device ask again?

/** So that devices that were switched on together do not ask together for ever. */
const JITTER_SHARE = 0.1;
/** Where something waits for the device it should come back sooner. */
const WAITING_DIVISOR = 6;
const POLL_SECONDS_MIN = 5;

/**
 * Returns the pause until a device's next poll: the usual one, up to a tenth longer or shorter. The jitter belongs to
 * the device and not to the moment, so that an unchanged answer stays the same.
 */
export function pollSeconds({
  deviceId,
  usualSeconds,
  isAwaited,
}: {
  deviceId: string;
  usualSeconds: number;
  isAwaited: boolean;
}): number {
  const jitter = 1 + JITTER_SHARE * (2 * shareOf(deviceId) - 1);
  // A fleet that polls faster than the minimum anyway is not slowed down.
  const awaited = Math.max(usualSeconds / WAITING_DIVISOR, Math.min(POLL_SECONDS_MIN, usualSeconds));
  const seconds = (isAwaited ? awaited : usualSeconds) * jitter;
  return Math.max(1, Math.round(seconds));
}

/** Spreads device ids evenly over 0 to 1 (FNV-1a). */
function shareOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash / 0xffffffff;
}
