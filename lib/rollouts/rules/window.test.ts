import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MaintenanceWindow } from "#lib/rollouts/rules/settings.ts";
import { isWindowOpen, nextOpening, windowClosesAt } from "#lib/rollouts/rules/window.ts";

const night: MaintenanceWindow = { start: "22:00", end: "04:00", timeZone: "Europe/Berlin" };
const weekday: MaintenanceWindow = { days: [1, 5], start: "09:00", end: "17:00", timeZone: "UTC" };
const fridayNight: MaintenanceWindow = { days: [5], start: "22:00", end: "04:00", timeZone: "UTC" };
const allDay: MaintenanceWindow = { days: [3], start: "06:00", end: "06:00", timeZone: "UTC" };
// On 29 March 2026 Berlin's clocks go from 02:00 to 03:00, on 25 October from 03:00 back to 02:00.
const inTheGap: MaintenanceWindow = { days: [7], start: "02:00", end: "03:00", timeZone: "Europe/Berlin" };
const acrossGap: MaintenanceWindow = { days: [7], start: "01:30", end: "03:30", timeZone: "Europe/Berlin" };

describe("isWindowOpen", () => {
  test.each<[string, MaintenanceWindow, string, boolean]>([
    ["before a night window opens", night, "2026-01-05T20:59:59Z", false],
    ["as it opens", night, "2026-01-05T21:00:00Z", true],
    ["after midnight", night, "2026-01-06T02:59:59Z", true],
    ["as it closes", night, "2026-01-06T03:00:00Z", false],
    ["in summer, one hour earlier by UTC", night, "2026-07-01T20:00:00Z", true],
    ["on a named day", weekday, "2026-01-05T12:00:00Z", true],
    ["on another day", weekday, "2026-01-06T12:00:00Z", false],
    ["after midnight of the day on which it opened", fridayNight, "2026-01-10T03:00:00Z", true],
    ["after midnight of another day", fridayNight, "2026-01-09T03:00:00Z", false],
    ["a whole day", allDay, "2026-01-08T05:59:00Z", true],
    ["the end of a whole day", allDay, "2026-01-08T06:00:00Z", false],
    ["in the hour that the clocks left out", inTheGap, "2026-03-29T01:00:00Z", false],
    ["an hour shorter across the change", acrossGap, "2026-03-29T01:29:00Z", true],
    ["closed after the shortened window", acrossGap, "2026-03-29T01:30:00Z", false],
    ["in the first of two equal hours", inTheGap, "2026-10-25T00:30:00Z", true],
    ["in the second of two equal hours", inTheGap, "2026-10-25T01:30:00Z", true],
    ["after both", inTheGap, "2026-10-25T02:00:00Z", false],
  ])("%s", (_, window, now, expected) => {
    expect(isWindowOpen(window, new Date(now))).toBe(expected);
  });
});

describe("nextOpening", () => {
  test.each<[string, MaintenanceWindow, string, string]>([
    ["later today", night, "2026-01-05T12:00:00Z", "2026-01-05T21:00:00.000Z"],
    ["tomorrow, once it has opened", night, "2026-01-05T21:00:00Z", "2026-01-06T21:00:00.000Z"],
    ["on the next named day", weekday, "2026-01-06T12:00:00Z", "2026-01-09T09:00:00.000Z"],
    ["by the clocks of summer", night, "2026-06-30T12:00:00Z", "2026-06-30T20:00:00.000Z"],
    ["a week later where the clocks leave it out", inTheGap, "2026-03-28T12:00:00Z", "2026-04-05T00:00:00.000Z"],
  ])("%s", (_, window, now, expected) => {
    expect(nextOpening(window, new Date(now)).toISOString()).toBe(expected);
  });
});

test("a window is open at its next opening, and closes after it", () => {
  const time = fc
    .tuple(fc.nat({ max: 23 }), fc.nat({ max: 59 }))
    .map(([hour, minute]) => `${String(hour).padStart(2, "0")}:${String(minute).padStart(2, "0")}`);
  const windows = fc.record(
    {
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      start: time,
      end: time,
      timeZone: fc.constantFrom(
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Africa/Cairo",
        "America/Santiago",
        "Pacific/Apia",
      ),
    },
    { requiredKeys: ["start", "end", "timeZone"] },
  ) as fc.Arbitrary<MaintenanceWindow>;
  const moments = fc.date({ min: new Date("2026-01-01"), max: new Date("2027-12-31"), noInvalidDate: true });
  fc.assert(
    fc.property(windows, moments, (window, now) => {
      const opening = nextOpening(window, now);
      expect(opening.getTime()).toBeGreaterThan(now.getTime());
      expect(isWindowOpen(window, opening)).toBe(true);
      expect(windowClosesAt(window, opening)!.getTime()).toBeGreaterThan(opening.getTime());
    }),
    { numRuns: 500 },
  );
});
