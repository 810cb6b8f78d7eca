// Which version comes next?
import type { ChangelogEntry } from "#lib/products/rules/changelog.ts";
import { isPrerelease, parseVersion, type SemanticVersion } from "#lib/products/rules/semver.ts";

/** `release` ends a series of prereleases: from 2.0.0-rc.2 to 2.0.0. */
export const BUMPS = ["major", "minor", "patch", "prerelease", "release"] as const;
export type Bump = (typeof BUMPS)[number];
type Core = "major" | "minor" | "patch";

export interface NextVersion {
  /** What is recommended, or what was asked for. */
  version: string;
  bump: Bump;
  reason: string;
  /** Every step that can be taken from here. */
  candidates: { bump: Bump; version: string }[];
}

export interface NextVersionQuestion {
  /** The newest version by precedence, prereleases included; null where there is none. */
  latest: SemanticVersion | null;
  entries: readonly ChangelogEntry[];
  /** The step that is wanted; left out, the entries decide. */
  bump?: Bump | undefined;
  /** Names a new series of prereleases. */
  prereleaseName: string;
}

/** Suggests the next version. Null where the wanted step cannot be taken: no prerelease is there to be released. */
export function suggestNextVersion({ latest, entries, bump, prereleaseName }: NextVersionQuestion): NextVersion | null {
  const core = coreBump(latest, entries);
  const candidates = BUMPS.flatMap((kind) => {
    const version = stepFrom(latest, kind, { core: core.bump, prereleaseName });
    return version === null ? [] : [{ bump: kind, version }];
  });
  const recommended: { bump: Bump; reason: string } =
    latest !== null && isPrerelease(latest)
      ? { bump: "prerelease", reason: `${latest.version} is a prerelease, so its series goes on until it is released.` }
      : core;
  const wanted = bump ?? recommended.bump;
  const chosen = candidates.find((candidate) => candidate.bump === wanted);
  if (!chosen) return null;
  const reason = bump === undefined || bump === recommended.bump ? recommended.reason : "As it was asked for.";
  return { version: chosen.version, bump: chosen.bump, reason, candidates };
}

/** Decides how large a step these changes are. Before 1.0.0 what breaks is a minor step, as SemVer's authors advise. */
function coreBump(latest: SemanticVersion | null, entries: readonly ChangelogEntry[]): { bump: Core; reason: string } {
  const isEarly = latest?.major === "0";
  if (latest === null) return { bump: "minor", reason: "It is the first version." };
  if (entries.length === 0) return { bump: "patch", reason: "No changes are listed." };
  if (entries.some((entry) => entry.breaking)) {
    return isEarly
      ? { bump: "minor", reason: "It breaks something; before 1.0.0 that is a minor step." }
      : { bump: "major", reason: "It breaks something." };
  }
  if (entries.some((entry) => entry.type === "removed") && !isEarly) {
    return { bump: "major", reason: "Something was removed." };
  }
  return entries.some((entry) => entry.type !== "fixed" && entry.type !== "security")
    ? { bump: "minor", reason: "Something was added or changed." }
    : { bump: "patch", reason: "It only fixes." };
}

function stepFrom(
  latest: SemanticVersion | null,
  bump: Bump,
  { core, prereleaseName }: { core: Core; prereleaseName: string },
): string | null {
  const from = latest ?? zero;
  switch (bump) {
    case "release":
      return isPrerelease(from) ? coreOf(from) : null;
    case "prerelease":
      return isPrerelease(from) ? nextPrerelease(from) : `${bumpCore(from, core)}-${prereleaseName}.1`;
    default:
      return bumpCore(from, bump);
  }
}

/** Counts up one part. The core of a prerelease counts as that step already: from 2.0.0-rc.1 a major step is 2.0.0. */
function bumpCore(from: SemanticVersion, bump: Core): string {
  const { major, minor, patch } = from;
  const isOpen = isPrerelease(from);
  switch (bump) {
    case "major":
      return isOpen && minor === "0" && patch === "0" ? coreOf(from) : `${plusOne(major)}.0.0`;
    case "minor":
      return isOpen && patch === "0" ? coreOf(from) : `${major}.${plusOne(minor)}.0`;
    case "patch":
      return isOpen ? coreOf(from) : `${major}.${minor}.${plusOne(patch)}`;
  }
}

/** Counts up the last number of the series, or begins to count. */
function nextPrerelease(from: SemanticVersion): string {
  const last = from.prerelease.findLastIndex((identifier) => /^\d+$/.test(identifier));
  const identifiers =
    last < 0
      ? [...from.prerelease, "1"]
      : from.prerelease.map((identifier, index) => (index === last ? plusOne(identifier) : identifier));
  return `${coreOf(from)}-${identifiers.join(".")}`;
}

function coreOf({ major, minor, patch }: SemanticVersion): string {
  return `${major}.${minor}.${patch}`;
}

/** Numbers of versions may have any length. */
function plusOne(digits: string): string {
  return String(BigInt(digits) + 1n);
}

const zero: SemanticVersion = { version: "0.0.0", major: "0", minor: "0", patch: "0", prerelease: [], build: null };

/** Says whether a word can name a series of prereleases. */
export function isPrereleaseName(name: string): boolean {
  return parseVersion(`0.0.0-${name}.1`) !== null && !/^\d+$/.test(name);
}
