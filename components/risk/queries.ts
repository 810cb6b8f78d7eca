// How the browser asks about risk: every key and every call in one place.
import { api } from "#components/api.ts";
import type { RiskView } from "#lib/risk/view.ts";

const PATH = "/api/deployments";

/** What an assessment stands beside. */
export type RiskSubject = { deploymentId: string } | { rolloutId: string };

/** What somebody thinks of deploying, as the form has it so far. */
export type RiskDraft = {
  productId: string;
  version: string;
  environment?: string;
  template?: string;
  variables?: Record<string, unknown>;
  plannedAt?: string;
  firstPercent?: number;
  explain?: boolean;
};

export const riskKeys = {
  all: ["risk"] as const,
  one: (subject: RiskSubject) => ["risk", "one", subject] as const,
  draft: (draft: RiskDraft) => ["risk", "draft", draft] as const,
};

export const readRisk = (subject: RiskSubject, signal?: AbortSignal) =>
  api<{ assessment: RiskView | null }>(`${PATH}/risk`, { query: subject, signal });

export const assessRisk = (draft: RiskDraft, signal?: AbortSignal) =>
  api<RiskView>(`${PATH}/assess-risk`, { method: "POST", body: draft, signal });
