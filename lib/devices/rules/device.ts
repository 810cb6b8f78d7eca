/** When does a device count as online? */

/** A device may miss two polls, for a restart or a slow line, before it counts as offline. */
export const MISSED_POLLS_MAX = 3;
export const ONLINE_SECONDS_MIN = 60;

/** Since when a device counts as online depends on both: the usual pause between polls, and the time. */
export interface Freshness {
  pollSeconds: number;
  now: Date;
}

/** Names the moment since which a device must have been heard from to count as online. */
export function onlineSince(pollSeconds: number, now: Date): Date {
  const seconds = Math.max(pollSeconds * MISSED_POLLS_MAX, ONLINE_SECONDS_MIN);
  return new Date(now.getTime() - seconds * 1000);
}

export function isOnline(lastSeenAt: Date | null, pollSeconds: number, now: Date): boolean {
  return lastSeenAt !== null && lastSeenAt >= onlineSince(pollSeconds, now);
}
