import { api } from "#components/api.ts";
import type { LineStopView } from "#lib/calendar/view.ts";
import type { QueueItemView, QueueView, TimelineView } from "#lib/deployments/queue/view.ts";
import type { ScheduleView } from "#lib/deployments/schedules/view.ts";
import { EVENT_TYPES, type EventType } from "#lib/events/types.ts";

const BASE = "/api/deployments";
const STOPS = "/api/v1/line-stops";

export const queueKeys = {
  line: ["queue"] as const,
  stops: ["line-stops"] as const,
  timeline: (from: string, to: string) => ["timeline", from, to] as const,
};

/** After these the line may look another way. */
export const LINE_NEWS: readonly EventType[] = EVENT_TYPES.filter((type) =>
  /^(deployment|calendar_rule|line|schedule)_/.test(type),
);

export const readQueue = (signal: AbortSignal) => api<QueueView>(`${BASE}/queue`, { signal });

export const readTimeline = (range: { from: string; to: string }, signal: AbortSignal) =>
  api<TimelineView>(`${BASE}/timeline`, { query: range, signal });

const act = (queueId: string, action: string, body: Record<string, unknown> = {}) =>
  api<QueueItemView>(`${BASE}/queue/${queueId}/${action}`, { method: "POST", body });

export const cancelQueued = (queueId: string, reason?: string) => act(queueId, "cancel", { reason });

export const reschedule = (queueId: string, scheduledAt: string | null, timeZone: string) =>
  act(queueId, "reschedule", { scheduledAt, timeZone });

export const prioritize = (queueId: string, priority: string) => act(queueId, "priority", { priority });

export const requestOverride = (queueId: string, reason: string) => act(queueId, "override", { reason });

export const confirmOverride = (queueId: string) => act(queueId, "override/confirm");

export const readStops = (signal: AbortSignal) => api<{ items: LineStopView[] }>(STOPS, { signal });

export const stopLine = (body: { environment: string | null; product: string | null; reason?: string | undefined }) =>
  api<LineStopView>(STOPS, { method: "POST", body });

export const liftStop = (id: string, reason: string) =>
  api<LineStopView>(`${STOPS}/${id}/lift`, { method: "POST", body: { reason } });

export const createSchedule = (body: Record<string, unknown>, idempotencyKey: string) =>
  api<ScheduleView>(`${BASE}/schedules`, { method: "POST", body, idempotencyKey });

export const updateSchedule = (id: string, body: Record<string, unknown>) =>
  api<ScheduleView>(`${BASE}/schedules/${id}`, { method: "PATCH", body });

export const deleteSchedule = (id: string) => api<unknown>(`${BASE}/schedules/${id}`, { method: "DELETE" });
