import { api } from "#components/api.ts";
import type { ApprovalsView } from "#lib/deployments/approvals/view.ts";

export const approvalKeys = {
  of: (deploymentId: string) => ["deployments", deploymentId, "approvals"] as const,
};

export const readApprovals = (deploymentId: string, signal: AbortSignal) =>
  api<ApprovalsView>(`/api/deployments/${deploymentId}/approvals`, { signal });

export const decideApproval = (
  deploymentId: string,
  decision: "approve" | "reject",
  body: { stage: string; reason: string },
) => api<ApprovalsView>(`/api/deployments/${deploymentId}/${decision}`, { method: "POST", body });
