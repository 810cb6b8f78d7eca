// From when to when does a window or a freeze hold, each time that it comes?
import { addMinutes } from "#lib/calendar/rules/local-time.ts";
import type { Recurring } from "#lib/calendar/rules/recurrence.ts";
import { type Series, seriesOf } from "#lib/calendar/rules/series.ts";

export const RULE_KINDS = ["window", "freeze"] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

/** What comes again and again, and holds for a while each time. */
export interface Occasion extends Recurring {
  kind: RuleKind;
  durationMinutes: number;
}

export interface Span {
  startsAt: Date;
  endsAt: Date;
}

/** Returns the time that holds at an instant, or null. Of those that overlap it is the one that began last. */
export function spanAt(occasion: Occasion, instant: Date): Span | null {
  const startsAt = startsOf(occasion).atOrBefore(instant);
  if (startsAt === null) return null;
  const span = spanFrom(occasion, startsAt);
  return span.endsAt > instant ? span : null;
}

/** Returns when it begins next, after an instant; null when it never does again. */
export function nextStart(occasion: Occasion, instant: Date): Date | null {
  return startsOf(occasion).after(instant);
}

/** Lists the times that touch what lies between two instants, oldest first; those that overlap or meet are one. */
export function spansBetween(occasion: Occasion, range: { from: Date; to: Date; limit: number }): Span[] {
  const spans: Span[] = [];
  let startsAt = spanAt(occasion, range.from)?.startsAt ?? nextStart(occasion, range.from);
  while (startsAt !== null && startsAt < range.to) {
    const span = spanFrom(occasion, startsAt);
    const last = spans.at(-1);
    if (last !== undefined && last.endsAt >= span.startsAt) last.endsAt = span.endsAt;
    else if (spans.length < range.limit) spans.push(span);
    else break;
    startsAt = nextStart(occasion, startsAt);
  }
  return spans;
}

/** Lists the next times, that which holds at the instant first. */
export function nextSpans(occasion: Occasion, instant: Date, howMany: number): Span[] {
  const spans: Span[] = [];
  let startsAt = spanAt(occasion, instant)?.startsAt ?? nextStart(occasion, instant);
  while (startsAt !== null && spans.length < howMany) {
    spans.push(spanFrom(occasion, startsAt));
    startsAt = nextStart(occasion, startsAt);
  }
  return spans;
}

/** Says whether something ever comes: after the beginning that it was given, as far as anybody can look. */
export function everComes(recurring: Recurring): boolean {
  return seriesOf(recurring).after(BEGINNING) !== null;
}

const BEGINNING = new Date(0);

function spanFrom(occasion: Occasion, startsAt: Date): Span {
  return { startsAt, endsAt: addMinutes(startsAt, occasion.durationMinutes, occasion.timeZone) };
}

/**
 * A window whose beginning the clocks leave out does not open that day. A freeze must not be lost for it: it begins when
 * the clocks have jumped.
 */
function startsOf(occasion: Occasion): Series {
  return seriesOf(occasion, occasion.kind === "freeze" ? "jump" : "skip");
}
