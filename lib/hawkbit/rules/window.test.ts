import { describe, expect, it } from "vitest";
import { readWindow, windowState } from "#lib/hawkbit/rules/window.ts";

const aWindow = (schedule: string, duration = "01:00:00", timezone = "Z") => ({ schedule, duration, timezone });

describe("a window", () => {
  it.each([
    [{}, "none"],
    [{ schedule: null, duration: "", timezone: null }, "none"],
    [{ schedule: "0 0 2 ? * *" }, "fault"],
    [{ schedule: "0 0 2 ? * *", duration: "01:00:00" }, "fault"],
    [aWindow("0 0 2 ? * *"), "window"],
    [aWindow("0 0 2 ? * *", "01:00"), "window"],
    [aWindow("0 0 2 ? * *", "23:59:59", "-05:30"), "window"],
    [aWindow("0 0 2 ? * *", "24:00:00"), "fault"],
    [aWindow("0 0 2 ? * *", "00:00:00"), "fault"],
    [aWindow("0 0 2 ? * *", "1h"), "fault"],
    [aWindow("0 0 2 ? * *", "01:00:00", "+14:00"), "window"],
    [aWindow("0 0 2 ? * *", "01:00:00", "+14:01"), "fault"],
    [aWindow("0 0 2 ? * *", "01:00:00", "+2:00"), "fault"],
    [aWindow("0 0 2 ? * *", "01:00:00", "Europe/Berlin"), "fault"],
    [aWindow("0 0 2 ? * *", "01:00:00", "UTC"), "fault"],
  ])("given as %j is read as %s", (input, kind) => {
    expect(readWindow(input).kind).toBe(kind);
  });

  it.each([
    "20 5 14 ? 11 * 2026",
    "0 0 2 ? * *",
    "0 0 2 * * ?",
    "0 0/15 8-17 ? * MON-FRI",
    "0 0 0 L * ?",
    "0 0 0 LW * ?",
    "0 0 0 15W * ?",
    "0 0 0 ? * L",
    "0 0 0 ? * 6L",
    "0 0 0 ? * FRI#3",
    "0 0 0 ? * MON,WED,FRI",
    "0 0 0 ? * FRI-MON",
    "0 0 0 ? * mon-sun",
    "0 0 0 1 JAN,JUL ? 2026-2030",
    "0 0 0 1 1 ? 2026/2",
    "  0 0   2 ? * *  ",
  ])("may have the schedule %s", (schedule) => {
    expect(readWindow(aWindow(schedule)).kind).toBe("window");
  });

  it.each([
    "",
    "0 2 * * *",
    "0 0 2 ? * * 2026 1",
    "0 0 2 * * *",
    "0 0 2 ? * ?",
    "? 0 2 ? * *",
    "0 0 2 ? * 0",
    "0 0 2 ? * 8",
    "0 0 2 ? * MON#6",
    "0 0 2 ? * +MON",
    "0 0 2 L-3 * ?",
    "0 0 2 32 * ?",
    "0 0 24 ? * *",
    "60 0 2 ? * *",
    "0 0 2 ? 13 *",
    "0 0 2 ? FOO *",
    "0 0 2 ? * * 1969",
    "0 0 2 ? * * 2100",
    "0 0 2 ? * * 99999999",
    "0 0 2 ? * * 1-9999",
    "@daily",
    "2026-11-21T00:00:00",
    "0 */0 2 ? * *",
    "* * * ? * " + "1,".repeat(300),
  ])("may not have the schedule %s", (schedule) => {
    expect(readWindow(aWindow(schedule)).kind).toBe("fault");
  });

  it.each<[string, ReturnType<typeof aWindow>, string, { isOpen: boolean; nextStartAt: string | null }]>([
    [
      "before the first",
      aWindow("20 5 14 ? 11 * 2026", "00:00:30"),
      "2026-10-01T00:00:00Z",
      { isOpen: false, nextStartAt: "2026-11-01T14:05:20.000Z" },
    ],
    [
      "at its start, which is not yet inside",
      aWindow("20 5 14 ? 11 * 2026", "00:00:30"),
      "2026-11-03T14:05:20.000Z",
      { isOpen: false, nextStartAt: "2026-11-03T14:05:20.000Z" },
    ],
    [
      "a moment after its start",
      aWindow("20 5 14 ? 11 * 2026", "00:00:30"),
      "2026-11-03T14:05:20.001Z",
      { isOpen: true, nextStartAt: "2026-11-03T14:05:20.000Z" },
    ],
    [
      "a moment before its end",
      aWindow("20 5 14 ? 11 * 2026", "00:00:30"),
      "2026-11-03T14:05:49.999Z",
      { isOpen: true, nextStartAt: "2026-11-03T14:05:20.000Z" },
    ],
    [
      "at its end",
      aWindow("20 5 14 ? 11 * 2026", "00:00:30"),
      "2026-11-03T14:05:50.000Z",
      { isOpen: false, nextStartAt: "2026-11-04T14:05:20.000Z" },
    ],
    [
      "after the last",
      aWindow("20 5 14 ? 11 * 2026", "00:00:30"),
      "2026-11-30T14:05:50.000Z",
      { isOpen: false, nextStartAt: null },
    ],
    [
      "on a Sunday, which is day 1",
      aWindow("0 30 2 ? * 1"),
      "2026-11-21T12:00:00Z",
      { isOpen: false, nextStartAt: "2026-11-22T02:30:00.000Z" },
    ],
    [
      "on a Saturday, which is day 7 and a plain L",
      aWindow("0 30 2 ? * L"),
      "2026-11-21T12:00:00Z",
      { isOpen: false, nextStartAt: "2026-11-28T02:30:00.000Z" },
    ],
    [
      "in the zone's own time",
      aWindow("0 30 2 ? * SUN", "02:00:00", "+01:00"),
      "2026-11-22T02:00:00Z",
      { isOpen: true, nextStartAt: "2026-11-22T01:30:00.000Z" },
    ],
    [
      "in a zone west of Greenwich, on the day before there",
      aWindow("0 0 23 ? * SAT", "02:00:00", "-05:30"),
      "2026-11-22T05:00:00Z",
      { isOpen: true, nextStartAt: "2026-11-22T04:30:00.000Z" },
    ],
    [
      "over midnight",
      aWindow("0 0 23 ? * *", "02:00:00"),
      "2026-11-22T00:59:59Z",
      { isOpen: true, nextStartAt: "2026-11-21T23:00:00.000Z" },
    ],
    [
      "that overlaps with the next one",
      aWindow("0 0 * ? * *", "01:30:00"),
      "2026-11-22T10:10:00Z",
      { isOpen: true, nextStartAt: "2026-11-22T09:00:00.000Z" },
    ],
    [
      "round the end of the week",
      aWindow("0 0 0 ? * FRI-MON"),
      "2026-11-24T12:00:00Z",
      { isOpen: false, nextStartAt: "2026-11-27T00:00:00.000Z" },
    ],
    [
      "on the third Friday",
      aWindow("0 0 0 ? * 6#3"),
      "2026-11-01T00:00:00Z",
      { isOpen: false, nextStartAt: "2026-11-20T00:00:00.000Z" },
    ],
    [
      "on the last working day",
      aWindow("0 0 0 LW * ?"),
      "2026-10-20T00:00:00Z",
      { isOpen: false, nextStartAt: "2026-10-30T00:00:00.000Z" },
    ],
    [
      "on the working day next to the 15th",
      aWindow("0 0 0 15W * ?"),
      "2026-11-01T00:00:00Z",
      { isOpen: false, nextStartAt: "2026-11-16T00:00:00.000Z" },
    ],
    [
      "on a leap day",
      aWindow("0 0 0 29 2 ?"),
      "2026-11-01T00:00:00Z",
      { isOpen: false, nextStartAt: "2028-02-29T00:00:00.000Z" },
    ],
    ["on a day that never is", aWindow("0 0 0 30 2 ?"), "2026-11-01T00:00:00Z", { isOpen: false, nextStartAt: null }],
  ])("%s", (_case, window, now, expected) => {
    expect(readWindow(window).kind).toBe("window");
    const { isOpen, nextStartAt, isOver } = windowState(window, new Date(now));
    expect({ isOpen, nextStartAt: nextStartAt?.toISOString() ?? null }).toEqual(expected);
    expect(isOver).toBe(expected.nextStartAt === null);
  });

  it("is told by a thousand schedules without keeping them all", () => {
    for (let minute = 0; minute < 1_000; minute++) {
      const window = aWindow(`${minute % 60} ${Math.floor(minute / 60)} 2 ? * *`);
      expect(windowState(window, new Date("2026-11-21T00:00:00Z")).isOver).toBe(false);
    }
  });
});
