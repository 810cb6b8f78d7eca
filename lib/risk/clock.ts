import { Temporal } from "temporal-polyfill";
import type { ClockFacts } from "#lib/risk/rules/facts.ts";

/** Reads a clock on the wall of a zone. */
export function readClock(at: Date, timeZone: string): ClockFacts {
  const zoned = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
  return { timeZone, weekday: zoned.dayOfWeek, hour: zoned.hour };
}
