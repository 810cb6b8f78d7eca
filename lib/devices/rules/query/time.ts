// Which moment does a text name?
import { z } from "zod";

/** A moment, or so long before the one at which the query is asked. */
export type TimePoint = { kind: "at"; at: Date } | { kind: "ago"; seconds: number };

const UNIT_SECONDS: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };
const AGO = /^-(?<count>\d{1,6})(?<unit>[smhdw])$/;
/** As hawkBit writes times: milliseconds since 1970. */
const EPOCH_MILLIS = /^\d{9,14}$/;
const date = z.iso.date();
const dateAndTime = z.iso.datetime({ offset: true });

/** Reads 2026-11-21 (its first moment in UTC), an RFC 3339 time, milliseconds since 1970, or -7d. Null: none of them. */
export function readTime(text: string): TimePoint | null {
  const { count, unit = "" } = AGO.exec(text)?.groups ?? {};
  if (count !== undefined) return { kind: "ago", seconds: Number(count) * (UNIT_SECONDS[unit] ?? 1) };
  if (EPOCH_MILLIS.test(text)) return { kind: "at", at: new Date(Number(text)) };
  if (!date.safeParse(text).success && !dateAndTime.safeParse(text).success) return null;
  return { kind: "at", at: new Date(text) };
}

/** The moment itself. */
export function momentOf(point: TimePoint, now: Date): Date {
  return point.kind === "at" ? point.at : new Date(now.getTime() - point.seconds * 1_000);
}
