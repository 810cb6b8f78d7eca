// Which instant does a clock on the wall mean, on the days too when the clocks change?
import { Temporal } from "temporal-polyfill";

/** YYYY-MM-DDTHH:MM, with seconds where they are zero. */
const LOCAL_TIME = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d(:00)?$/;

export type LocalFit =
  | { kind: "once"; at: Date }
  /** When the clocks go back, an hour comes twice. */
  | { kind: "twice"; first: Date; second: Date }
  /** When the clocks go forward, an hour is left out: from `gapStart` on it is `gapEnd` at once. */
  | { kind: "never"; gapStart: string; gapEnd: string; gapEndsAt: Date };

/** Says whether a text names a time zone of the IANA database. Bare offsets know no summer, so they are none. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false; // The engine does not know it.
  }
}

/** Says whether a text is a local time of a day that exists, such as 2026-02-28T22:00. */
export function isLocalTime(text: string): boolean {
  if (!LOCAL_TIME.test(text)) return false;
  try {
    Temporal.PlainDateTime.from(text, { overflow: "reject" });
    return true;
  } catch {
    return false; // The 30th of February, say.
  }
}

/** Finds the instants that a local time means in a zone. Both must have been checked. */
export function fitLocalTime(local: string, timeZone: string): LocalFit {
  const wall = Temporal.PlainDateTime.from(local);
  const earlier = wall.toZonedDateTime(timeZone, { disambiguation: "earlier" });
  const later = wall.toZonedDateTime(timeZone, { disambiguation: "later" });
  if (earlier.epochMilliseconds === later.epochMilliseconds) return { kind: "once", at: toDate(earlier) };
  if (earlier.toPlainDateTime().equals(wall)) return { kind: "twice", first: toDate(earlier), second: toDate(later) };
  const gap = earlier.getTimeZoneTransition("next") ?? later;
  return { kind: "never", ...wallsOfGap(gap), gapEndsAt: toDate(gap) };
}

/** The first instant that a local time means; one that is left out means the instant at which the clocks jump over it. */
export function instantOf(local: string, timeZone: string): Date {
  const fit = fitLocalTime(local, timeZone);
  return fit.kind === "once" ? fit.at : fit.kind === "twice" ? fit.first : fit.gapEndsAt;
}

/** Says in a sentence why a local time does not exist, and what would be right; null when it does. */
export function faultOfLocalTime(local: string, timeZone: string): string | null {
  const fit = fitLocalTime(local, timeZone);
  if (fit.kind !== "never") return null;
  const [day, time] = local.split("T");
  return (
    `${time?.slice(0, 5) ?? local} does not exist on ${day ?? local} in ${timeZone}: the clocks go from ${fit.gapStart} to ` +
    `${fit.gapEnd}. Write a time before ${fit.gapStart}, or ${fit.gapEnd} or later.`
  );
}

/** Writes an instant as the local time of a zone, to the minute. */
export function toLocalTime(at: Date, timeZone: string): string {
  return zoned(at, timeZone).toPlainDateTime().toString({ smallestUnit: "minute" });
}

/**
 * Adds a duration as RFC 5545 does: whole days follow the calendar, so that a freeze of three days ends at the hour at
 * which it began; hours and minutes follow the clock, so that a window of two hours has two.
 */
export function addMinutes(start: Date, minutes: number, timeZone: string): Date {
  const days = Math.floor(minutes / MINUTES_OF_DAY);
  return toDate(
    zoned(start, timeZone)
      .add({ days })
      .add({ minutes: minutes % MINUTES_OF_DAY }),
  );
}

export interface Gap {
  /** The instant at which the clocks jump. */
  at: Date;
  /** The local times that are left out: from the first on, before the second. */
  from: string;
  to: string;
}

/** Lists the hours that are left out between two instants, oldest first. */
export function gapsBetween(from: Date, to: Date, timeZone: string): Gap[] {
  const gaps: Gap[] = [];
  let at = zoned(from, timeZone).getTimeZoneTransition("next");
  while (at !== null && at.epochMilliseconds <= to.getTime()) {
    const before = at.subtract({ nanoseconds: 1 });
    if (at.offsetNanoseconds > before.offsetNanoseconds) gaps.push({ at: toDate(at), ...edgesOfGap(at) });
    at = at.getTimeZoneTransition("next");
  }
  return gaps;
}

const MINUTES_OF_DAY = 1_440;

function wallsOfGap(gap: Temporal.ZonedDateTime): { gapStart: string; gapEnd: string } {
  const { from, to } = edgesOfGap(gap);
  return { gapStart: from.slice(11, 16), gapEnd: to.slice(11, 16) };
}

function edgesOfGap(gap: Temporal.ZonedDateTime): { from: string; to: string } {
  const from = gap.subtract({ nanoseconds: 1 }).toPlainDateTime().add({ nanoseconds: 1 });
  return { from: from.toString(), to: gap.toPlainDateTime().toString() };
}

function zoned(at: Date, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
}

function toDate(at: Temporal.ZonedDateTime): Date {
  return new Date(at.epochMilliseconds);
}
