// What becomes of each version that a changelog names?
import {
  DESCRIPTION_LENGTH_MAX,
  ENTRIES_MAX,
  NOTES_LENGTH_MAX,
  type ChangelogEntry,
} from "#lib/products/rules/changelog.ts";
import type { ParsedVersion } from "#lib/products/rules/parse-changelog.ts";

/** A version that the product has already. */
export interface KnownVersion {
  id: string;
  version: string;
  changelog: readonly ChangelogEntry[];
  releaseNotes: string;
}

export type ImportStep = ParsedVersion &
  (
    | { action: "create"; versionId: string | null; reason: null }
    | { action: "update"; versionId: string; reason: null }
    | { action: "skip"; versionId: string | null; reason: string }
  );

export interface ImportOptions {
  /** What happens to versions that are not there yet. */
  missing: "skip" | "create";
  /** Whether changelogs that are there already are replaced. */
  overwrite: boolean;
}

/** Decides for each version; nothing that is there is lost unless that was asked for. */
export function planImport(
  versions: readonly ParsedVersion[],
  known: readonly KnownVersion[],
  options: ImportOptions,
): ImportStep[] {
  const byNumber = new Map(known.map((version) => [version.version, version]));
  return versions.map((version) => ({ ...version, ...decide(version, byNumber.get(version.version), options) }));
}

type Decision =
  | { action: "create"; versionId: null; reason: null }
  | { action: "update"; versionId: string; reason: null }
  | { action: "skip"; versionId: string | null; reason: string };

function decide(
  given: ParsedVersion,
  known: KnownVersion | undefined,
  { missing, overwrite }: ImportOptions,
): Decision {
  const fault = tooMuch(given);
  if (fault !== null) return { action: "skip", versionId: known?.id ?? null, reason: fault };
  if (known === undefined) {
    return missing === "create"
      ? { action: "create", versionId: null, reason: null }
      : { action: "skip", versionId: null, reason: "The product has no such version." };
  }
  const skip = (reason: string): Decision => ({ action: "skip", versionId: known.id, reason });
  if (given.entries.length === 0 && given.releaseNotes === "") return skip("Nothing stands under it.");
  if (isSame(given, known)) return skip("It says the same already.");
  if (!overwrite && known.changelog.length > 0) return skip("It has a changelog already.");
  return { action: "update", versionId: known.id, reason: null };
}

function tooMuch({ entries, releaseNotes }: ParsedVersion): string | null {
  if (entries.length > ENTRIES_MAX) return `It lists more than ${ENTRIES_MAX} changes.`;
  if (releaseNotes.length > NOTES_LENGTH_MAX) return `Its notes have more than ${NOTES_LENGTH_MAX} characters.`;
  return entries.some(({ description }) => description.length > DESCRIPTION_LENGTH_MAX)
    ? `One of its changes has more than ${DESCRIPTION_LENGTH_MAX} characters.`
    : null;
}

/** Notes that the file lacks are kept, so they are no difference. */
function isSame(given: ParsedVersion, known: KnownVersion): boolean {
  const hasSameNotes = given.releaseNotes === "" || given.releaseNotes === known.releaseNotes;
  return hasSameNotes && JSON.stringify(given.entries.map(inOrder)) === JSON.stringify(known.changelog.map(inOrder));
}

function inOrder({ type, scope, breaking = false, description }: ChangelogEntry): unknown[] {
  return [type, scope ?? null, breaking, description];
}
