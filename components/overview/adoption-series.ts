// How is adoption drawn? One area for each of the versions that matter, the rest as one.
import type { AdoptionView } from "#lib/devices/view.ts";

export const OTHERS = "others";
export const UNKNOWN = "no version";
const SHOWN_MAX = 5;

export interface AdoptionSeries {
  /** From the bottom of the stack to its top. */
  versions: string[];
  rows: Record<string, number>[];
}

/** Picks the versions with the most devices at any time, most recent first seen on top, and sums up the others. */
export function toSeries({ points }: AdoptionView): AdoptionSeries {
  const most = new Map<string, number>();
  for (const { counts } of points) {
    for (const { version, deviceCount } of counts) {
      const name = version ?? UNKNOWN;
      most.set(name, Math.max(most.get(name) ?? 0, deviceCount));
    }
  }
  const inUse = [...most].filter(([, devices]) => devices > 0);
  const largest = inUse.toSorted((a, b) => b[1] - a[1]).slice(0, SHOWN_MAX);
  const shown = new Set(largest.map(([name]) => name));
  // Versions appear in the order in which they were first seen, so that a new release grows on top of the old ones.
  const versions = inUse.map(([name]) => name).filter((name) => shown.has(name));
  const hasOthers = inUse.length > versions.length;
  const rows = points.map(({ at, counts }) => {
    const row: Record<string, number> = { at: Date.parse(at) };
    for (const name of versions) row[name] = 0;
    if (hasOthers) row[OTHERS] = 0;
    for (const { version, deviceCount } of counts) {
      const name = version ?? UNKNOWN;
      const key = shown.has(name) ? name : OTHERS;
      if (key in row) row[key] = (row[key] ?? 0) + deviceCount;
    }
    return row;
  });
  return { versions: hasOthers ? [OTHERS, ...versions] : versions, rows };
}
