// When may a device install what was assigned to it? A window opens on a Quartz schedule and stays open for a while.
import { Cron } from "croner";
import { readDuration, SECONDS_PER_DAY } from "#lib/hawkbit/rules/duration.ts";

/** As it was given, and as it is told again. */
export interface MaintenanceWindow {
  /** Quartz cron: second, minute, hour, day of month, month, day of week, and perhaps year. Sunday is 1. */
  schedule: string;
  /** HH:MM or HH:MM:SS, under a day. */
  duration: string;
  /** An offset such as +02:00, or Z. */
  timezone: string;
}

export interface WindowState {
  isOpen: boolean;
  /** When the open window began, or else the next one does; null where none is left. */
  nextStartAt: Date | null;
  /** No window is open or will open any more. */
  isOver: boolean;
}

export type ReadWindow =
  { kind: "none" } | { kind: "window"; window: MaintenanceWindow } | { kind: "fault"; message: string };

/** Reads what a caller says of a window. All three fields belong together; without any there is none. */
export function readWindow(input: Partial<Record<keyof MaintenanceWindow, string | null>>): ReadWindow {
  const { schedule, duration, timezone } = input;
  if (!schedule && !duration && !timezone) return { kind: "none" };
  if (!schedule || !duration || !timezone)
    return fault("A window has a schedule, a duration and a timezone: all three.");
  const window = { schedule: schedule.trim(), duration, timezone };
  const message = scheduleFault(window.schedule) ?? durationFault(duration) ?? timezoneFault(timezone);
  return message === null ? { kind: "window", window } : fault(message);
}

/** Says where a window stands at a time. The window has passed readWindow. */
export function windowState(window: MaintenanceWindow, now: Date): WindowState {
  const length = (readDuration(window.duration) ?? 0) * 1000;
  // One that began within the last `length` is still open; it is also the first that the schedule names after that.
  const start = scheduleOf(window).nextRun(new Date(now.getTime() - length));
  if (start === null) return { isOpen: false, nextStartAt: null, isOver: true };
  return { isOpen: start < now, nextStartAt: start, isOver: false };
}

const SCHEDULE_LENGTH_MAX = 250;
/** A schedule has a table of all years in it and is asked at every poll: those in use are kept. */
const SCHEDULES_KEPT = 200;
const schedules = new Map<string, Cron>();

function scheduleOf({ schedule, timezone }: MaintenanceWindow): Cron {
  const key = `${timezone} ${schedule}`;
  const kept = schedules.get(key);
  if (kept) return kept;
  const made = makeSchedule(schedule, offsetMinutes(timezone) ?? 0);
  const [oldest] = schedules.keys();
  if (schedules.size >= SCHEDULES_KEPT && oldest !== undefined) schedules.delete(oldest);
  schedules.set(key, made);
  return made;
}

function makeSchedule(schedule: string, utcOffset: number): Cron {
  const [second = "", minute = "", hour = "", day = "", month = "", weekday = "", ...year] = fieldsOf(schedule);
  const pattern = [second, minute, hour, day, month, plainWeekdays(weekday), ...year].join(" ");
  return new Cron(pattern, {
    mode: "6-or-7-parts",
    utcOffset,
    // As Quartz has it: Sunday is 1, and 5/15 means every 15 from 5 on.
    alternativeWeekdays: true,
    sloppyRanges: true,
  });
}

function fieldsOf(schedule: string): string[] {
  return schedule.split(/\s+/);
}

const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** Turns what Quartz knows and croner does not into what both know: a plain L is Saturday, FRI-MON goes round the end. */
function plainWeekdays(field: string): string {
  return field
    .toUpperCase()
    .replaceAll(/SUN|MON|TUE|WED|THU|FRI|SAT/g, (name) => String(WEEKDAYS.indexOf(name) + 1))
    .split(",")
    .map((part) => (part === "L" ? "7" : part.replace(/^(\d)-(\d)$/, aroundTheEnd)))
    .join(",");
}

function aroundTheEnd(range: string, from: string, to: string): string {
  return Number(from) > Number(to) ? `${from}-7,1-${to}` : range;
}

const NUMBERS = /^[\d*,/-]+$/;
const FIELD_FORMS = [
  { name: "second", form: NUMBERS },
  { name: "minute", form: NUMBERS },
  { name: "hour", form: NUMBERS },
  { name: "day of month", form: /^(\?|[\d*,/LW-]+)$/i },
  { name: "month", form: /^[\d*,/A-Z-]+$/i },
  { name: "day of week", form: /^(\?|[\d*,/#A-Z-]+)$/i },
  { name: "year", form: NUMBERS },
];
const FIELDS_MIN = 6;
const YEAR_FIELD = 6;
/** Quartz knows no others. */
const YEAR_MIN = 1970;
const YEAR_MAX = 2099;

function scheduleFault(schedule: string): string | null {
  if (schedule.length > SCHEDULE_LENGTH_MAX) return `A schedule has ${SCHEDULE_LENGTH_MAX} characters at most.`;
  const fields = fieldsOf(schedule);
  if (fields.length < FIELDS_MIN || fields.length > FIELD_FORMS.length) {
    return "A schedule has six or seven fields: second, minute, hour, day of month, month, day of week, year.";
  }
  const wrong = FIELD_FORMS.find(({ form }, index) => fields[index] !== undefined && !form.test(fields[index]));
  if (wrong) return `The ${wrong.name} of the schedule cannot be read.`;
  if ((fields[3] === "?") === (fields[5] === "?")) return "Write ? for either the day of month or the day of week.";
  if (!areWithin(fields[5] ?? "", 1, WEEKDAYS.length)) return "Days of the week go from 1, which is Sunday, to 7.";
  if (!areWithin(fields[YEAR_FIELD] ?? "*", YEAR_MIN, YEAR_MAX)) return `Years go from ${YEAR_MIN} to ${YEAR_MAX}.`;
  return syntaxFault(schedule);
}

function areWithin(field: string, min: number, max: number): boolean {
  // What follows a slash is a step, and what follows # counts weeks.
  const numbers = field.replaceAll(/[/#]\d+/g, "").match(/\d+/g) ?? [];
  return numbers.every((number) => Number(number) >= min && Number(number) <= max);
}

function syntaxFault(schedule: string): string | null {
  try {
    makeSchedule(schedule, 0);
    return null;
  } catch (error) {
    const message = error instanceof Error ? error.message.replace("CronPattern: ", "") : "unknown fault";
    return `The schedule cannot be read: ${message}.`;
  }
}

function durationFault(duration: string): string | null {
  const seconds = readDuration(duration);
  if (seconds !== null && seconds > 0 && seconds < SECONDS_PER_DAY) return null;
  return "Write the duration as HH:MM:SS, above zero and under 24 hours.";
}

function timezoneFault(timezone: string): string | null {
  return offsetMinutes(timezone) === null ? "Write the timezone as an offset such as +02:00 or -05:30, or Z." : null;
}

const OFFSET = /^([+-])(\d{2}):([0-5]\d)$/;
/** No clock on earth is further from UTC. */
const OFFSET_MINUTES_MAX = 14 * 60;

function offsetMinutes(timezone: string): number | null {
  if (timezone === "Z") return 0;
  const [, sign, hours, minutes] = OFFSET.exec(timezone) ?? [];
  if (hours === undefined) return null;
  const offset = Number(hours) * 60 + Number(minutes);
  if (offset > OFFSET_MINUTES_MAX) return null;
  return sign === "-" ? -offset : offset;
}

function fault(message: string): ReadWindow {
  return { kind: "fault", message };
}
