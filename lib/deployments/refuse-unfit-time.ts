import { DomainError } from "#lib/kernel/errors.ts";

/** What is sent a moment before its time may arrive a moment after it. */
const LATE_MILLIS = 60_000;
/** Whoever means a later one has slipped, and what waits for ever is in everybody's way. */
export const YEARS_AHEAD_MAX = 2;

/** Says whether a time is so far ahead that nobody can mean it. */
export function isTooFarAhead(at: Date, now: Date): boolean {
  const horizon = new Date(now);
  horizon.setUTCFullYear(horizon.getUTCFullYear() + YEARS_AHEAD_MAX);
  return at > horizon;
}

/** Throws IMPOSSIBLE for a time that is over, or years away. */
export function refuseUnfitTime(scheduledAt: Date | null, now: Date): void {
  if (scheduledAt === null) return;
  if (scheduledAt.getTime() < now.getTime() - LATE_MILLIS) {
    throw unfit(
      "This time is over. Choose a later one, or none to deploy as soon as it may.",
      "Name a time that is still to come.",
    );
  }
  if (isTooFarAhead(scheduledAt, now)) {
    const message = `Choose a time within ${YEARS_AHEAD_MAX} years.`;
    throw unfit(`This time is too far ahead. ${message}`, message);
  }
}

function unfit(message: string, fault: string): DomainError {
  return new DomainError("IMPOSSIBLE", message, { errors: [{ path: "scheduledAt", message: fault }] });
}
