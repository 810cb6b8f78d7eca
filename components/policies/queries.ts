import { api } from "#components/api.ts";
import type { PolicyMatch, PolicyPreview, PolicyView } from "#lib/intake/view-policies.ts";

const PATH = "/api/v1/policies";

export const policyKeys = {
  preview: (body: unknown) => ["policies", "preview", body] as const,
  match: (image: string) => ["policies", "match", image] as const,
};

export const previewPolicy = (body: unknown, signal: AbortSignal) =>
  api<PolicyPreview>(`${PATH}/preview`, { method: "POST", body, signal });

export const matchPolicies = (image: string, signal: AbortSignal) =>
  api<PolicyMatch>(`${PATH}/match`, { method: "POST", body: { image }, signal });

export const createPolicy = (body: unknown) => api<PolicyView>(PATH, { method: "POST", body });

export const changePolicy = (policyId: string, body: unknown) =>
  api<PolicyView>(`${PATH}/${policyId}`, { method: "PATCH", body });

export const deletePolicy = (policyId: string) => api<unknown>(`${PATH}/${policyId}`, { method: "DELETE" });
