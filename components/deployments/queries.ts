// How the browser reads and moves deployments: every key and every call in one place.
import { api } from "#components/api.ts";
import type { ApprovalsView } from "#lib/deployments/approvals/view.ts";
import type {
  DeploymentEntryView,
  DeploymentLogView,
  DeploymentSummary,
  DeploymentView,
} from "#lib/deployments/view.ts";
import { EVENT_TYPES, type EventType } from "#lib/events/types.ts";
import type { Page } from "#lib/kernel/page.ts";

const PATH = "/api/deployments";

export type DeploymentFilter = Partial<
  Record<"status" | "trigger" | "product" | "environment" | "template" | "group" | "q" | "sort" | "cursor", string>
>;

export const deploymentKeys = {
  all: ["deployments"] as const,
  list: (filter: DeploymentFilter) => ["deployments", "list", filter] as const,
  one: (deploymentId: string) => ["deployments", "one", deploymentId] as const,
  logs: (deploymentId: string) => ["deployments", "logs", deploymentId] as const,
  history: (deploymentId: string) => ["deployments", "history", deploymentId] as const,
  approvals: (deploymentId: string) => ["deployments", "approvals", deploymentId] as const,
};

export const listDeployments = (filter: DeploymentFilter, signal?: AbortSignal) =>
  api<Page<DeploymentSummary>>(PATH, { query: filter, signal });

export const readDeployment = (deploymentId: string, signal?: AbortSignal) =>
  api<DeploymentView>(`${PATH}/${deploymentId}`, { signal });

export const readLogs = (deploymentId: string, cursor: string | null, signal?: AbortSignal) =>
  api<Page<DeploymentLogView>>(`${PATH}/${deploymentId}/logs`, {
    query: { order: "newest", limit: 100, ...(cursor !== null && { cursor }) },
    signal,
  });

export const readHistory = (deploymentId: string, cursor: string | null, signal?: AbortSignal) =>
  api<Page<DeploymentEntryView>>(`${PATH}/${deploymentId}/history`, {
    query: { limit: 200, ...(cursor !== null && { cursor }) },
    signal,
  });

export type DeploymentActionName = "cancel" | "pause" | "resume" | "retry" | "rollback";

export const moveDeployment = (deploymentId: string, action: DeploymentActionName, reason: string | undefined) =>
  api<DeploymentView>(`${PATH}/${deploymentId}/${action}`, { method: "POST", body: { reason } });

export const readApprovals = (deploymentId: string, signal?: AbortSignal) =>
  api<ApprovalsView>(`${PATH}/${deploymentId}/approvals`, { signal });

export const decideApproval = (
  deploymentId: string,
  decision: "approve" | "reject",
  body: { stage: string; reason: string },
) => api<ApprovalsView>(`${PATH}/${deploymentId}/${decision}`, { method: "POST", body });

/** The events after which what is shown of deployments may be another. */
export const DEPLOYMENT_EVENTS: readonly EventType[] = EVENT_TYPES.filter((type) => /^(deployment|stage)_/.test(type));
