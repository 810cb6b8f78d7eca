import { readActor, type ActorView } from "#lib/access/rules/actor.ts";
import { isFromEnvironment, openRegion } from "#lib/cdn/region.ts";
import type { CacheState } from "#lib/cdn/rules/cache-state.ts";
import { DISTRIBUTION_STATES, type DistributionState } from "#lib/cdn/rules/distribution.ts";
import type { ProviderKind } from "#lib/cdn/rules/provider.ts";
import { ORIGIN_REGION } from "#lib/cdn/rules/region.ts";
import type { DayCounts, RegionDay, StatsSummary } from "#lib/cdn/rules/stats.ts";
import type { DistributionRecord } from "#lib/cdn/store-distributions.ts";
import type { InvalidationRecord } from "#lib/cdn/store-invalidations.ts";
import type { RegionRecord } from "#lib/cdn/store-regions.ts";
import type { Context } from "#lib/kernel/context.ts";

export type FileCounts = Record<DistributionState, number>;

/** A place from which files are handed out. Credentials are never shown. */
export interface RegionView {
  name: string;
  provider: ProviderKind;
  /** Without a slash at the end. Empty for this server where nobody has told it its address. */
  baseUrl: string;
  purgeUrl: string | null;
  zoneId: string | null;
  distributionId: string | null;
  hasApiKey: boolean;
  enabled: boolean;
  /** This server itself, which can be neither changed nor removed. */
  isOrigin: boolean;
  /** As CDN_PROVIDER and its like say; only switching it on and off is done here. */
  isFromEnvironment: boolean;
  /** How many files are how far. */
  files: FileCounts;
  /** When it was tested last, and what was wrong then. */
  checkedAt: string | null;
  lastError: string | null;
}

export function toRegionView(
  ctx: Pick<Context, "config" | "log">,
  record: RegionRecord,
  files: FileCounts,
): RegionView {
  const { secrets, ...region } = openRegion(ctx, record);
  return {
    ...region,
    zoneId: secrets?.zoneId ?? null,
    distributionId: secrets?.distributionId ?? null,
    hasApiKey: secrets?.apiKey !== undefined,
    isOrigin: false,
    isFromEnvironment: isFromEnvironment(ctx.config, record.name),
    files,
    checkedAt: record.checkedAt?.toISOString() ?? null,
    lastError: secrets === null ? "Its credentials cannot be opened. Enter them again." : record.lastError,
  };
}

/** This server as a region: it has every file from the moment it was uploaded. */
export function originView({ config }: Pick<Context, "config">): RegionView {
  return {
    name: ORIGIN_REGION,
    provider: "builtIn",
    baseUrl: originAddress(config),
    purgeUrl: null,
    zoneId: null,
    distributionId: null,
    hasApiKey: false,
    enabled: true,
    isOrigin: true,
    isFromEnvironment: config.cdn?.provider === "builtIn",
    files: noFiles(),
    checkedAt: null,
    lastError: null,
  };
}

/** By which address files are fetched from this server itself. */
export function originAddress({ cdn, publicUrl }: Context["config"]): string {
  return (cdn?.provider === "builtIn" ? cdn.baseUrl : null) ?? publicUrl ?? "";
}

export function noFiles(): FileCounts {
  return Object.fromEntries(DISTRIBUTION_STATES.map((state) => [state, 0])) as FileCounts;
}

/** Where a file is in one region. */
export interface PlaceView {
  region: string;
  provider: ProviderKind;
  state: DistributionState;
  url: string;
  /** Tries of what is under way. */
  attempts: number;
  error: string | null;
  isOrigin: boolean;
  /** The region hands out at present. */
  isOn: boolean;
  updatedAt: string | null;
}

/** What was written there is one of the known states and providers. */
export function toPlaceView(record: DistributionRecord, isOn: boolean): PlaceView {
  return {
    region: record.region,
    provider: record.provider as ProviderKind,
    state: record.state as DistributionState,
    url: record.url,
    attempts: record.attempts,
    error: record.error,
    isOrigin: false,
    isOn,
    updatedAt: record.updatedAt.toISOString(),
  };
}

export type InvalidationState = "pending" | "done" | "failed";

/** That a region is to forget some paths, and how far that is. */
export interface InvalidationView {
  id: string;
  region: string;
  fileId: string | null;
  paths: string[];
  state: InvalidationState;
  attempts: number;
  error: string | null;
  requestedAt: string;
  requestedBy: ActorView;
  /** Of one that is pending. */
  nextTryAt: string | null;
  doneAt: string | null;
}

export function toInvalidationView(record: InvalidationRecord): InvalidationView {
  return {
    id: record.id,
    region: record.region,
    fileId: record.fileId,
    paths: record.paths,
    state: record.state as InvalidationState,
    attempts: record.attempts,
    error: record.error,
    requestedAt: record.requestedAt.toISOString(),
    requestedBy: readActor(record.requestedBy),
    nextTryAt: record.state === "pending" ? record.nextTryAt.toISOString() : null,
    doneAt: record.doneAt?.toISOString() ?? null,
  };
}

/** What a test of a region found, step by step. */
export interface RegionTest {
  ok: boolean;
  /** In a sentence. */
  message: string;
  steps: RegionTestStep[];
}

export interface RegionTestStep {
  step: "reach" | "cache" | "purge";
  /** Null where it does not apply, or was not come to. */
  ok: boolean | null;
  detail: string;
  cache: CacheState;
}

export interface StatsView {
  /** First and last day, UTC. */
  since: string;
  until: string;
  total: StatsSummary;
  regions: ({ region: string } & StatsSummary)[];
  /** Every day of the range, those without downloads too. */
  days: { day: string; regions: ({ region: string } & DayCounts)[] }[];
}

export interface TopFile {
  fileId: string;
  fileName: string;
  product: string | null;
  version: string | null;
  downloads: number;
  bytes: number;
}

export function toStatsDays(days: readonly string[], counts: readonly RegionDay[]): StatsView["days"] {
  const byDay = Map.groupBy(counts, ({ day }) => day);
  return days.map((day) => ({
    day,
    regions: (byDay.get(day) ?? []).map(({ region, downloads, bytes, hits, misses }) => ({
      region,
      downloads,
      bytes,
      hits,
      misses,
    })),
  }));
}
