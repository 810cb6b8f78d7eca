import { expect, it } from "vitest";
import { sayRecurrence, toDraft, toRecurrence } from "#components/calendar/recurrence-words.ts";
import type { Recurrence } from "#lib/calendar/rules/recurrence.ts";

it.each<[Recurrence, string, string]>([
  [{ kind: "once" }, "once", "once"],
  [{ kind: "cron", value: "0 22 * * 5" }, "cron", "cron 0 22 * * 5"],
  [{ kind: "rrule", value: "FREQ=WEEKLY;BYDAY=SA,SU" }, "weekly", "every Sat, Sun"],
  [{ kind: "rrule", value: "FREQ=DAILY" }, "rrule", "every day"],
  [{ kind: "rrule", value: "FREQ=MONTHLY;BYDAY=-1FR" }, "rrule", "FREQ=MONTHLY;BYDAY=-1FR"],
])("%j goes through the form unchanged and is told as %s: %s", (recurrence, mode, words) => {
  expect(toDraft(recurrence).mode).toBe(mode);
  expect(toRecurrence(toDraft(recurrence))).toEqual(recurrence);
  expect(sayRecurrence(recurrence)).toBe(words);
});
