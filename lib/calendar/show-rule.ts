import { nextSpans, type Occasion, type Span, spanAt } from "#lib/calendar/rules/occasions.ts";
import type { RuleRecord } from "#lib/calendar/store-rules.ts";
import type { CalendarRuleView, SpanView } from "#lib/calendar/view.ts";

export const NEXT_SHOWN = 5;

export function toRuleView(rule: RuleRecord, now: Date): CalendarRuleView {
  const { id, kind, name, environment, product, recurrence, startsAt, durationMinutes, timeZone } = rule;
  return {
    ...{ id, kind, name, environment, product, recurrence, startsAt, durationMinutes, timeZone },
    reason: rule.reason,
    enabled: rule.enabled,
    createdAt: rule.createdAt.toISOString(),
    createdBy: rule.createdBy,
    updatedAt: rule.updatedAt.toISOString(),
    holdsNow: rule.enabled && spanAt(rule, now) !== null,
    next: showNext(rule, now),
  };
}

export function showNext(occasion: Occasion, now: Date): SpanView[] {
  return nextSpans(occasion, now, NEXT_SHOWN).map(toSpanView);
}

export function toSpanView({ startsAt, endsAt }: Span): SpanView {
  return { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
}
