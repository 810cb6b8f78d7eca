// Does a rule want to hear of an event, and when?
import type { EventType } from "#lib/events/types.ts";
import { quietUntil, type QuietHours } from "#lib/notifications/rules/quiet-hours.ts";
import { isAtLeast, isTold, severityOf, type Severity } from "#lib/notifications/rules/severity.ts";

/** Empty lists leave nothing out. */
export interface Ear {
  eventTypes: readonly string[];
  productIds: readonly string[];
  environmentIds: readonly string[];
  severity: Severity;
  quietHours: QuietHours | null;
  /** Zero: each by itself. */
  digestMinutes: number;
  /** What happened before is not told afterwards. */
  createdAt: Date;
}

export interface HeardEvent {
  type: EventType;
  at: Date;
  productId: string | null;
  /** Where it happened, where that is one of the environments. */
  environmentId: string | null;
}

export function hears(ear: Ear, event: HeardEvent): boolean {
  return (
    event.at >= ear.createdAt &&
    (ear.eventTypes.length === 0 ? isTold(event.type) : ear.eventTypes.includes(event.type)) &&
    isAtLeast(severityOf(event.type), ear.severity) &&
    names(ear.productIds, event.productId) &&
    names(ear.environmentIds, event.environmentId)
  );
}

/** At once and alone; or gathered with others until a time. */
export type Delay = { kind: "now" } | { kind: "gather"; until: Date };

/** Quiet hours come first: a digest that would be due at night comes in the morning. */
export function delayOf(ear: Pick<Ear, "quietHours" | "digestMinutes">, type: EventType, now: Date): Delay {
  const wakes = ear.quietHours?.exceptCritical === true && severityOf(type) === "critical";
  if (wakes) return { kind: "now" };
  const due = new Date(now.getTime() + ear.digestMinutes * 60_000);
  const morning = ear.quietHours && (quietUntil(ear.quietHours, due) ?? quietUntil(ear.quietHours, now));
  if (morning) return { kind: "gather", until: morning > due ? morning : due };
  return ear.digestMinutes > 0 ? { kind: "gather", until: due } : { kind: "now" };
}

function names(ids: readonly string[], id: string | null): boolean {
  return ids.length === 0 || (id !== null && ids.includes(id));
}
