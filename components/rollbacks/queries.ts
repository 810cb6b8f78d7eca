// How the browser reads and moves rollback plans: every key and every call in one place.
import { api } from "#components/api.ts";
import { EVENT_TYPES, type EventType } from "#lib/events/types.ts";
import type { Page } from "#lib/kernel/page.ts";
import type { IncidentView } from "#lib/rollbacks/incidents/view.ts";
import type { IncidentChart } from "#lib/rollbacks/rules/incident-chart.ts";
import type { Placement } from "#lib/rollbacks/rules/whereabouts.ts";
import type { PlanDeviceView, PlanSummary, PlanView, TargetView } from "#lib/rollbacks/view.ts";

const PLANS = "/api/distribution/rollbacks/plans";
const MORE = "/api/v1/rollbacks";

export type RollbackFilter = Partial<
  Record<"status" | "product" | "environment" | "deploymentId" | "q" | "cursor", string>
>;

export const rollbackKeys = {
  all: ["rollbacks"] as const,
  list: (filter: RollbackFilter) => ["rollbacks", "list", filter] as const,
  one: (planId: string) => ["rollbacks", "one", planId] as const,
  devices: (planId: string, placement: Placement | "") => ["rollbacks", "devices", planId, placement] as const,
  incident: (incidentId: string) => ["rollbacks", "incident", incidentId] as const,
  chart: (incidentId: string) => ["rollbacks", "chart", incidentId] as const,
  target: (wish: TargetWish) => ["rollbacks", "target", wish] as const,
};

export const listPlans = (filter: RollbackFilter, signal?: AbortSignal) =>
  api<Page<PlanSummary>>(PLANS, { query: filter, signal });

export const readPlan = (planId: string, signal?: AbortSignal) => api<PlanView>(`${PLANS}/${planId}`, { signal });

export const listPlanDevices = (
  planId: string,
  placement: Placement | "",
  cursor: string | null,
  signal?: AbortSignal,
) =>
  api<Page<PlanDeviceView>>(`${MORE}/plans/${planId}/devices`, {
    query: { limit: 50, ...(placement !== "" && { placement }), ...(cursor !== null && { cursor }) },
    signal,
  });

export type TargetWish = Partial<
  Record<"deploymentId" | "rolloutId" | "productId" | "environmentId" | "fromVersion", string>
>;

export const findTarget = (wish: TargetWish, signal?: AbortSignal) =>
  api<TargetView>(`${MORE}/target`, { query: wish, signal });

export const createPlan = (body: Record<string, unknown>) => api<PlanView>(PLANS, { method: "POST", body });

export const decidePlan = (
  { id, contentDigest }: Pick<PlanView, "id" | "contentDigest">,
  decision: "approve" | "reject",
  reason: string,
) => api<PlanView>(`${PLANS}/${id}/${decision}`, { method: "POST", body: { contentDigest, reason } });

export const executePlan = ({ id, contentDigest }: Pick<PlanView, "id" | "contentDigest">, glassReason?: string) =>
  api<PlanView>(`${PLANS}/${id}/execute`, {
    method: "POST",
    body: { contentDigest, ...(glassReason !== undefined && { breakGlass: { reason: glassReason } }) },
  });

export type PlanMove = "check" | "force" | "cancel" | "retry" | "continue" | "give-up";

export const movePlan = (planId: string, move: PlanMove, reason?: string) =>
  api<PlanView>(`${MORE}/plans/${planId}/${move}`, {
    method: "POST",
    body: move === "check" ? {} : { ...(reason !== undefined && { reason }) },
  });

export const readIncident = (incidentId: string, signal?: AbortSignal) =>
  api<IncidentView>(`${MORE}/incidents/${incidentId}`, { signal });

export const readIncidentChart = (incidentId: string, signal?: AbortSignal) =>
  api<IncidentChart>(`${MORE}/incidents/${incidentId}/chart`, { signal });

export const openIncidentIssue = (incidentId: string) =>
  api<IncidentView>(`${MORE}/incidents/${incidentId}/issue`, { method: "POST", body: {} });

export const incidentFile = (incidentId: string, format: string) => `${MORE}/incidents/${incidentId}?format=${format}`;

export const saveIncident = ({ id, revision }: IncidentView, change: Record<string, unknown>) =>
  api<IncidentView>(`${MORE}/incidents/${id}`, { method: "PATCH", body: { revision, ...change } });

/** The events after which what is shown of rollbacks may be another. */
export const ROLLBACK_EVENTS: readonly EventType[] = EVENT_TYPES.filter((type) =>
  /^(rollback_|automatic_rollback_|incident_)/.test(type),
);
