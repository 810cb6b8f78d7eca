import { api, ApiError } from "#components/api.ts";
import type { DeploymentPreview, TemplateView } from "#lib/templates/view.ts";

const PATH = "/api/deployments/templates";

export const templateKeys = {
  preview: (body: unknown) => ["templates", "preview", body] as const,
};

export const createTemplate = (body: unknown) => api<TemplateView>(PATH, { method: "POST", body });

export const saveTemplate = (templateId: string, body: unknown) =>
  api<TemplateView>(`${PATH}/${templateId}`, { method: "PATCH", body });

export const archiveTemplate = (templateId: string) => api<unknown>(`${PATH}/${templateId}`, { method: "DELETE" });

export const previewDeployment = (body: unknown, signal: AbortSignal) =>
  api<DeploymentPreview>("/api/deployments/preview", { method: "POST", body, signal });

/** Makes a deployment. The key lets the call be repeated without making two. */
export const deployFromTemplate = (body: unknown, idempotencyKey: string) =>
  api<{ id: string }>("/api/deployments/from-template", { method: "POST", body, idempotencyKey });

/** Finds what the server says of a field or anything inside it. */
export function faultOf(error: unknown, path: string): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.errors.find((fault) => fault.path === path || fault.path.startsWith(`${path}.`))?.message;
}
