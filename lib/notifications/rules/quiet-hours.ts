// Is it night where those live who would be told, and until when?
import { fitLocalTime, instantOf, toLocalTime } from "#lib/calendar/rules/local-time.ts";

/** From `from` to `to` on the clock of a zone; where `to` is not later, into the next day. */
export interface QuietHours {
  timeZone: string;
  /** HH:MM */
  from: string;
  to: string;
  /** Weekdays on which they begin, from 1 for Monday to 7 for Sunday; every day unless said. */
  days?: readonly number[];
  /** What is critical wakes people up all the same. */
  exceptCritical: boolean;
}

const DAY_MILLIS = 86_400_000;
/** Nights may follow each other without a gap, such as whole days of a weekend. */
const NIGHTS_MAX = 8;

/** When the quiet ends in which a moment lies; null where it lies in none. */
export function quietUntil(quiet: QuietHours, at: Date): Date | null {
  let end: Date | null = null;
  for (let night = 0; night < NIGHTS_MAX; night++) {
    const next = endOfNight(quiet, end ?? at);
    if (next === null) return end;
    end = next;
  }
  return end;
}

/** Says whether all hours of all days would be quiet, so that nothing would ever be told. */
export function isAlwaysQuiet({ from, to, days }: Pick<QuietHours, "from" | "to" | "days">): boolean {
  return from === to && (days === undefined || new Set(days).size === 7);
}

function endOfNight(quiet: QuietHours, at: Date): Date | null {
  const today = toLocalTime(at, quiet.timeZone).slice(0, 10);
  // A night may have begun yesterday.
  for (const day of [dayAfter(today, -1), today]) {
    if (quiet.days !== undefined && !quiet.days.includes(weekdayOf(day))) continue;
    const start = instantOf(`${day}T${quiet.from}`, quiet.timeZone);
    const lastDay = quiet.to > quiet.from ? day : dayAfter(day, 1);
    const end = lastInstantOf(`${lastDay}T${quiet.to}`, quiet.timeZone);
    if (start <= at && at < end) return end;
  }
  return null;
}

/** Where an hour comes twice it is night until the clock has shown the time for the last time. */
function lastInstantOf(local: string, timeZone: string): Date {
  const fit = fitLocalTime(local, timeZone);
  return fit.kind === "twice" ? fit.second : instantOf(local, timeZone);
}

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MILLIS).toISOString().slice(0, 10);
}

function weekdayOf(day: string): number {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
}
