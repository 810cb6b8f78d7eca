import { expect, it } from "vitest";
import { dayLabel, toRows } from "#components/cdn/stats-series.ts";

const of = (region: string, downloads: number, hits = 0, misses = 0) => ({
  region,
  downloads,
  bytes: 10,
  hits,
  misses,
});

it("each day has a bar with its regions, and a hit ratio over all of them", () => {
  const days = [
    { day: "2026-11-21", regions: [] },
    { day: "2026-11-22", regions: [of("eu", 3, 3, 0), of("us", 1, 0, 1), of("origin", 2)] },
  ];
  expect(toRows({ days })).toEqual([
    { day: "2026-11-21", hitRatio: null, bytes: 0, byRegion: {} },
    { day: "2026-11-22", hitRatio: 0.75, bytes: 30, byRegion: { eu: 3, us: 1, origin: 2 } },
  ]);
});

it("a day is that day everywhere", () => expect(dayLabel("2026-11-22")).toBe("22 Nov"));
