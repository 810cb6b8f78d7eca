import fc from "fast-check";
import { RRuleTemporal } from "rrule-temporal";
import { describe, expect, it } from "vitest";
import { readWallRule } from "#lib/calendar/rules/wall-rule.ts";

const WEEKDAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

const wallOf = (local: string) => Date.parse(`${local}Z`) / 60_000;
const localOf = (wall: number) => new Date(wall * 60_000).toISOString().slice(0, 16);

function listFrom(rule: string, start: string, howMany: number): string[] {
  const walls = readWallRule(rule, wallOf(start));
  const found: number[] = [];
  for (let wall = walls.after(-Infinity); wall !== null && found.length < howMany; wall = walls.after(wall)) {
    found.push(wall);
  }
  // Backwards it is the same.
  const back: number[] = [];
  let wall = walls.atOrBefore(found.at(-1) ?? 0);
  for (; wall !== null; wall = walls.atOrBefore(wall - 1)) back.unshift(wall);
  expect(back).toEqual(found);
  return found.map(localOf);
}

const days = (rule: string, start: string, howMany: number) =>
  listFrom(rule, `${start}T09:00`, howMany).map((local) => local.slice(0, 10));

describe("A rule on a wall without summer time", () => {
  // Most of them, with their days, are the examples of RFC 5545, 3.8.5.3.
  it.each([
    ["FREQ=DAILY;INTERVAL=10", "1997-09-02", "1997-09-02 1997-09-12 1997-09-22 1997-10-02 1997-10-12"],
    ["FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO", "1997-08-05", "1997-08-05 1997-08-10 1997-08-19 1997-08-24"],
    ["FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU", "1997-08-05", "1997-08-05 1997-08-17 1997-08-19 1997-08-31"],
    ["FREQ=WEEKLY", "1997-09-02", "1997-09-02 1997-09-09 1997-09-16"],
    ["FREQ=MONTHLY;BYDAY=1FR", "1997-09-05", "1997-09-05 1997-10-03 1997-11-07 1997-12-05 1998-01-02"],
    [
      "FREQ=MONTHLY;INTERVAL=2;BYDAY=1SU,-1SU",
      "1997-09-07",
      "1997-09-07 1997-09-28 1997-11-02 1997-11-30 1998-01-04 1998-01-25 1998-03-01",
    ],
    ["FREQ=MONTHLY;BYDAY=-2MO", "1997-09-22", "1997-09-22 1997-10-20 1997-11-17 1997-12-22 1998-01-19 1998-02-16"],
    ["FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28", "1997-09-28 1997-10-29 1997-11-28 1997-12-29 1998-01-29 1998-02-26"],
    ["FREQ=MONTHLY;BYMONTHDAY=15,30", "2007-01-15", "2007-01-15 2007-01-30 2007-02-15 2007-03-15 2007-03-30"],
    ["FREQ=MONTHLY", "2026-01-31", "2026-01-31 2026-03-31 2026-05-31 2026-07-31 2026-08-31"],
    [
      "FREQ=YEARLY;INTERVAL=3;BYYEARDAY=1,100,200",
      "1997-01-01",
      "1997-01-01 1997-04-10 1997-07-19 2000-01-01 2000-04-09 2000-07-18 2003-01-01",
    ],
    ["FREQ=YEARLY;BYYEARDAY=-1", "1999-01-01", "1999-12-31 2000-12-31"],
    ["FREQ=YEARLY;BYDAY=20MO", "1997-05-19", "1997-05-19 1998-05-18 1999-05-17"],
    ["FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05-12", "1997-05-12 1998-05-11 1999-05-17"],
    ["FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO", "2015-01-01", "2015-12-28 2020-12-28 2026-12-28"],
    ["FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "1997-03-13", "1997-03-13 1997-03-20 1997-03-27 1998-03-05"],
    ["FREQ=YEARLY;BYMONTH=3,11;BYDAY=-1SU", "2026-01-01", "2026-03-29 2026-11-29 2027-03-28 2027-11-28"],
    ["FREQ=YEARLY", "2024-02-29", "2024-02-29 2028-02-29 2032-02-29"],
    ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", "2024-01-01", "2044-02-29 2072-02-29"],
    ["FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1997-09-02", "1998-02-13 1998-03-13 1998-11-13 1999-08-13 2000-10-13"],
    ["FREQ=YEARLY;BYYEARDAY=100,101;BYDAY=FR", "1997-01-01", "1997-04-11 1998-04-10 2003-04-11"],
    ["FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13", "1997-09-13", "1997-09-13 1997-10-11 1997-11-08 1997-12-13"],
    [
      "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
      "1996-11-05",
      "1996-11-05 2000-11-07 2004-11-02",
    ],
    ["FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04", "1997-09-04 1997-10-07 1997-11-06"],
    ["FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2", "1997-09-29", "1997-09-29 1997-10-30 1997-11-27 1997-12-30"],
    ["FREQ=DAILY;BYMONTH=1;BYDAY=MO", "1997-01-28", "1998-01-05 1998-01-12 1998-01-19 1998-01-26 1999-01-04"],
    ["FREQ=DAILY", "0001-12-31", "0001-12-31 0002-01-01"],
    ["FREQ=DAILY", "9999-12-30", "9999-12-30 9999-12-31"],
  ])("%s from %s comes on the right days", (rule, start, expected) => {
    const wanted = expected.split(" ");
    expect(days(rule, start, wanted.length)).toEqual(wanted);
  });

  it("comes several times a day", () => {
    expect(listFrom("FREQ=DAILY;BYHOUR=10,9;BYMINUTE=0,40", "1997-09-02T09:40", 4)).toEqual([
      "1997-09-02T09:40",
      "1997-09-02T10:00",
      "1997-09-02T10:40",
      "1997-09-03T09:00",
    ]);
    expect(listFrom("FREQ=MONTHLY;BYDAY=MO;BYHOUR=1,2;BYSETPOS=2,-1", "2026-06-01T00:00", 3)).toEqual([
      "2026-06-01T02:00",
      "2026-06-29T02:00",
      "2026-07-06T02:00",
    ]);
  });

  it("is asked in no time, however often, seldom or late it comes", () => {
    const numbers = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, index) => from + index).join(",");
    const always = `BYHOUR=${numbers(0, 23)};BYMINUTE=${numbers(0, 59)}`;
    const rules = [
      `FREQ=YEARLY;BYMONTHDAY=${numbers(1, 31)};${always}`,
      `FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;${always};BYSETPOS=366,-1`,
      "FREQ=YEARLY;INTERVAL=9999",
      "FREQ=YEARLY;INTERVAL=400;BYMONTH=2;BYMONTHDAY=29",
      "FREQ=MONTHLY;INTERVAL=9999",
      "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
      "FREQ=MONTHLY;BYDAY=99MO",
    ];
    const asked = wallOf("2026-05-04T12:00");
    for (const rule of rules) {
      for (const start of ["0001-01-01T02:00", "2025-01-01T02:00", "9999-12-31T23:59"]) {
        const walls = readWallRule(rule, wallOf(start));
        expect(walls.after(asked) ?? Infinity).toBeGreaterThan(asked);
        expect(walls.atOrBefore(asked) ?? -Infinity).toBeLessThanOrEqual(asked);
      }
    }
  });

  it("comes when another reading of RFC 5545 says, for rules by day, week and month", () => {
    const some = (values: readonly (string | number)[]) =>
      fc.subarray([...values], { minLength: 1 }).map((chosen) => chosen.join(","));
    const maybe = (name: string, values: fc.Arbitrary<string>) =>
      fc.option(values).map((text) => (text === null ? "" : `;${name}=${text}`));
    const ofWeek = maybe("BYDAY", some(WEEKDAYS));
    const ofMonth = fc.oneof(
      maybe("BYMONTHDAY", some([1, 15, 29, 30, 31, -1, -5])),
      maybe("BYDAY", some(["MO", "1FR", "-1SU", "3WE", "SA"])),
    );
    const rule = fc
      .oneof(
        fc.tuple(fc.constant("DAILY"), ofWeek),
        fc.tuple(fc.constant("WEEKLY"), ofWeek),
        fc.tuple(fc.constant("MONTHLY"), ofMonth),
      )
      .chain(([frequency, days]) =>
        fc
          .tuple(fc.integer({ min: 1, max: 5 }), maybe("BYHOUR", some([0, 9, 23])), maybe("BYMINUTE", some([0, 30])))
          .map(([interval, hours, minutes]) => `FREQ=${frequency};INTERVAL=${interval}${days}${hours}${minutes}`),
      );
    const start = fc.date({ min: new Date("1999-01-01"), max: new Date("2032-01-01"), noInvalidDate: true });
    fc.assert(
      fc.property(rule, start, (text, day) => {
        const local = `${day.toISOString().slice(0, 10)}T09:40`;
        const dtstart = local.replaceAll(/[-:]/g, "");
        const other = new RRuleTemporal({ rruleString: `DTSTART;TZID=UTC:${dtstart}00\nRRULE:${text};COUNT=12` });
        const expected = other.all().map((time) => time.toString().slice(0, 16));
        expect(listFrom(text, local, expected.length)).toEqual(expected);
      }),
      { numRuns: 150 },
    );
  });
});
