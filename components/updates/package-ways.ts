import type { PackageView } from "#lib/updates/view.ts";

/** The packages that lead to one file from one version: the same step in different formats, the smallest first. */
export interface PackageWay {
  key: string;
  /** Null for a whole file. */
  fromVersion: string | null;
  toVersion: string;
  fileName: string;
  packages: PackageView[];
}

/** Puts packages of the same step together, in the order in which the first of each came. */
export function groupPackages(packages: readonly PackageView[]): PackageWay[] {
  const ways = new Map<string, PackageWay>();
  for (const one of packages) {
    const { fromVersion, toVersion, fileName } = one;
    const key = JSON.stringify([fromVersion, toVersion, fileName]);
    const way = ways.get(key) ?? { key, fromVersion, toVersion, fileName, packages: [] };
    way.packages.push(one);
    ways.set(key, way);
  }
  return [...ways.values()].map((way) => ({ ...way, packages: way.packages.toSorted(bySize) }));
}

function bySize(one: PackageView, other: PackageView): number {
  return (one.packageSize ?? Infinity) - (other.packageSize ?? Infinity) || one.format.localeCompare(other.format);
}
