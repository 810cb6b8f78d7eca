import { faultOfLocalTime, instantOf, isLocalTime } from "#lib/calendar/rules/local-time.ts";
import { isTooFarAhead, YEARS_AHEAD_MAX } from "#lib/deployments/refuse-unfit-time.ts";
import { invalidInput } from "#lib/kernel/input.ts";

/** Half a minute of a slow form is no past. */
const PAST_GRACE_MILLIS = 60_000;

/**
 * Reads the time at which something shall start: one with an offset as it is, a local one in the zone. Throws
 * INVALID_INPUT for a time in the past, for one that the clocks leave out, and for one that is years away.
 */
export function readStartTime(text: string, timeZone: string, now: Date): Date {
  const at = isLocalTime(text) ? readLocal(text, timeZone) : new Date(text);
  if (at.getTime() < now.getTime() - PAST_GRACE_MILLIS) {
    throw invalidInput({ path: "scheduledAt", message: `This is past. It is ${now.toISOString()} now.` });
  }
  if (isTooFarAhead(at, now)) {
    throw invalidInput({ path: "scheduledAt", message: `Choose a time within ${YEARS_AHEAD_MAX} years.` });
  }
  return at;
}

function readLocal(text: string, timeZone: string): Date {
  const fault = faultOfLocalTime(text, timeZone);
  if (fault !== null) throw invalidInput({ path: "scheduledAt", message: fault });
  return instantOf(text, timeZone);
}
