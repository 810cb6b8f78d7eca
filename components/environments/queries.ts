import { api } from "#components/api.ts";
import type { DependenciesView } from "#lib/deployments/dependencies/view.ts";
import type { GroupPlanView } from "#lib/deployments/groups/view.ts";
import type { PromotionView } from "#lib/deployments/promotion/view.ts";
import type { DeviceFilter } from "#lib/devices/rules/filter.ts";
import type { DevicesPreview, EnvironmentView } from "#lib/environments/view.ts";

const ENVIRONMENTS = "/api/v1/environments";

export const environmentKeys = {
  preview: (filter: DeviceFilter) => ["environments", "preview", filter] as const,
  promotion: (deploymentId: string, environment: string) =>
    ["deployments", deploymentId, "promotion", environment] as const,
  group: (wish: GroupWishes) => ["deployments", "group", wish] as const,
};

/** What is to be deployed together. */
interface GroupWishes {
  environment: string;
  items: readonly { product: string; version: string }[];
}

export const createEnvironment = (body: Record<string, unknown>) =>
  api<EnvironmentView>(ENVIRONMENTS, { method: "POST", body });

export const changeEnvironment = (id: string, body: Record<string, unknown>) =>
  api<EnvironmentView>(`${ENVIRONMENTS}/${id}`, { method: "PATCH", body });

export const archiveEnvironment = (id: string) => api<undefined>(`${ENVIRONMENTS}/${id}`, { method: "DELETE" });

export const previewDevices = (deviceFilter: DeviceFilter, signal: AbortSignal) =>
  api<DevicesPreview>(`${ENVIRONMENTS}/preview`, { method: "POST", body: { deviceFilter }, signal });

export const previewPromotion = (deploymentId: string, environment: string, signal: AbortSignal) =>
  api<PromotionView>(`/api/deployments/${deploymentId}/promotion`, {
    query: environment === "" ? {} : { environment },
    signal,
  });

export const promoteDeployment = (deploymentId: string, body: Record<string, unknown>) =>
  api<{ id: string; number: number }>(`/api/deployments/${deploymentId}/promote`, { method: "POST", body });

export const saveDependency = (productId: string, dependsOnId: string, range: string) =>
  api<DependenciesView>(`/api/v1/products/${productId}/dependencies/${dependsOnId}`, {
    method: "PUT",
    body: { range },
  });

export const deleteDependency = (productId: string, dependsOnId: string) =>
  api<undefined>(`/api/v1/products/${productId}/dependencies/${dependsOnId}`, { method: "DELETE" });

export const previewGroup = (body: GroupWishes, signal: AbortSignal) =>
  api<GroupPlanView>("/api/deployments/groups/preview", { method: "POST", body, signal });

export const startGroup = (body: Record<string, unknown>) =>
  api<{ id: string }>("/api/deployments/groups", { method: "POST", body });
