/**
 * Which registries have asked not to be called for a while. One gate per host and process, not per image: a limit
 * counts all of our calls together.
 */
const closedUntil = new Map<string, number>();

const CLOSED_SECONDS_DEFAULT = 60;

export function closeGate(host: string, seconds: number | null, now: Date): void {
  closedUntil.set(host, now.getTime() + (seconds ?? CLOSED_SECONDS_DEFAULT) * 1000);
}

/** Seconds until the host may be called again; null when it may be called now. */
export function gateClosedSeconds(host: string, now: Date): number | null {
  const until = closedUntil.get(host);
  if (until === undefined) return null;
  if (until > now.getTime()) return Math.ceil((until - now.getTime()) / 1000);
  closedUntil.delete(host);
  return null;
}
