import { api } from "#components/api.ts";
import type { TriggerView } from "#lib/ci/view.ts";
import type { TemplateView } from "#lib/templates/view.ts";

const TRIGGERS = "/api/v1/ci/triggers";

export const ciKeys = {
  template: (slug: string) => ["templates", slug] as const,
};

export const readTemplate = (slug: string, signal: AbortSignal) =>
  api<TemplateView>(`/api/deployments/templates/${slug}`, { signal });

export const createTrigger = (body: Record<string, unknown>) => api<TriggerView>(TRIGGERS, { method: "POST", body });

export const changeTrigger = (id: string, body: Record<string, unknown>) =>
  api<TriggerView>(`${TRIGGERS}/${id}`, { method: "PATCH", body });

export const deleteTrigger = (id: string) => api<undefined>(`${TRIGGERS}/${id}`, { method: "DELETE" });
