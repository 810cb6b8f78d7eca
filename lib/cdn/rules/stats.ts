// What do the counts of downloads say, day by day and region by region?

export const STATS_RANGES = { "7d": 7, "30d": 30, "90d": 90, "365d": 365 } as const;
export type StatsRange = keyof typeof STATS_RANGES;

const DAY_MILLIS = 86_400_000;

export interface DayCounts {
  downloads: number;
  /** Bytes. */
  bytes: number;
  /** Answers from the cache's memory, and those for which it asked the server. */
  hits: number;
  misses: number;
}

export interface RegionDay extends DayCounts {
  region: string;
  /** UTC, as YYYY-MM-DD. */
  day: string;
}

export interface StatsSummary extends DayCounts {
  /** Between 0 and 1; null where no cache has said anything. */
  hitRatio: number | null;
}

/** The first day of a range that ends today. */
export function firstDayOf(range: StatsRange, now: Date): string {
  return toDay(new Date(now.getTime() - (STATS_RANGES[range] - 1) * DAY_MILLIS));
}

export function toDay(at: Date): string {
  return at.toISOString().slice(0, 10);
}

/** Every day of a range, the first one first. */
export function daysOf(range: StatsRange, now: Date): string[] {
  const first = Date.parse(firstDayOf(range, now));
  return Array.from({ length: STATS_RANGES[range] }, (_, index) => toDay(new Date(first + index * DAY_MILLIS)));
}

export function sumUp(counts: readonly DayCounts[]): StatsSummary {
  const sum = { downloads: 0, bytes: 0, hits: 0, misses: 0 };
  for (const { downloads, bytes, hits, misses } of counts) {
    sum.downloads += downloads;
    sum.bytes += bytes;
    sum.hits += hits;
    sum.misses += misses;
  }
  const asked = sum.hits + sum.misses;
  return { ...sum, hitRatio: asked === 0 ? null : sum.hits / asked };
}

/** Sums up by region, the one with the most downloads first. */
export function sumUpByRegion(days: readonly RegionDay[]): ({ region: string } & StatsSummary)[] {
  return [...Map.groupBy(days, ({ region }) => region)]
    .map(([region, counts]) => ({ region, ...sumUp(counts) }))
    .sort((left, right) => right.downloads - left.downloads || left.region.localeCompare(right.region));
}
