// How often does something come again, as people write it: once, as RFC 5545 has it, or as cron has it?
import { Cron } from "croner";
import { RRuleTemporal } from "rrule-temporal";
import { z } from "zod";
import { faultOfLocalTime, isLocalTime, isTimeZone } from "#lib/calendar/rules/local-time.ts";

const VALUE_LENGTH_MAX = 500;

export const timeZoneInput = z
  .string()
  .max(64)
  .refine(isTimeZone, "This is no IANA time zone, such as Europe/Berlin.")
  .describe("IANA time zone, such as Europe/Berlin");

export const localTimeInput = z
  .string()
  .refine(isLocalTime, "Write a local time of a day that exists: 2027-01-31T22:00.")
  .transform((text) => text.slice(0, "YYYY-MM-DDTHH:MM".length))
  .describe("A local time, YYYY-MM-DDTHH:MM");

const value = z.string().trim().min(1).max(VALUE_LENGTH_MAX);

export const recurrenceInput = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("once") }),
  z.strictObject({ kind: z.literal("cron"), value: value.describe("Minute, hour, day, month, weekday") }),
  z.strictObject({ kind: z.literal("rrule"), value: value.describe("RFC 5545, such as FREQ=WEEKLY;BYDAY=SA,SU") }),
]);
export type Recurrence = z.output<typeof recurrenceInput>;

/** Something that comes again and again, each time at a local time of its zone. */
export interface Recurring {
  recurrence: Recurrence;
  /** Local time of the first one. Of cron: not before. */
  startsAt: string;
  timeZone: string;
}

export interface RecurrenceFault {
  path: string;
  message: string;
}

/** Says what is wrong with a recurrence; null when nothing is. Whether it ever comes is asked of its series. */
export function faultOfRecurrence({ recurrence, startsAt, timeZone }: Recurring): RecurrenceFault | null {
  const gap = recurrence.kind === "cron" ? null : faultOfLocalTime(startsAt, timeZone);
  if (gap !== null) return { path: "startsAt", message: gap };
  if (recurrence.kind === "once") return null;
  const message = recurrence.kind === "cron" ? faultOfCron(recurrence.value) : faultOfRrule(recurrence.value);
  return message === null ? null : { path: "recurrence.value", message };
}

export function toCron(pattern: string, timeZone: string): Cron {
  return new Cron(pattern, { timezone: timeZone, paused: true, mode: "5-part" });
}

function faultOfCron(pattern: string): string | null {
  if (pattern.split(/\s+/).length !== 5) {
    return "Write five fields: minute, hour, day of the month, month, weekday. For example 0 22 * * 5.";
  }
  try {
    toCron(pattern, "UTC");
    return null;
  } catch (error) {
    return `This is not cron: ${reasonOf(error)}`;
  }
}

/**
 * The parts of RFC 5545, 3.3.10, and the numbers that each takes. What comes several times a day is written with BYHOUR:
 * nothing here is planned by the second, and counting hours from one summer to the next means no local time.
 */
const PARTS: Record<string, RegExp | { least: number; most: number; isSigned?: boolean }> = {
  FREQ: /^(YEARLY|MONTHLY|WEEKLY|DAILY)$/,
  UNTIL: /^\d{8}(T\d{6}Z?)?$/,
  COUNT: /^[1-9]\d{0,2}$/,
  INTERVAL: /^[1-9]\d{0,3}$/,
  BYMINUTE: { least: 0, most: 59 },
  BYHOUR: { least: 0, most: 23 },
  BYDAY: /^[+-]?\d{0,2}(MO|TU|WE|TH|FR|SA|SU)(,[+-]?\d{0,2}(MO|TU|WE|TH|FR|SA|SU))*$/,
  BYMONTHDAY: { least: 1, most: 31, isSigned: true },
  BYYEARDAY: { least: 1, most: 366, isSigned: true },
  BYWEEKNO: { least: 1, most: 53, isSigned: true },
  BYMONTH: { least: 1, most: 12 },
  BYSETPOS: { least: 1, most: 366, isSigned: true },
  WKST: /^(MO|TU|WE|TH|FR|SA|SU)$/,
};

/** The library passes over what it does not know; a slip of the pen must not become another rule. */
function faultOfRrule(rule: string): string | null {
  const seen = new Set<string>();
  for (const part of rule.split(";")) {
    const [name = "", text = "", ...rest] = part.split("=");
    const allowed = PARTS[name];
    if (allowed === undefined) return `${part.slice(0, 40)} is no part of a rule here. ${HOW}`;
    if (seen.has(name)) return `${name} stands twice.`;
    seen.add(name);
    if (rest.length > 0 || !fits(text, allowed))
      return `${part.slice(0, 80)} is not a value that ${name} takes. ${HOW}`;
  }
  if (!seen.has("FREQ")) return `Say how often with FREQ. ${HOW}`;
  try {
    // The library knows which parts go together; when they come is found out by wall-rule.ts.
    new RRuleTemporal({ rruleString: `DTSTART;TZID=Europe/Berlin:20260101T000000\nRRULE:${rule}`, strict: true });
    return null;
  } catch (error) {
    return `This is not a rule of RFC 5545: ${reasonOf(error)}`;
  }
}

const HOW = "For example FREQ=WEEKLY;BYDAY=SA,SU or FREQ=MONTHLY;BYDAY=-1FR.";

function fits(text: string, allowed: RegExp | { least: number; most: number; isSigned?: boolean }): boolean {
  if (allowed instanceof RegExp) return allowed.test(text);
  return text.split(",").every((item) => {
    if (!(allowed.isSigned ? /^[+-]?\d{1,3}$/ : /^\d{1,3}$/).test(item)) return false;
    const size = Math.abs(Number(item));
    return size >= allowed.least && size <= allowed.most;
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : "it cannot be read";
}
