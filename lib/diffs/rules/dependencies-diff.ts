// Which packages came, went or changed their version, and how large is the step?
import { compareVersions, isBreaking, parseVersion, versionDifference } from "#lib/products/rules/semver.ts";
import { readRange } from "#lib/diffs/rules/version-range.ts";

export interface Manifest {
  manager: string;
  /** The file it was read from; null for a list. */
  path: string | null;
  /** By name, or by place for a package that is there more than once: `left/node_modules/right`. */
  packages: Readonly<Record<string, string>>;
}

export type DependencyStep = "added" | "removed" | "major" | "minor" | "patch" | "prerelease" | "downgrade" | "changed";

export interface DependencyChange {
  name: string;
  from: string | null;
  to: string | null;
  step: DependencyStep;
  /** The step may break something: a major one, or a minor one before 1.0.0. */
  isBreaking: boolean;
}

export interface ManifestDiff {
  manager: string;
  path: string | null;
  changes: DependencyChange[];
  unchanged: number;
}

/** Compares manifests pair by pair. Those in which nothing changed are left out. */
export function compareManifests(from: readonly Manifest[], to: readonly Manifest[]): ManifestDiff[] {
  const keyOf = ({ manager, path }: Manifest) => `${manager}\n${path ?? ""}`;
  const before = new Map(from.map((manifest) => [keyOf(manifest), manifest]));
  const after = new Map(to.map((manifest) => [keyOf(manifest), manifest]));
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const [left, right] = [before.get(key), after.get(key)];
    const { manager, path } = left ?? right ?? { manager: "", path: null };
    const { changes, unchanged } = comparePackages(left?.packages ?? {}, right?.packages ?? {});
    return changes.length === 0 ? [] : [{ manager, path, changes, unchanged }];
  });
}

const WEIGHTS: readonly DependencyStep[] = [
  "major",
  "downgrade",
  "removed",
  "added",
  "minor",
  "patch",
  "prerelease",
  "changed",
];

/** What deserves a look comes first: breaking steps, then by kind of step, then by name. */
function comparePackages(from: Readonly<Record<string, string>>, to: Readonly<Record<string, string>>) {
  const left = new Map(Object.entries(from));
  const right = new Map(Object.entries(to));
  const names = [...new Set([...left.keys(), ...right.keys()])];
  const changes = names.flatMap((name) => {
    const [before, after] = [left.get(name) ?? null, right.get(name) ?? null];
    return before === after ? [] : [toChange(name, before, after)];
  });
  changes.sort(
    (a, b) =>
      Number(b.isBreaking) - Number(a.isBreaking) ||
      WEIGHTS.indexOf(a.step) - WEIGHTS.indexOf(b.step) ||
      (a.name < b.name ? -1 : 1),
  );
  return { changes, unchanged: names.length - changes.length };
}

function toChange(name: string, from: string | null, to: string | null): DependencyChange {
  if (from === null) return { name, from, to, step: "added", isBreaking: false };
  if (to === null) return { name, from, to, step: "removed", isBreaking: false };
  const [before, after] = [parseVersion(readRange(from)), parseVersion(readRange(to))];
  const difference = before && after && versionDifference(before, after);
  if (!before || !after || difference === null) return { name, from, to, step: "changed", isBreaking: false };
  const isDowngrade = compareVersions(before, after) > 0;
  return { name, from, to, step: isDowngrade ? "downgrade" : difference, isBreaking: isBreaking(before, after) };
}
