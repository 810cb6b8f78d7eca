import { api } from "#components/api.ts";
import type { CalendarRuleView, RulePreview } from "#lib/calendar/view.ts";
import type { EventType } from "#lib/events/types.ts";

const RULES = "/api/v1/calendar/rules";

/** After these the calendar may look another way. */
export const CALENDAR_NEWS: readonly EventType[] = ["calendar_rule_saved", "calendar_rule_deleted"];

export const calendarKeys = { preview: (body: unknown) => ["calendar-preview", body] as const };

export const createRule = (body: Record<string, unknown>, idempotencyKey: string) =>
  api<CalendarRuleView>(RULES, { method: "POST", body, idempotencyKey });

export const updateRule = (id: string, body: Record<string, unknown>) =>
  api<CalendarRuleView>(`${RULES}/${id}`, { method: "PATCH", body });

export const deleteRule = (id: string) => api<unknown>(`${RULES}/${id}`, { method: "DELETE" });

export const previewRule = (body: Record<string, unknown>, signal: AbortSignal) =>
  api<RulePreview>("/api/v1/calendar/preview", { method: "POST", body, signal });
