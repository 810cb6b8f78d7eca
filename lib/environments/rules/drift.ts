// How far is what runs in one environment from what runs in the one before it?
import {
  compareVersions,
  parseVersion,
  versionDifference,
  type VersionDifference,
} from "#lib/products/rules/semver.ts";

export interface Running {
  version: string;
  digest: string | null;
}

export type Drift =
  /** Nothing runs in the environment before it, or there is none. */
  | { kind: "none" }
  /** What runs before it has never come here. */
  | { kind: "missing" }
  | { kind: "same" }
  /** The same version with other content. */
  | { kind: "digest" }
  /** `versions`: how many of the product's versions lie between, the newer one counted; `step`: the largest part. */
  | { kind: "behind" | "ahead"; versions: number; step: VersionDifference };

/** Measures the drift. `between` says how many of the product's versions are newer than one and not than the other. */
export function measureDrift(
  here: Running | null,
  before: Running | null,
  between: (older: string, newer: string) => number,
): Drift {
  if (before === null) return { kind: "none" };
  if (here === null) return { kind: "missing" };
  const [own, other] = [parseVersion(here.version), parseVersion(before.version)];
  const step = own && other && versionDifference(own, other);
  if (own === null || other === null || step === null) return { kind: isSame(here, before) ? "same" : "digest" };
  return compareVersions(own, other) < 0
    ? { kind: "behind", versions: between(here.version, before.version), step }
    : { kind: "ahead", versions: between(before.version, here.version), step };
}

/** Where a digest is not known, the version is all that there is to go by. */
function isSame(a: Running, b: Running): boolean {
  return a.version === b.version && (a.digest === null || b.digest === null || a.digest === b.digest);
}
