// How are downloads drawn? One bar for each day, in it one part for each region.
import type { StatsView } from "#lib/cdn/view.ts";

export interface DownloadRow {
  day: string;
  /** Between 0 and 1; null on a day on which no cache said anything. */
  hitRatio: number | null;
  bytes: number;
  byRegion: Record<string, number>;
}

/** Puts the regions of a day side by side, in the order of the whole. */
export function toRows({ days }: Pick<StatsView, "days">): DownloadRow[] {
  return days.map(({ day, regions }) => {
    const hits = regions.reduce((sum, region) => sum + region.hits, 0);
    const misses = regions.reduce((sum, region) => sum + region.misses, 0);
    return {
      day,
      hitRatio: hits + misses === 0 ? null : hits / (hits + misses),
      bytes: regions.reduce((sum, { bytes }) => sum + bytes, 0),
      byRegion: Object.fromEntries(regions.map(({ region, downloads }) => [region, downloads])),
    };
  });
}

/** "22 Nov": days are UTC, whatever the browser's zone. */
export function dayLabel(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
}
