// How the browser reads and moves regions and what is in them: every key and every call in one place.
import { api } from "#components/api.ts";
import type { DistributionView } from "#lib/cdn/find-distribution.ts";
import type { InvalidationView, RegionTest, RegionView, StatsView, TopFile } from "#lib/cdn/view.ts";
import type { StatsRange } from "#lib/cdn/rules/stats.ts";
import type { EventType } from "#lib/events/types.ts";

const PATH = "/api/distribution/cdn";

export const cdnKeys = {
  distribution: (fileId: string) => ["cdn", "distribution", fileId] as const,
  stats: (fileId: string | undefined, range: StatsRange) => ["cdn", "stats", fileId, range] as const,
};

export const readDistribution = (fileId: string, signal?: AbortSignal) =>
  api<DistributionView>(`${PATH}/files/${fileId}/distribution`, { signal });

export const readFileStats = (fileId: string, range: StatsRange, signal?: AbortSignal) =>
  api<StatsView>(`${PATH}/files/${fileId}/stats`, { query: { range }, signal });

export const readAllStats = (range: StatsRange, signal?: AbortSignal) =>
  api<StatsView & { files: TopFile[] }>(`${PATH}/stats`, { query: { range }, signal });

export const createRegion = (body: Record<string, unknown>) =>
  api<RegionView>(`${PATH}/regions`, { method: "POST", body });

export const updateRegion = (name: string, body: Record<string, unknown>) =>
  api<RegionView>(`${PATH}/regions/${name}`, { method: "PATCH", body });

export const deleteRegion = (name: string) => api<undefined>(`${PATH}/regions/${name}`, { method: "DELETE" });

export const testRegion = (name: string) =>
  api<RegionTest>(`${PATH}/regions/${name}/test`, { method: "POST", body: {} });

export const invalidateFile = (fileId: string, body: { regions?: readonly string[] }) =>
  api<{ items: InvalidationView[] }>(`${PATH}/files/${fileId}/invalidate`, { method: "POST", body });

export const invalidatePaths = (body: { paths: readonly string[]; regions?: readonly string[] }) =>
  api<{ items: InvalidationView[] }>(`${PATH}/invalidations`, { method: "POST", body });

export const retryInvalidation = (id: string) =>
  api<InvalidationView>(`${PATH}/invalidations/${id}/retry`, { method: "POST", body: {} });

/** The events after which what is shown of regions may be another. */
export const CDN_EVENTS: readonly EventType[] = [
  "cdn_region_saved",
  "cdn_region_deleted",
  "cdn_invalidation_requested",
  "cdn_invalidation_completed",
  "cdn_invalidation_failed",
  "cdn_distribution_failed",
];
