// Is a maintenance window open, and when does it open next? Local clocks with their daylight saving are minded.
import { DateTime } from "luxon";
import type { MaintenanceWindow } from "#lib/rollouts/rules/settings.ts";

interface Opening {
  startsAt: DateTime;
  endsAt: DateTime;
}

// A weekly window may lose one occurrence to a clock change; two weeks always hold the next one.
const DAYS_AHEAD = 15;

export function isWindowOpen(window: MaintenanceWindow, now: Date): boolean {
  return currentOpening(window, now) !== null;
}

/** Returns when the window closes, or null while it is closed. */
export function windowClosesAt(window: MaintenanceWindow, now: Date): Date | null {
  return currentOpening(window, now)?.endsAt.toJSDate() ?? null;
}

/** Returns the first opening after `now`. */
export function nextOpening(window: MaintenanceWindow, now: Date): Date {
  const today = DateTime.fromJSDate(now, { zone: window.timeZone }).startOf("day");
  for (let days = 0; days <= DAYS_AHEAD; days++) {
    const opening = openingOn(window, today.plus({ days }));
    if (opening !== null && opening.startsAt.toMillis() > now.getTime()) return opening.startsAt.toJSDate();
  }
  throw new Error(`The maintenance window ${JSON.stringify(window)} never opens.`);
}

function currentOpening(window: MaintenanceWindow, now: Date): Opening | null {
  const today = DateTime.fromJSDate(now, { zone: window.timeZone }).startOf("day");
  // Yesterday's window may still be open after midnight.
  for (const day of [today, today.minus({ days: 1 })]) {
    const opening = openingOn(window, day);
    if (opening !== null && contains(opening, now)) return opening;
  }
  return null;
}

function contains(opening: Opening, now: Date): boolean {
  return opening.startsAt.toMillis() <= now.getTime() && now.getTime() < opening.endsAt.toMillis();
}

/** Returns the opening that begins on a local day, or null where there is none on that day. */
function openingOn(window: MaintenanceWindow, day: DateTime): Opening | null {
  if (window.days !== undefined && !window.days.includes(day.weekday)) return null;
  const endsNextDay = window.end <= window.start;
  const startsAt = earliest(day, window.start);
  const endsAt = latest(endsNextDay ? day.plus({ days: 1 }) : day, window.end);
  // A window that lies wholly in the hour that the clocks leave out does not happen.
  return startsAt.toMillis() < endsAt.toMillis() ? { startsAt, endsAt } : null;
}

// When the clocks go back a local time comes twice: the window opens with the first and closes with the second.
function earliest(day: DateTime, time: string): DateTime {
  return DateTime.min(...possibleTimes(day, time)) ?? day;
}

function latest(day: DateTime, time: string): DateTime {
  return DateTime.max(...possibleTimes(day, time)) ?? day;
}

/** The input of windows accepts nothing but HH:MM. */
function possibleTimes(day: DateTime, time: string): DateTime[] {
  const [hour, minute] = time.split(":").map(Number);
  return day.set({ hour: hour ?? 0, minute: minute ?? 0 }).getPossibleOffsets();
}
