// At which instants does something come that recurs?
import { type Gap, gapsBetween, instantOf, toLocalTime } from "#lib/calendar/rules/local-time.ts";
import { type Recurring, toCron, toRrule } from "#lib/calendar/rules/recurrence.ts";

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

/**
 * Makes the series of something that recurs. A rule's local times that the clocks leave out are left out, as RFC 5545
 * wants; cron's come when the clocks have jumped, as is its custom. Of local times that come twice the first is meant.
 */
export function seriesOf(recurring: Recurring): Series {
  const { recurrence, startsAt, timeZone } = recurring;
  const key = JSON.stringify([recurrence, startsAt, timeZone]);
  const made = known.get(key) ?? makeSeries(recurring);
  known.delete(key);
  known.set(key, made);
  const [oldest] = known.keys();
  if (known.size > KNOWN_MAX && oldest !== undefined) known.delete(oldest);
  return made;
}

/** Lists the local times of a rule that are left out between two instants because the clocks jump over them. */
export function leftOutBetween(recurring: Recurring, from: Date, to: Date): Gap[] {
  const { recurrence, startsAt, timeZone } = recurring;
  if (recurrence.kind !== "rrule") return [];
  return gapsBetween(from, to, timeZone).flatMap((gap) => {
    // On a wall that knows no summer the rule has every local time, those in the gap too.
    const wall = seriesOfRrule(withWallUntil(recurrence.value, timeZone), startsAt, "UTC");
    const inGap = wall.atOrBefore(new Date(instantOf(gap.to, "UTC").getTime() - 1));
    if (inGap === null || inGap < instantOf(gap.from, "UTC")) return [];
    return [{ ...gap, from: inGap.toISOString().slice(0, "YYYY-MM-DDTHH:MM".length) }];
  });
}

function makeSeries({ recurrence, startsAt, timeZone }: Recurring): Series {
  switch (recurrence.kind) {
    case "once":
      return seriesOfOne(instantOf(startsAt, timeZone));
    case "cron":
      return seriesOfCron(recurrence.value, instantOf(startsAt, timeZone), timeZone);
    case "rrule":
      return seriesOfRrule(recurrence.value, startsAt, timeZone);
  }
}

function seriesOfOne(at: Date): Series {
  return { after: (instant) => (at > instant ? at : null), atOrBefore: (instant) => (at <= instant ? at : null) };
}

const SECOND = 1_000;

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

function seriesOfRrule(value: string, startsAt: string, timeZone: string): Series {
  const rule = toRrule(value, startsAt, timeZone);
  const read = (ask: () => { epochMilliseconds: number } | null): Date | null => {
    try {
      const at = ask();
      return at === null ? null : new Date(at.epochMilliseconds);
    } catch {
      return null; // It gives up after many years without any: the 30th of February does not come.
    }
  };
  return { after: (at) => read(() => rule.next(at)), atOrBefore: (at) => read(() => rule.previous(at, true)) };
}

/** A rule's UNTIL is an instant; on the wall it is the local time of that instant. */
function withWallUntil(value: string, timeZone: string): string {
  return value.replace(/UNTIL=(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)\d\dZ/, (_, ...digits: string[]) => {
    const [year, month, day, hour, minute] = digits;
    const until = new Date(`${year}-${month}-${day}T${hour}:${minute}:00Z`);
    return `UNTIL=${toLocalTime(until, timeZone).replaceAll(/[-:]/g, "")}59Z`;
  });
}
