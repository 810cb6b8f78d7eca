import { api } from "#components/api.ts";
import type { AnalyticsView, DistributionView, PullView, UpdateAnswer } from "#lib/updates/view.ts";

const BASE = "/api/distribution/updates";
const DISTRIBUTIONS = `${BASE}/distributions`;

export type AnalyticsRange = "1d" | "7d" | "30d" | "90d";

export const updateKeys = {
  analytics: (productId: string, range: AnalyticsRange) => ["update-analytics", productId, range] as const,
  pull: (productId: string, from: string, to: string) => ["update-pull", productId, from, to] as const,
};

export const readAnalytics = (productId: string, range: AnalyticsRange, signal: AbortSignal) =>
  api<AnalyticsView>(`${BASE}/analytics`, { query: { productId, range }, signal });

export const readPull = (query: { productId: string; from: string; to: string }, signal: AbortSignal) =>
  api<PullView>(`${BASE}/layers`, { query, signal });

export const createDistribution = (input: Record<string, unknown>, idempotencyKey: string) =>
  api<DistributionView>(DISTRIBUTIONS, { method: "POST", body: input, idempotencyKey });

export const changePercent = (id: string, percent: number) =>
  api<DistributionView>(`${DISTRIBUTIONS}/${id}/percent`, { method: "POST", body: { percent } });

export type DistributionAction = "pause" | "resume" | "cancel";

export const actOnDistribution = (id: string, action: DistributionAction, reason?: string) =>
  api<DistributionView>(`${DISTRIBUTIONS}/${id}/${action}`, { method: "POST", body: { reason } });

export const completeDistribution = (id: string, winner?: "version" | "otherVersion") =>
  api<DistributionView>(`${DISTRIBUTIONS}/${id}/complete`, { method: "POST", body: { winner } });

export const checkForUpdate = (question: Record<string, unknown>) =>
  api<UpdateAnswer>(`${BASE}/check`, { method: "POST", body: question });
