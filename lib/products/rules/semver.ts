/**
 * Which of two versions is newer, and what kind of step lies between them?
 *
 * Exactly SemVer 2.0.0: numbers of any length, build metadata without effect, no leading "v". The `semver` package
 * refuses numbers above 2^53, so numbers stay strings of digits here; without leading zeros they compare by length,
 * then by text.
 */
export interface SemanticVersion {
  /** As written, build metadata included. */
  version: string;
  major: string;
  minor: string;
  patch: string;
  /** Identifiers after the hyphen; empty for a release. */
  prerelease: readonly string[];
  build: string | null;
}

export type VersionDifference = "major" | "minor" | "patch" | "prerelease";
export type Order = -1 | 0 | 1;

/** Longer versions are refused: they name nothing that people read, and would not fit an index entry. */
export const VERSION_LENGTH_MAX = 256;

// The expression that semver.org suggests, with named groups.
const NUMBER = String.raw`0|[1-9]\d*`;
const IDENTIFIER = String.raw`(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)`;
const SEMVER = new RegExp(
  `^(?<major>${NUMBER})\\.(?<minor>${NUMBER})\\.(?<patch>${NUMBER})` +
    `(?:-(?<prerelease>${IDENTIFIER}(?:\\.${IDENTIFIER})*))?` +
    `(?:\\+(?<build>[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?$`,
);

/** Reads a version. Null means that it is no SemVer 2.0.0 version. */
export function parseVersion(text: string): SemanticVersion | null {
  if (text.length > VERSION_LENGTH_MAX) return null;
  const groups = SEMVER.exec(text)?.groups;
  if (!groups?.major || !groups.minor || !groups.patch) return null;
  return {
    version: text,
    major: groups.major,
    minor: groups.minor,
    patch: groups.patch,
    prerelease: groups.prerelease?.split(".") ?? [],
    build: groups.build ?? null,
  };
}

/** Reads an image's tag as a version: one leading "v" is usual there and is not part of the version. */
export function parseVersionTag(tag: string): SemanticVersion | null {
  return parseVersion(tag.startsWith("v") ? tag.slice(1) : tag);
}

export function isPrerelease(version: SemanticVersion): boolean {
  return version.prerelease.length > 0;
}

/** Orders two versions by precedence: -1 when `a` is older, 1 when it is newer, 0 when neither is. */
export function compareVersions(a: SemanticVersion, b: SemanticVersion): Order {
  return (
    compareNumbers(a.major, b.major) ||
    compareNumbers(a.minor, b.minor) ||
    compareNumbers(a.patch, b.patch) ||
    comparePrereleases(a.prerelease, b.prerelease)
  );
}

/** Names the largest part that differs; null when precedence is equal. */
export function versionDifference(a: SemanticVersion, b: SemanticVersion): VersionDifference | null {
  if (a.major !== b.major) return "major";
  if (a.minor !== b.minor) return "minor";
  if (a.patch !== b.patch) return "patch";
  return comparePrereleases(a.prerelease, b.prerelease) === 0 ? null : "prerelease";
}

/** Says whether the step may break users: a major step, or a minor one before 1.0.0, where minors carry the breaks. */
export function isBreaking(a: SemanticVersion, b: SemanticVersion): boolean {
  const difference = versionDifference(a, b);
  return difference === "major" || (difference === "minor" && a.major === "0");
}

/**
 * Derives a string whose bytewise order is the order of precedence, so that a database can sort by an index.
 *
 * A number is written as the length of its length, its length, and its digits. "~" closes a release, which comes after
 * all of its prereleases; "-" opens a prerelease, whose identifiers are "0" + number or "1" + text + "!". "!" sorts
 * below every character of an identifier, so that "alpha" stays before "alpha-1".
 */
export function precedenceKey(version: SemanticVersion): string {
  const core = numberKey(version.major) + numberKey(version.minor) + numberKey(version.patch);
  return isPrerelease(version) ? `${core}-${version.prerelease.map(identifierKey).join("")}` : `${core}~`;
}

function comparePrereleases(a: readonly string[], b: readonly string[]): Order {
  if (a.length === 0 || b.length === 0) return a.length === b.length ? 0 : a.length === 0 ? 1 : -1;
  for (const [index, identifier] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = compareIdentifiers(identifier, other);
    if (order !== 0) return order;
  }
  return a.length < b.length ? -1 : 0;
}

function compareIdentifiers(a: string, b: string): Order {
  if (isNumeric(a) && isNumeric(b)) return compareNumbers(a, b);
  if (isNumeric(a) !== isNumeric(b)) return isNumeric(a) ? -1 : 1;
  return compareText(a, b);
}

function compareNumbers(a: string, b: string): Order {
  return a.length === b.length ? compareText(a, b) : a.length < b.length ? -1 : 1;
}

/** Identifiers are ASCII, for which UTF-16 order is byte order. */
function compareText(a: string, b: string): Order {
  return a === b ? 0 : a < b ? -1 : 1;
}

function isNumeric(identifier: string): boolean {
  return /^\d+$/.test(identifier);
}

function identifierKey(identifier: string): string {
  return isNumeric(identifier) ? `0${numberKey(identifier)}` : `1${identifier}!`;
}

function numberKey(digits: string): string {
  const length = String(digits.length);
  return `${length.length}${length}${digits}`;
}
