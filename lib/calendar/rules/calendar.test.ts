import { describe, expect, it } from "vitest";
import { addMinutes, faultOfLocalTime, fitLocalTime, instantOf, isTimeZone } from "#lib/calendar/rules/local-time.ts";
import { everComes, type Occasion, spanAt, spansBetween } from "#lib/calendar/rules/occasions.ts";
import { faultOfRecurrence, localTimeInput, type Recurrence } from "#lib/calendar/rules/recurrence.ts";
import { leftOutBetween, seriesOf } from "#lib/calendar/rules/series.ts";
import { type CalendarRule, firstOpening, isOpen, judge, rulesFor } from "#lib/calendar/rules/verdict.ts";

const BERLIN = "Europe/Berlin";
const NEW_YORK = "America/New_York";
const LORD_HOWE = "Australia/Lord_Howe";

const at = (text: string) => new Date(text);
const iso = (date: Date | null) => date?.toISOString() ?? null;
const rrule = (value: string): Recurrence => ({ kind: "rrule", value });
const cron = (value: string): Recurrence => ({ kind: "cron", value });

let count = 0;
function aRule(over: Partial<CalendarRule>): CalendarRule {
  return {
    id: `rule-${++count}`,
    name: "Nights",
    kind: "window",
    environmentId: null,
    productId: null,
    reason: "",
    recurrence: rrule("FREQ=DAILY"),
    startsAt: "2026-01-01T22:00",
    durationMinutes: 120,
    timeZone: "UTC",
    ...over,
  };
}

function starts(occasion: Pick<Occasion, "recurrence" | "startsAt" | "timeZone">, from: string, howMany: number) {
  const series = seriesOf({ ...occasion });
  const found: (string | null)[] = [];
  let next = series.after(at(from));
  while (next !== null && found.length < howMany) {
    found.push(iso(next));
    next = series.after(next);
  }
  return found;
}

describe("Local times", () => {
  it.each([
    ["2026-03-29T02:30", BERLIN, "02:00", "03:00", "2026-03-29T01:00:00.000Z"],
    ["2026-03-08T02:30", NEW_YORK, "02:00", "03:00", "2026-03-08T07:00:00.000Z"],
    ["2026-10-04T02:15", LORD_HOWE, "02:00", "02:30", "2026-10-03T15:30:00.000Z"],
  ])("%s is left out in %s", (local, zone, gapStart, gapEnd, end) => {
    expect(fitLocalTime(local, zone)).toEqual({ kind: "never", gapStart, gapEnd, gapEndsAt: at(end) });
    expect(faultOfLocalTime(local, zone)).toContain(
      `go from ${gapStart} to ${gapEnd}. Write a time before ${gapStart}`,
    );
    expect(iso(instantOf(local, zone))).toBe(end);
  });

  it.each([
    ["2026-10-25T02:30", BERLIN, "2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z"],
    ["2026-11-01T01:30", NEW_YORK, "2026-11-01T05:30:00.000Z", "2026-11-01T06:30:00.000Z"],
    ["2026-04-05T01:45", LORD_HOWE, "2026-04-04T14:45:00.000Z", "2026-04-04T15:15:00.000Z"],
  ])("%s comes twice in %s, and the first is meant", (local, zone, first, second) => {
    expect(fitLocalTime(local, zone)).toEqual({ kind: "twice", first: at(first), second: at(second) });
    expect(iso(instantOf(local, zone))).toBe(first);
  });

  it("at the very edges of a gap exist", () => {
    expect(fitLocalTime("2026-03-29T01:59", BERLIN).kind).toBe("once");
    expect(fitLocalTime("2026-03-29T03:00", BERLIN)).toEqual({ kind: "once", at: at("2026-03-29T01:00:00Z") });
    expect(fitLocalTime("2026-10-04T02:30", LORD_HOWE).kind).toBe("once");
  });

  it("are read from days that exist only", () => {
    expect(localTimeInput.parse("2026-02-28T22:00:00")).toBe("2026-02-28T22:00");
    for (const bad of ["2026-02-30T22:00", "2026-02-28 22:00", "2026-02-28T25:00", "2026-02-28T22:00Z", "soon", ""]) {
      expect(localTimeInput.safeParse(bad).success, bad).toBe(false);
    }
    expect([BERLIN, "UTC", "Mars/Base", "+02:00", ""].map(isTimeZone)).toEqual([true, true, false, false, false]);
  });

  it("count days by the calendar and hours by the clock", () => {
    // The night in which the clocks go forward has 23 hours.
    const eve = instantOf("2026-03-28T22:00", BERLIN);
    expect(iso(addMinutes(eve, 1_440, BERLIN))).toBe(iso(instantOf("2026-03-29T22:00", BERLIN)));
    expect(iso(addMinutes(eve, 8 * 60, BERLIN))).toBe(iso(instantOf("2026-03-29T07:00", BERLIN)));
    expect(iso(addMinutes(eve, 1_500, BERLIN))).toBe(iso(instantOf("2026-03-29T23:00", BERLIN)));
  });
});

describe("What recurs", () => {
  it("by RFC 5545 keeps its local time through summer and winter, and leaves out what the clocks leave out", () => {
    const daily = { recurrence: rrule("FREQ=DAILY"), startsAt: "2026-01-01T02:30", timeZone: BERLIN };
    expect(starts(daily, "2026-03-27T12:00Z", 3)).toEqual([
      "2026-03-28T01:30:00.000Z",
      "2026-03-30T00:30:00.000Z",
      "2026-03-31T00:30:00.000Z",
    ]);
    expect(starts(daily, "2026-10-24T12:00Z", 2)).toEqual(["2026-10-25T00:30:00.000Z", "2026-10-26T01:30:00.000Z"]);
    const gaps = leftOutBetween(daily, at("2026-01-01T00:00Z"), at("2027-01-01T00:00Z"));
    expect(gaps).toMatchObject([{ from: "2026-03-29T02:30", at: at("2026-03-29T01:00Z") }]);
  });

  it("in New York and on Lord Howe, where the clocks move by half an hour", () => {
    const sundays = { recurrence: rrule("FREQ=WEEKLY;BYDAY=SU"), startsAt: "2026-01-01T02:30", timeZone: NEW_YORK };
    expect(starts(sundays, "2026-03-01T12:00Z", 2)).toEqual(["2026-03-15T06:30:00.000Z", "2026-03-22T06:30:00.000Z"]);
    const island = { recurrence: rrule("FREQ=DAILY"), startsAt: "2026-01-01T02:15", timeZone: LORD_HOWE };
    expect(starts(island, "2026-10-02T12:00Z", 2)).toEqual(["2026-10-02T15:45:00.000Z", "2026-10-04T15:15:00.000Z"]);
    const overlap = { ...island, startsAt: "2026-01-01T01:45" };
    expect(starts(overlap, "2026-04-03T16:00Z", 2)).toEqual(["2026-04-04T14:45:00.000Z", "2026-04-05T15:15:00.000Z"]);
  });

  it("by cron comes when the clocks have jumped, once where an hour comes twice, and not before its beginning", () => {
    const nightly = { recurrence: cron("30 2 * * *"), startsAt: "2026-01-01T00:00", timeZone: BERLIN };
    expect(starts(nightly, "2026-03-28T12:00Z", 2)).toEqual(["2026-03-29T01:00:00.000Z", "2026-03-30T00:30:00.000Z"]);
    expect(starts(nightly, "2026-10-24T12:00Z", 2)).toEqual(["2026-10-25T00:30:00.000Z", "2026-10-26T01:30:00.000Z"]);
    expect(starts(nightly, "2025-01-01T00:00Z", 1)).toEqual(["2026-01-01T01:30:00.000Z"]);
    const series = seriesOf(nightly);
    expect(iso(series.atOrBefore(at("2026-01-01T01:30Z")))).toBe("2026-01-01T01:30:00.000Z");
    expect(series.atOrBefore(at("2026-01-01T01:29:59.999Z"))).toBeNull();
    expect(iso(series.atOrBefore(at("2026-06-01T00:29:59.500Z")))).toBe("2026-05-31T00:30:00.000Z");
  });

  it("ends with its count or its last day", () => {
    const counted = { recurrence: rrule("FREQ=DAILY;COUNT=2"), startsAt: "2026-01-01T10:00", timeZone: "UTC" };
    expect(starts(counted, "2025-01-01T00:00Z", 9)).toHaveLength(2);
    const until = { ...counted, recurrence: rrule("FREQ=DAILY;UNTIL=20260103T100000Z") };
    expect(starts(until, "2025-01-01T00:00Z", 9)).toHaveLength(3);
    expect(starts({ ...counted, recurrence: { kind: "once" } }, "2025-01-01T00:00Z", 9)).toEqual([
      "2026-01-01T10:00:00.000Z",
    ]);
  });

  it("counts no time that the clocks leave out", () => {
    const three = { recurrence: rrule("FREQ=DAILY;COUNT=3"), startsAt: "2026-03-28T02:30", timeZone: BERLIN };
    const times = ["2026-03-28T01:30:00.000Z", "2026-03-30T00:30:00.000Z", "2026-03-31T00:30:00.000Z"];
    expect(starts(three, "2026-01-01T00:00Z", 9)).toEqual(times);
    expect(iso(seriesOf(three, "jump").atOrBefore(at("2026-03-29T12:00Z")))).toBe("2026-03-29T01:00:00.000Z");
    expect(iso(seriesOf(three).atOrBefore(at("2030-01-01T00:00Z")))).toBe(times[2]);
  });

  it("is asked about the hour that comes twice from within both", () => {
    const often = {
      recurrence: rrule("FREQ=DAILY;BYHOUR=2;BYMINUTE=10,50"),
      startsAt: "2026-01-01T00:00",
      timeZone: BERLIN,
    };
    // 02:30 for the first and for the second time.
    for (const [instant, before, after] of [
      ["2026-10-25T00:30Z", "2026-10-25T00:10:00.000Z", "2026-10-25T00:50:00.000Z"],
      ["2026-10-25T01:30Z", "2026-10-25T00:50:00.000Z", "2026-10-26T01:10:00.000Z"],
    ] as const) {
      expect(iso(seriesOf(often).atOrBefore(at(instant)))).toBe(before);
      expect(iso(seriesOf(often).after(at(instant)))).toBe(after);
    }
  });

  it("at midnight, where the clocks jump at midnight", () => {
    const daily = { recurrence: rrule("FREQ=DAILY"), startsAt: "2026-01-01T00:00", timeZone: "America/Santiago" };
    expect(starts(daily, "2026-09-05T12:00Z", 2)).toEqual(["2026-09-07T03:00:00.000Z", "2026-09-08T03:00:00.000Z"]);
    expect(iso(seriesOf(daily, "jump").after(at("2026-09-05T12:00Z")))).toBe("2026-09-06T04:00:00.000Z");
    expect(iso(seriesOf(daily).after(at("2026-04-04T12:00Z")))).toBe("2026-04-05T04:00:00.000Z");
  });

  it.each([
    [rrule("FREQ=NOPE"), "recurrence.value"],
    [rrule("FREQ=DAILY;UNTIL=20269999T999999Z"), "recurrence.value"],
    [rrule("FREQ=DAILY;UNTIL=20260230T000000Z"), "recurrence.value"],
    [rrule("INTERVAL=2"), "recurrence.value"],
    [rrule("FREQ=DAILY;FOO=1"), "recurrence.value"],
    [rrule("FREQ=DAILY;BYHOUR=99"), "recurrence.value"],
    [rrule("FREQ=DAILY;FREQ=DAILY"), "recurrence.value"],
    [rrule("FREQ=HOURLY"), "recurrence.value"],
    [rrule("FREQ=DAILY;COUNT=2;UNTIL=20270101T000000Z"), "recurrence.value"],
    [rrule("FREQ=DAILY;UNTIL=20270101"), "recurrence.value"],
    [rrule("RRULE:FREQ=DAILY"), "recurrence.value"],
    [rrule("FREQ=DAILY\nDTSTART:20260101T000000Z"), "recurrence.value"],
    [cron("* * * * * *"), "recurrence.value"],
    [cron("@daily"), "recurrence.value"],
    [cron("61 * * * *"), "recurrence.value"],
  ] as const)("%j is refused with its place", (recurrence, path) => {
    const fault = faultOfRecurrence({ recurrence, startsAt: "2026-01-01T10:00", timeZone: BERLIN });
    expect(fault?.path).toBe(path);
    expect(fault?.message).not.toBe("");
  });

  it("is refused where its first time does not exist", () => {
    const inGap = { startsAt: "2026-03-29T02:30", timeZone: BERLIN };
    expect(faultOfRecurrence({ ...inGap, recurrence: { kind: "once" } })).toMatchObject({
      path: "startsAt",
      message: expect.stringContaining("03:00 or later"),
    });
    expect(faultOfRecurrence({ ...inGap, recurrence: rrule("FREQ=WEEKLY") })?.path).toBe("startsAt");
    expect(faultOfRecurrence({ ...inGap, recurrence: cron("0 4 * * *") })).toBeNull();
  });

  it.each([
    [rrule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), false],
    [rrule("FREQ=DAILY;UNTIL=20250101T000000Z"), false],
    [cron("0 0 30 2 *"), false],
    [rrule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"), true],
    [cron("0 0 29 2 *"), true],
  ])("%j ever comes: %s", (recurrence, comes) => {
    expect(everComes({ recurrence, startsAt: "2026-01-01T10:00", timeZone: BERLIN })).toBe(comes);
  });
});

describe("Occasions", () => {
  it("hold from their beginning on, and no more at their end", () => {
    const nights = aRule({});
    expect(spanAt(nights, at("2026-05-01T21:59:59Z"))).toBeNull();
    expect(iso(spanAt(nights, at("2026-05-01T22:00Z"))?.endsAt ?? null)).toBe("2026-05-02T00:00:00.000Z");
    expect(spanAt(nights, at("2026-05-02T00:00Z"))).toBeNull();
  });

  it("that overlap or meet are told as one, and no more of them than asked for", () => {
    const always = aRule({ durationMinutes: 1_440 });
    const range = { from: at("2026-05-01T00:00Z"), to: at("2026-05-04T00:00Z"), limit: 10 };
    expect(spansBetween(always, range)).toEqual([
      { startsAt: at("2026-04-30T22:00Z"), endsAt: at("2026-05-04T22:00Z") },
    ]);
    expect(spansBetween(aRule({}), range)).toHaveLength(3);
    expect(spansBetween(aRule({}), { ...range, limit: 2 })).toHaveLength(2);
  });

  it("of a window do not open where the clocks leave out their beginning; a freeze holds all the same", () => {
    const recurring = { startsAt: "2026-01-01T02:30", timeZone: BERLIN, durationMinutes: 60 };
    const afterGap = at("2026-03-29T01:10Z");
    expect(spanAt(aRule({ ...recurring }), afterGap)).toBeNull();
    expect(spanAt(aRule({ ...recurring, kind: "freeze" }), afterGap)).toEqual({
      startsAt: at("2026-03-29T01:00Z"),
      endsAt: at("2026-03-29T02:00Z"),
    });
    const range = { from: at("2026-03-28T12:00Z"), to: at("2026-03-30T12:00Z"), limit: 10 };
    expect(spansBetween(aRule({ ...recurring, kind: "freeze" }), range)).toHaveLength(2);
  });

  it("keep their length when the clocks go back", () => {
    const night = aRule({ startsAt: "2026-01-01T01:00", timeZone: BERLIN, durationMinutes: 180 });
    expect(spanAt(night, at("2026-10-24T23:30Z"))).toEqual({
      startsAt: at("2026-10-24T23:00Z"),
      endsAt: at("2026-10-25T02:00Z"),
    });
  });
});

describe("The calendar", () => {
  const noon = at("2026-05-01T12:00Z");
  const freeze = (over: Partial<CalendarRule> = {}) =>
    aRule({
      kind: "freeze",
      recurrence: { kind: "once" },
      startsAt: "2026-05-01T10:00",
      durationMinutes: 600,
      ...over,
    });

  it("is open where nobody said anything", () => {
    expect(judge([], noon)).toEqual({ kind: "open", until: null });
  });

  it("with a window is closed outside it, and says when it opens", () => {
    expect(judge([aRule({})], noon)).toMatchObject({ kind: "closed", until: at("2026-05-01T22:00Z") });
    expect(judge([aRule({})], at("2026-05-01T23:00Z"))).toEqual({ kind: "open", until: at("2026-05-02T00:00Z") });
  });

  it("lets a freeze beat every window, and says when both are well", () => {
    const rules = [aRule({ startsAt: "2026-01-01T11:00", durationMinutes: 1_380 }), freeze()];
    expect(judge(rules, noon)).toMatchObject({ kind: "frozen", by: rules[1], until: at("2026-05-01T20:00Z") });
    expect(judge(rules, at("2026-04-30T12:00Z"))).toMatchObject({ kind: "open", until: at("2026-05-01T10:00Z") });
    const apart = [aRule({ startsAt: "2026-01-01T11:00", durationMinutes: 60 }), freeze()];
    expect(judge(apart, noon)).toMatchObject({ kind: "frozen", until: at("2026-05-02T11:00Z") });
  });

  it("asks for a window of each level that has windows; within a level one is enough", () => {
    const everywhere = aRule({ startsAt: "2026-01-01T10:00", durationMinutes: 180 });
    const environment = aRule({ environmentId: "e", startsAt: "2026-01-01T12:30", durationMinutes: 600 });
    const second = aRule({ environmentId: "e", startsAt: "2026-01-01T11:30", durationMinutes: 60 });
    expect(isOpen([everywhere, environment], noon)).toBe(false);
    expect(firstOpening([everywhere, environment], noon)).toEqual(at("2026-05-01T12:30Z"));
    expect(judge([everywhere, environment, second], noon)).toEqual({ kind: "open", until: at("2026-05-01T13:00Z") });
  });

  it("knows which rules concern a place", () => {
    const rules = [aRule({}), aRule({ environmentId: "e" }), aRule({ productId: "p" }), aRule({ productId: "q" })];
    expect(rulesFor(rules, { productId: "p", environmentId: "e" })).toEqual(rules.slice(0, 3));
    expect(rulesFor(rules, { productId: "p", environmentId: null })).toEqual([rules[0], rules[2]]);
  });

  it("says when it never opens again", () => {
    const past = aRule({ recurrence: { kind: "once" } });
    expect(judge([past], noon)).toMatchObject({ kind: "closed", until: null });
    const mondays = aRule({ recurrence: rrule("FREQ=WEEKLY;BYDAY=MO") });
    const tuesdays = aRule({ recurrence: rrule("FREQ=WEEKLY;BYDAY=TU"), productId: "p" });
    expect(judge([mondays, tuesdays], noon)).toMatchObject({ kind: "closed", until: null });
    const forever = aRule({ kind: "freeze", durationMinutes: 1_440 });
    expect(judge([forever], noon)).toMatchObject({ kind: "frozen", until: null });
  });

  it("is quick about it", () => {
    const rules = [...Array.from({ length: 20 }, () => aRule({ timeZone: BERLIN })), freeze()];
    judge(rules, noon);
    const began = performance.now();
    for (let round = 0; round < 20; round++) judge(rules, noon);
    expect((performance.now() - began) / 20).toBeLessThan(50);
  });

  it("is quick about what comes all the time, seldom, or in thousands of years", () => {
    const numbers = (count: number) => Array.from({ length: count }, (_, index) => index).join(",");
    const began = performance.now();
    for (const over of [
      { recurrence: rrule(`FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR=${numbers(24)};BYMINUTE=${numbers(60)}`) },
      { recurrence: rrule("FREQ=YEARLY;INTERVAL=9999") },
      { recurrence: rrule("FREQ=DAILY"), startsAt: "9999-12-31T22:00" },
      { recurrence: rrule("FREQ=DAILY;COUNT=999"), startsAt: "2025-01-01T22:00" },
    ]) {
      const rule = aRule({ timeZone: BERLIN, kind: "freeze", ...over });
      expect(everComes(rule)).toBe(true);
      judge([rule], noon);
    }
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});
