import { describe, expect, it } from "vitest";
import { toLocalTime } from "#lib/calendar/rules/local-time.ts";
import { isAlwaysQuiet, quietUntil, type QuietHours } from "#lib/notifications/rules/quiet-hours.ts";

const nights: QuietHours = { timeZone: "Europe/Berlin", from: "22:00", to: "07:00", exceptCritical: true };
const until = (quiet: QuietHours, at: string) => quietUntil(quiet, new Date(at))?.toISOString() ?? null;

describe("Quiet hours", () => {
  it.each([
    ["before they begin", nights, "2026-06-01T19:59:59Z", null],
    ["as they begin", nights, "2026-06-01T20:00:00Z", "2026-06-02T05:00:00.000Z"],
    ["after midnight", nights, "2026-06-02T01:00:00Z", "2026-06-02T05:00:00.000Z"],
    ["as they end", nights, "2026-06-02T05:00:00Z", null],
    ["in winter", nights, "2026-01-01T22:00:00Z", "2026-01-02T06:00:00.000Z"],
    ["in the night when the clocks go forward", nights, "2026-03-28T22:00:00Z", "2026-03-29T05:00:00.000Z"],
    ["within one day", { ...nights, from: "12:00", to: "13:00" }, "2026-06-01T10:30:00Z", "2026-06-01T11:00:00.000Z"],
    ["on a day that is not theirs", { ...nights, days: [6, 7] }, "2026-06-01T20:00:00Z", null],
    ["after a day that is theirs", { ...nights, days: [7] }, "2026-06-01T04:00:00Z", "2026-06-01T05:00:00.000Z"],
    [
      "over a whole weekend",
      { ...nights, from: "00:00", to: "00:00", days: [6, 7] },
      "2026-06-06T10:00:00Z",
      "2026-06-07T22:00:00.000Z",
    ],
    [
      "that name a time which does not exist",
      { ...nights, to: "02:30" },
      "2026-03-28T23:00:00Z",
      "2026-03-29T01:00:00.000Z",
    ],
    ["until a time that comes twice", { ...nights, to: "02:30" }, "2026-10-25T00:45:00Z", "2026-10-25T01:30:00.000Z"],
  ])("%s", (_title, quiet, at, end) => expect(until(quiet, at)).toBe(end));

  it.each([
    ["Europe/Berlin", "2026-03-28"],
    ["Europe/Berlin", "2026-10-24"],
    ["America/Havana", "2026-03-07"],
    ["America/Havana", "2026-10-31"],
    ["Australia/Lord_Howe", "2026-04-04"],
    ["Australia/Lord_Howe", "2026-10-03"],
    ["Asia/Beirut", "2026-03-28"],
  ])("hold whenever the clock on the wall says so, also as it changes: %s, %s", (timeZone, start) => {
    const ranges = [
      ["22:00", "07:00"],
      ["23:30", "00:30"],
      ["01:30", "02:30"],
    ] as const;
    for (let minute = 0; minute < 48 * 60; minute += 20) {
      const at = new Date(Date.parse(`${start}T00:00:00Z`) + minute * 60_000);
      const clock = toLocalTime(at, timeZone).slice(11, 16);
      for (const [from, to] of ranges) {
        const isNight = from < to ? from <= clock && clock < to : from <= clock || clock < to;
        const end = quietUntil({ ...nights, timeZone, from, to }, at);
        if (isNight) expect(end?.getTime(), `${at.toISOString()} ${from}`).toBeGreaterThan(at.getTime());
      }
    }
  });

  it("may not be all hours of all days", () => {
    expect(isAlwaysQuiet({ from: "08:00", to: "08:00" })).toBe(true);
    expect(isAlwaysQuiet({ from: "08:00", to: "08:00", days: [1, 2, 3, 4, 5, 6, 7] })).toBe(true);
    expect(isAlwaysQuiet({ from: "08:00", to: "08:00", days: [1, 2, 3, 4, 5] })).toBe(false);
    expect(isAlwaysQuiet({ from: "08:00", to: "07:59" })).toBe(false);
  });
});
