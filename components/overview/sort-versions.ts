// In which order does the overview show what the fleet runs? Products by size, their versions the newest first.
import type { AppVersions } from "#components/overview/versions-panel.tsx";
import type { VersionCount } from "#lib/devices/view.ts";
import { compareVersions, parseVersionTag } from "#lib/products/rules/semver.ts";

export function sortByVersion(counts: readonly VersionCount[]): AppVersions[] {
  const apps = [...Map.groupBy(counts, ({ app }) => app)].map(([app, versions]) => ({
    app,
    total: versions.reduce((sum, { deviceCount }) => sum + deviceCount, 0),
    versions: versions.toSorted(newestFirst),
  }));
  return apps.toSorted((a, b) => b.total - a.total || a.app.localeCompare(b.app));
}

/** What is no version by SemVer follows by number of devices, and devices that name none come last. */
function newestFirst(a: VersionCount, b: VersionCount): number {
  const parsedA = a.version === null ? null : parseVersionTag(a.version);
  const parsedB = b.version === null ? null : parseVersionTag(b.version);
  if (parsedA && parsedB) return compareVersions(parsedB, parsedA);
  if (parsedA || parsedB) return parsedA ? -1 : 1;
  return Number(a.version === null) - Number(b.version === null) || b.deviceCount - a.deviceCount;
}
