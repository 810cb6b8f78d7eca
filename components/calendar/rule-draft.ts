// What stands in the form of a window or freeze, and what is sent of it.
import { type RecurrenceDraft, toDraft, toRecurrence } from "#components/calendar/recurrence-words.ts";
import type { RuleKind } from "#lib/calendar/rules/occasions.ts";
import type { CalendarRuleView } from "#lib/calendar/view.ts";

export interface RuleDraft {
  kind: RuleKind;
  name: string;
  /** Ids; empty stands for all. */
  environment: string;
  product: string;
  recurrence: RecurrenceDraft;
  startsAt: string;
  /** As it is written, in the unit beside it. */
  amount: string;
  unitMinutes: number;
  timeZone: string;
  reason: string;
  enabled: boolean;
}

const DURATION_MINUTES = 120;

/** What a new one begins with: weekend nights in the writer's zone. */
export function newRuleDraft(today: string, timeZone: string): RuleDraft {
  return {
    kind: "window",
    name: "",
    environment: "",
    product: "",
    recurrence: toDraft({ kind: "rrule", value: "FREQ=WEEKLY;BYDAY=SA,SU" }),
    startsAt: `${today}T22:00`,
    ...toAmount(DURATION_MINUTES),
    timeZone,
    reason: "",
    enabled: true,
  };
}

export function toRuleDraft(rule: CalendarRuleView): RuleDraft {
  const { kind, name, startsAt, timeZone, reason, enabled } = rule;
  return {
    ...{ kind, name, startsAt, timeZone, reason, enabled },
    environment: rule.environment?.id ?? "",
    product: rule.product?.id ?? "",
    recurrence: toDraft(rule.recurrence),
    ...toAmount(rule.durationMinutes),
  };
}

/** When and where it holds: what a preview asks about. */
export function occasionOf(draft: RuleDraft): Record<string, unknown> {
  return {
    kind: draft.kind,
    environment: draft.environment || null,
    product: draft.product || null,
    recurrence: toRecurrence(draft.recurrence),
    startsAt: draft.startsAt,
    durationMinutes: Math.round(Number(draft.amount) * draft.unitMinutes),
    timeZone: draft.timeZone,
  };
}

/** The largest unit in which a duration is a whole number. */
function toAmount(minutes: number): { amount: string; unitMinutes: number } {
  const unitMinutes = [1_440, 60].find((unit) => minutes % unit === 0) ?? 1;
  return { amount: String(minutes / unitMinutes), unitMinutes };
}
