// How a recurrence is chosen in a form, and told in words.
import type { Recurrence } from "#lib/calendar/rules/recurrence.ts";

export const WEEKDAYS = [
  { code: "MO", short: "Mon", name: "Monday" },
  { code: "TU", short: "Tue", name: "Tuesday" },
  { code: "WE", short: "Wed", name: "Wednesday" },
  { code: "TH", short: "Thu", name: "Thursday" },
  { code: "FR", short: "Fri", name: "Friday" },
  { code: "SA", short: "Sat", name: "Saturday" },
  { code: "SU", short: "Sun", name: "Sunday" },
] as const;

export type RecurrenceMode = "once" | "weekly" | "rrule" | "cron";

/** What the fields of a form hold; days and value belong to their modes and are kept while another is tried. */
export interface RecurrenceDraft {
  mode: RecurrenceMode;
  days: readonly string[];
  rrule: string;
  cron: string;
}

const WEEKLY = /^FREQ=WEEKLY;BYDAY=((?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:MO|TU|WE|TH|FR|SA|SU))*)$/;

export function toDraft(recurrence: Recurrence): RecurrenceDraft {
  const draft: RecurrenceDraft = {
    mode: recurrence.kind === "once" ? "once" : recurrence.kind,
    days: ["SA", "SU"],
    rrule: "FREQ=DAILY",
    cron: "0 22 * * *",
  };
  if (recurrence.kind === "once") return draft;
  if (recurrence.kind === "cron") return { ...draft, cron: recurrence.value };
  const [, days] = WEEKLY.exec(recurrence.value) ?? [];
  if (days === undefined) return { ...draft, rrule: recurrence.value };
  return { ...draft, mode: "weekly", days: days.split(","), rrule: recurrence.value };
}

export function toRecurrence({ mode, days, rrule, cron }: RecurrenceDraft): Recurrence {
  if (mode === "once") return { kind: "once" };
  if (mode === "cron") return { kind: "cron", value: cron };
  if (mode === "rrule") return { kind: "rrule", value: rrule };
  const inOrder = WEEKDAYS.filter(({ code }) => days.includes(code)).map(({ code }) => code);
  return { kind: "rrule", value: `FREQ=WEEKLY;BYDAY=${inOrder.join(",")}` };
}

/** Tells a recurrence as shortly as it can be read. */
export function sayRecurrence(recurrence: Recurrence): string {
  if (recurrence.kind === "once") return "once";
  if (recurrence.kind === "cron") return `cron ${recurrence.value}`;
  if (recurrence.value === "FREQ=DAILY") return "every day";
  const [, days] = WEEKLY.exec(recurrence.value) ?? [];
  if (days === undefined) return recurrence.value;
  const names = WEEKDAYS.filter(({ code }) => days.split(",").includes(code)).map(({ short }) => short);
  return names.length === WEEKDAYS.length ? "every day" : `every ${names.join(", ")}`;
}
