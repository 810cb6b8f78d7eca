// At which instants does something come that recurs?
import { fitLocalTime, type Gap, gapsBetween, instantOf, toLocalTime } from "#lib/calendar/rules/local-time.ts";
import { type Recurring, toCron } from "#lib/calendar/rules/recurrence.ts";
import { readWallRule, type WallRule } from "#lib/calendar/rules/wall-rule.ts";

/** The instants of something that recurs. Each question costs one look around its instant, however long it goes on. */
export interface Series {
  /** The first one after an instant; null when there is none any more. */
  after(instant: Date): Date | null;
  /** The last one at or before an instant; null when there was none yet. */
  atOrBefore(instant: Date): Date | null;
}

const known = new Map<string, Series>();
/** Reading a rule and the clock changes of its zone costs a hundred times what a question to it costs. */
const KNOWN_MAX = 1_000;

/** What becomes of a rule's time that the clocks leave out: nothing, or it comes when they have jumped. */
export type OnGap = "skip" | "jump";

/**
 * Makes the series of something that recurs. A rule's local times that the clocks leave out are left out, as RFC 5545
 * wants, unless they are asked for; cron's come when the clocks have jumped, as is its custom. Of local times that come
 * twice the first is meant.
 */
export function seriesOf(recurring: Recurring, onGap: OnGap = "skip"): Series {
  const { recurrence, startsAt, timeZone } = recurring;
  const key = JSON.stringify([recurrence, startsAt, timeZone, onGap]);
  const made = known.get(key) ?? makeSeries(recurring, onGap);
  known.delete(key);
  known.set(key, made);
  const [oldest] = known.keys();
  if (known.size > KNOWN_MAX && oldest !== undefined) known.delete(oldest);
  return made;
}

/** Lists the local times of a rule that are left out between two instants because the clocks jump over them. */
export function leftOutBetween({ recurrence, startsAt, timeZone }: Recurring, from: Date, to: Date): Gap[] {
  if (recurrence.kind !== "rrule") return [];
  const times = readTimes(recurrence.value, startsAt, timeZone);
  return gapsBetween(from, to, timeZone).flatMap((gap) => {
    const last = times.atOrBefore(wallOf(gap.to) - 1);
    if (last === null || last.wall < wallOf(gap.from) || last.at > times.until) return [];
    return [{ ...gap, from: localOf(last.wall) }];
  });
}

function makeSeries({ recurrence, startsAt, timeZone }: Recurring, onGap: OnGap): Series {
  switch (recurrence.kind) {
    case "once":
      return seriesOfOne(instantOf(startsAt, timeZone));
    case "cron":
      return seriesOfCron(recurrence.value, instantOf(startsAt, timeZone), timeZone);
    case "rrule":
      return seriesOfRrule(readTimes(recurrence.value, startsAt, timeZone), timeZone, onGap);
  }
}

function seriesOfOne(at: Date): Series {
  return { after: (instant) => (at > instant ? at : null), atOrBefore: (instant) => (at <= instant ? at : null) };
}

const SECOND = 1_000;
const MINUTE = 60_000;

function seriesOfCron(pattern: string, startsAt: Date, timeZone: string): Series {
  const cron = toCron(pattern, timeZone);
  return {
    after: (instant) => cron.nextRun(new Date(Math.max(instant.getTime(), startsAt.getTime() - SECOND))),
    atOrBefore: (instant) => {
      const nextSecond = Math.floor(instant.getTime() / SECOND) * SECOND + SECOND;
      const [last] = cron.previousRuns(1, new Date(nextSecond));
      return last !== undefined && last >= startsAt ? last : null;
    },
  };
}

function seriesOfRrule(times: Times, timeZone: string, onGap: OnGap): Series {
  const counts = ({ isLeftOut }: Time) => onGap === "jump" || !isLeftOut;
  return {
    after: (instant) => {
      let time = times.after(wallAt(instant, timeZone));
      while (time !== null && !(counts(time) && time.at > instant)) time = times.after(time.wall);
      return time !== null && time.at <= times.until ? time.at : null;
    },
    atOrBefore: (instant) => {
      const latest = instant < times.until ? instant : times.until;
      let time = times.atOrBefore(lastWallBy(latest, timeZone));
      while (time !== null && !(counts(time) && time.at <= latest)) time = times.atOrBefore(time.wall - 1);
      return time?.at ?? null;
    },
  };
}

/** One time of a rule, on the wall and as the instant that it means. */
interface Time {
  /** Minutes since 1970, as local time. */
  wall: number;
  at: Date;
  /** The clocks jump over it; then the instant is that at which they do. */
  isLeftOut: boolean;
}

/** The times of a rule by its walls; those that are left out are among them. */
interface Times {
  after(wall: number): Time | null;
  atOrBefore(wall: number): Time | null;
  until: Date;
}

const FOREVER = new Date(8.64e15);

function readTimes(rule: string, startsAt: string, timeZone: string): Times {
  const walls = readWallRule(rule, wallOf(startsAt));
  const until = untilOf(rule);
  const [, count] = /(?:^|;)COUNT=(\d+)/.exec(rule) ?? [];
  if (count !== undefined) return { ...timesOfCount(walls, Number(count), timeZone), until };
  const toTime = (wall: number | null) => (wall === null ? null : timeOf(wall, timeZone));
  return {
    after: (wall) => toTime(walls.after(wall)),
    atOrBefore: (wall) => toTime(walls.atOrBefore(wall)),
    until,
  };
}

/** As RFC 5545 has it, times that are left out do not count. They are written down, since counting begins with the first. */
function timesOfCount(walls: WallRule, count: number, timeZone: string): Omit<Times, "until"> {
  const times: Time[] = [];
  let left = count;
  for (let wall = walls.after(-Infinity); wall !== null && left > 0; wall = walls.after(wall)) {
    const time = timeOf(wall, timeZone);
    times.push(time);
    if (!time.isLeftOut) left--;
  }
  return {
    after: (wall) => times.find((time) => time.wall > wall) ?? null,
    atOrBefore: (wall) => times.findLast((time) => time.wall <= wall) ?? null,
  };
}

function timeOf(wall: number, timeZone: string): Time {
  const fit = fitLocalTime(localOf(wall), timeZone);
  switch (fit.kind) {
    case "once":
      return { wall, at: fit.at, isLeftOut: false };
    case "twice":
      return { wall, at: fit.first, isLeftOut: false };
    case "never":
      return { wall, at: fit.gapEndsAt, isLeftOut: true };
  }
}

function untilOf(rule: string): Date {
  const [, year, month, day, hour, minute, second] =
    /(?:^|;)UNTIL=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/.exec(rule) ?? [];
  return year === undefined ? FOREVER : new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function wallOf(local: string): number {
  return Math.floor(Date.parse(`${local}Z`) / MINUTE);
}

function localOf(wall: number): string {
  return new Date(wall * MINUTE).toISOString().slice(0, "YYYY-MM-DDTHH:MM".length);
}

function wallAt(instant: Date, timeZone: string): number {
  return wallOf(toLocalTime(instant, timeZone));
}

/** The latest local time that was there by an instant: in an hour that comes again, all of it was. */
function lastWallBy(instant: Date, timeZone: string): number {
  const local = toLocalTime(instant, timeZone);
  const fit = fitLocalTime(local, timeZone);
  const isAgain = fit.kind === "twice" && instant >= fit.second;
  return wallOf(local) + (isAgain ? (fit.second.getTime() - fit.first.getTime()) / MINUTE : 0);
}
