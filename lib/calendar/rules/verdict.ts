// May deployments start now, by the calendar, and when does that change?
//
// A freeze that applies denies, whatever else is open. Windows are read level by level: everywhere, an environment, a
// product, a product in an environment. A level with windows must have one of them open; a level without windows asks for
// nothing. Without any window it is open.
import { nextStart, type Occasion, type Span, spanAt } from "#lib/calendar/rules/occasions.ts";

export interface CalendarRule extends Occasion {
  id: string;
  name: string;
  /** Null on both: everywhere. */
  environmentId: string | null;
  productId: string | null;
  reason: string;
}

/** Where something is to start. */
export interface Place {
  productId: string;
  environmentId: string | null;
}

export type Verdict =
  /** `until`: when it closes; null where nobody can see that. */
  | { kind: "open"; until: Date | null }
  /** `until`: when it opens next, by all rules; null when it never does. */
  | { kind: "frozen"; by: CalendarRule; until: Date | null }
  | { kind: "closed"; by: CalendarRule[]; until: Date | null };

/** Picks the rules that concern a place. */
export function rulesFor(rules: readonly CalendarRule[], { productId, environmentId }: Place): CalendarRule[] {
  return rules.filter(
    (rule) =>
      (rule.productId === null || rule.productId === productId) &&
      (rule.environmentId === null || rule.environmentId === environmentId),
  );
}

/** Judges an instant by the rules that concern a place. */
export function judge(rules: readonly CalendarRule[], instant: Date): Verdict {
  const closing = closingAt(rules, instant);
  switch (closing.kind) {
    case "open":
      return { kind: "open", until: closesAfter(rules, instant) };
    case "frozen":
      return { kind: "frozen", by: closing.by, until: opensAfter(rules, instant) };
    case "closed":
      return { kind: "closed", by: closing.by, until: opensAfter(rules, instant) };
  }
}

export function isOpen(rules: readonly CalendarRule[], instant: Date): boolean {
  return closingAt(rules, instant).kind === "open";
}

/** Returns the instant itself where it is open, else the next at which it is; null when it never opens. */
export function firstOpening(rules: readonly CalendarRule[], instant: Date): Date | null {
  return isOpen(rules, instant) ? instant : opensAfter(rules, instant);
}

/** How far ahead is looked: Christmas, leap days and week 53 come within it. */
const YEARS_AHEAD = 8;
/** How many changes are walked through on the way; more than a year of days. */
const STEPS_MAX = 500;

type Closing =
  | { kind: "open"; windows: Span[][] }
  | { kind: "frozen"; by: CalendarRule; span: Span }
  | { kind: "closed"; by: CalendarRule[] };

function closingAt(rules: readonly CalendarRule[], instant: Date): Closing {
  for (const by of rules) {
    const span = by.kind === "freeze" ? spanAt(by, instant) : null;
    if (span !== null) return { kind: "frozen", by, span };
  }
  const windows: Span[][] = [];
  for (const level of levelsOf(rules)) {
    const spans = level.map((rule) => spanAt(rule, instant)).filter((span) => span !== null);
    if (spans.length === 0) return { kind: "closed", by: level };
    windows.push(spans);
  }
  return { kind: "open", windows };
}

/** Windows of the same level, together: any of them will do. */
function levelsOf(rules: readonly CalendarRule[]): CalendarRule[][] {
  const windows = rules.filter(({ kind }) => kind === "window");
  return [...Map.groupBy(windows, (rule) => `${rule.environmentId ?? ""}/${rule.productId ?? ""}`).values()];
}

/** Jumps from obstacle to obstacle: to a freeze's end, or to the first window of the level that has none open. */
function opensAfter(rules: readonly CalendarRule[], instant: Date): Date | null {
  const horizon = yearsAfter(instant);
  let at: Date | null = instant;
  for (let step = 0; step < STEPS_MAX && at !== null && at <= horizon; step++) {
    const closing: Closing = closingAt(rules, at);
    if (closing.kind === "open") return at;
    at =
      closing.kind === "frozen"
        ? closing.span.endsAt
        : earliest(closing.by.map((rule) => nextStart(rule, at ?? instant)));
  }
  return null;
}

/** Jumps from one possible end to the next: a freeze begins, or the last open window of a level ends. */
function closesAfter(rules: readonly CalendarRule[], instant: Date): Date | null {
  const horizon = yearsAfter(instant);
  const freezes = rules.filter(({ kind }) => kind === "freeze");
  let at = instant;
  for (let step = 0; step < STEPS_MAX && at <= horizon; step++) {
    const closing = closingAt(rules, at);
    if (closing.kind !== "open") return at;
    const ends = closing.windows.map((spans) => latest(spans.map(({ endsAt }) => endsAt)));
    const next = earliest([...freezes.map((rule) => nextStart(rule, at)), ...ends]);
    if (next === null) return null;
    at = next;
  }
  return null;
}

function earliest(times: readonly (Date | null)[]): Date | null {
  const known = times.filter((time) => time !== null).map((time) => time.getTime());
  return known.length === 0 ? null : new Date(Math.min(...known));
}

function latest(times: readonly Date[]): Date | null {
  return times.length === 0 ? null : new Date(Math.max(...times.map((time) => time.getTime())));
}

function yearsAfter(instant: Date): Date {
  const later = new Date(instant);
  later.setUTCFullYear(later.getUTCFullYear() + YEARS_AHEAD);
  return later;
}
