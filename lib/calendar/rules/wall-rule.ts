// At which local times does a rule of RFC 5545 come, if the clocks never changed?
//
// Everything here is counted in minutes and days of the wall since 1970, so that a question costs one look at the period
// around its time, whatever the rule: a library that goes from one time to the next takes minutes for some of them.

export interface WallRule {
  /** The first time after one; null when there is none within a lifetime. */
  after(wall: number): number | null;
  /** The last time at or before one; null when there is none within a lifetime. */
  atOrBefore(wall: number): number | null;
}

const MINUTES_OF_DAY = 1_440;

/** A leap day that is a Monday comes after forty years at most; what takes longer is as good as never. */
const YEARS_MAX = 100;
const LAST_YEAR = 9_999;
const DAY_MILLIS = 86_400_000;
const WEEK = 7;
const WEEKDAYS = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

/** Reads a rule that faultOfRecurrence has accepted. What it says of an end is not looked at here. */
export function readWallRule(rule: string, start: number): WallRule {
  const parts = readParts(rule, start);
  const periods = periodsOf(parts);
  const wallsOf = rememberLast(makeWalls(parts, periods));
  const first = (index: number, wall: number, step: 1 | -1): number | null => {
    const limit = periods.yearOf(Math.max(0, index)) + step * YEARS_MAX;
    for (let at = Math.max(0, index); at >= 0; at += step) {
      const year = periods.yearOf(at);
      if (year > LAST_YEAR || (step === 1 ? year > limit : year < limit)) return null;
      const found = step === 1 ? firstAfter(wallsOf(at), wall) : lastUpTo(wallsOf(at), wall);
      if (found !== null) return found >= start ? found : null;
    }
    return null;
  };
  return {
    after: (wall) => first(periods.indexOf(Math.max(wall, start)), Math.max(wall, start - 1), 1),
    atOrBefore: (wall) => (wall < start ? null : first(periods.indexOf(wall), wall, -1)),
  };
}

interface Parts {
  frequency: string;
  interval: number;
  start: number;
  /** Minutes of the day, rising. */
  times: number[];
  months: ReadonlySet<number> | null;
  monthDays: readonly number[] | null;
  yearDays: readonly number[] | null;
  weeks: readonly number[] | null;
  weekdays: readonly { weekday: number; nth: number }[] | null;
  positions: readonly number[] | null;
  weekStart: number;
}

type Texts = ReadonlyMap<string, string>;

function readParts(rule: string, start: number): Parts {
  const texts: Texts = new Map(rule.split(";").map((part) => part.split("=") as [string, string]));
  return {
    frequency: texts.get("FREQ") ?? "",
    interval: Number(texts.get("INTERVAL") ?? 1),
    start,
    times: readTimes(texts, start),
    ...readDays(texts, dateOf(Math.floor(start / MINUTES_OF_DAY))),
    positions: numbersOf(texts, "BYSETPOS"),
    weekStart: WEEKDAYS.indexOf(texts.get("WKST") ?? "MO"),
  };
}

const numbersOf = (texts: Texts, name: string) => texts.get(name)?.split(",").map(Number) ?? null;

function readTimes(texts: Texts, start: number): number[] {
  const minuteOfDay = start - Math.floor(start / MINUTES_OF_DAY) * MINUTES_OF_DAY;
  const hours = numbersOf(texts, "BYHOUR") ?? [Math.floor(minuteOfDay / 60)];
  const minutes = numbersOf(texts, "BYMINUTE") ?? [minuteOfDay % 60];
  const times = new Set(hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute)));
  return [...times].sort((a, b) => a - b);
}

type Days = Pick<Parts, "months" | "monthDays" | "yearDays" | "weeks" | "weekdays">;
type Begin = { month: number; day: number; weekday: number };

function readDays(texts: Texts, begin: Begin): Days {
  const months = numbersOf(texts, "BYMONTH");
  const days = {
    months: months && new Set(months),
    monthDays: numbersOf(texts, "BYMONTHDAY"),
    yearDays: numbersOf(texts, "BYYEARDAY"),
    weeks: numbersOf(texts, "BYWEEKNO"),
    weekdays: texts.get("BYDAY")?.split(",").map(toWeekday) ?? null,
  };
  if (!(days.monthDays ?? days.yearDays ?? days.weeks ?? days.weekdays)) return fillIn(days, texts.get("FREQ"), begin);
  // A week without a weekday is that of the beginning.
  return days.weeks && !days.weekdays && !days.yearDays
    ? { ...days, weekdays: [{ weekday: begin.weekday, nth: 0 }] }
    : days;
}

/** What the rule leaves open, its beginning says. */
function fillIn(days: Days, frequency: string | undefined, { month, day, weekday }: Begin): Days {
  switch (frequency) {
    case "YEARLY":
      return { ...days, months: days.months ?? new Set([month]), monthDays: [day] };
    case "MONTHLY":
      return { ...days, monthDays: [day] };
    case "WEEKLY":
      return { ...days, weekdays: [{ weekday, nth: 0 }] };
    default:
      return days;
  }
}

function toWeekday(text: string): { weekday: number; nth: number } {
  return { weekday: WEEKDAYS.indexOf(text.slice(-2)), nth: Number(text.slice(0, -2) || 0) };
}

/** The stretches of days from which a rule picks, counted from the one in which it begins. */
interface Periods {
  indexOf: (wall: number) => number;
  yearOf: (index: number) => number;
  /** Those that the rule picks, rising. */
  daysOf: (index: number) => number[];
}

function periodsOf(parts: Parts): Periods {
  const { interval } = parts;
  const begin = Math.floor(parts.start / MINUTES_OF_DAY);
  const { year, month } = dateOf(begin);
  const dayOf = (wall: number) => Math.floor(wall / MINUTES_OF_DAY);
  switch (parts.frequency) {
    case "YEARLY":
      return {
        indexOf: (wall) => Math.floor((dateOf(dayOf(wall)).year - year) / interval),
        yearOf: (index) => year + index * interval,
        daysOf: (index) => daysOfYear(parts, year + index * interval),
      };
    case "MONTHLY": {
      const base = year * 12 + month - 1;
      const monthsOf = (wall: number) => {
        const date = dateOf(dayOf(wall));
        return date.year * 12 + date.month - 1 - base;
      };
      return {
        indexOf: (wall) => Math.floor(monthsOf(wall) / interval),
        yearOf: (index) => Math.floor((base + index * interval) / 12),
        daysOf: (index) => daysOfMonth(parts, base + index * interval),
      };
    }
    default: {
      const length = parts.frequency === "WEEKLY" ? WEEK : 1;
      const base = length === WEEK ? weekBegin(begin, parts.weekStart) : begin;
      const firstOf = (index: number) => base + index * interval * length;
      return {
        indexOf: (wall) => Math.floor((dayOf(wall) - base) / (interval * length)),
        yearOf: (index) => dateOf(firstOf(index)).year,
        daysOf: (index) => pick(parts, firstOf(index), firstOf(index) + length),
      };
    }
  }
}

function daysOfYear(parts: Parts, year: number): number[] {
  if (!parts.months || parts.yearDays || parts.weeks) return pick(parts, dayNumber(year, 1), dayNumber(year + 1, 1));
  return [...parts.months].sort((a, b) => a - b).flatMap((month) => daysOfMonth(parts, year * 12 + month - 1));
}

function daysOfMonth(parts: Parts, months: number): number[] {
  const year = Math.floor(months / 12);
  const month = (months % 12) + 1;
  if (parts.months && !parts.months.has(month)) return [];
  return pick(parts, dayNumber(year, month), dayNumber(year, month + 1));
}

/** Of the days from one on and before another, those that every part of the rule lets through. */
function pick(parts: Parts, from: number, to: number): number[] {
  const days: number[] = [];
  for (let day = from; day < to; day++) {
    if (isMeant(parts, day, { from, to })) days.push(day);
  }
  return days;
}

function isMeant(parts: Parts, number: number, stretch: { from: number; to: number }): boolean {
  const { months, monthDays, yearDays, weeks } = parts;
  const { year, month, day } = dateOf(number);
  if (months && !months.has(month)) return false;
  if (monthDays && !isCounted(monthDays, day, dayNumber(year, month + 1) - dayNumber(year, month))) return false;
  const yearBegin = dayNumber(year, 1);
  if (yearDays && !isCounted(yearDays, number - yearBegin + 1, dayNumber(year + 1, 1) - yearBegin)) return false;
  if (weeks && !isInWeeks(weeks, number, parts.weekStart)) return false;
  return isMeantWeekday(parts, number, stretch);
}

function isMeantWeekday({ weekdays }: Parts, number: number, { from, to }: { from: number; to: number }): boolean {
  if (!weekdays) return true;
  const own = weekdayOf(number);
  return weekdays.some(({ weekday, nth }) => {
    if (weekday !== own) return false;
    if (nth === 0) return true;
    return nth > 0 ? Math.floor((number - from) / WEEK) + 1 === nth : Math.floor((to - 1 - number) / WEEK) + 1 === -nth;
  });
}

/** Negative ones are counted from the end. */
function isCounted(wanted: readonly number[], place: number, length: number): boolean {
  return wanted.includes(place) || wanted.includes(place - length - 1);
}

/** Week 1 is the first that has four days of the year or more. */
function isInWeeks(weeks: readonly number[], day: number, weekStart: number): boolean {
  const begin = weekBegin(day, weekStart);
  const { year } = dateOf(begin + 3);
  const first = weekBegin(dayNumber(year, 1) + 3, weekStart);
  const next = weekBegin(dayNumber(year + 1, 1) + 3, weekStart);
  return isCounted(weeks, (begin - first) / WEEK + 1, (next - first) / WEEK);
}

/** Times of one period by their place in it, rising: a year of minutes is never written down. */
interface Walls {
  size: number;
  at: (index: number) => number;
}

function makeWalls({ times, positions }: Parts, { daysOf }: Periods): (period: number) => Walls {
  return (period) => {
    const days = daysOf(period);
    const at = (index: number) =>
      (days[Math.floor(index / times.length)] ?? 0) * MINUTES_OF_DAY + (times[index % times.length] ?? 0);
    const size = days.length * times.length;
    if (!positions) return { size, at };
    const places = positions.map((position) => (position > 0 ? position - 1 : size + position));
    const kept = [...new Set(places)].filter((place) => place >= 0 && place < size).sort((a, b) => a - b);
    return { size: kept.length, at: (index) => at(kept[index] ?? 0) };
  };
}

/** One question is mostly followed by the next about the same period. */
function rememberLast(wallsOf: (period: number) => Walls): (period: number) => Walls {
  let last: { period: number; walls: Walls } | null = null;
  return (period) => {
    if (last?.period !== period) last = { period, walls: wallsOf(period) };
    return last.walls;
  };
}

function firstAfter(walls: Walls, wall: number): number | null {
  const place = countUpTo(walls, wall);
  return place < walls.size ? walls.at(place) : null;
}

function lastUpTo(walls: Walls, wall: number): number | null {
  const place = countUpTo(walls, wall);
  return place > 0 ? walls.at(place - 1) : null;
}

function countUpTo(walls: Walls, wall: number): number {
  let low = 0;
  let high = walls.size;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (walls.at(middle) <= wall) low = middle + 1;
    else high = middle;
  }
  return low;
}

function weekBegin(day: number, weekStart: number): number {
  return day - ((weekdayOf(day) - weekStart + WEEK) % WEEK);
}

/** 1970 began with a Thursday. */
function weekdayOf(day: number): number {
  return (((day + 4) % WEEK) + WEEK) % WEEK;
}

/** The first of a month; the thirteenth is the first one of the next year. */
function dayNumber(year: number, month: number): number {
  const date = new Date(0);
  // Date.UTC takes years below 100 for ones of the last century.
  date.setUTCFullYear(year, month - 1, 1);
  return date.getTime() / DAY_MILLIS;
}

function dateOf(day: number): { year: number; month: number; day: number; weekday: number } {
  const date = new Date(day * DAY_MILLIS);
  const weekday = weekdayOf(day);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), weekday };
}
