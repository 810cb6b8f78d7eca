import type { ArtifactListItem } from "#lib/builds/view.ts";
import type { ManifestDiff } from "#lib/diffs/rules/dependencies-diff.ts";
import type { EntryChange, EntryCounts } from "#lib/diffs/rules/entries-diff.ts";
import type { VariableChange } from "#lib/diffs/rules/environment-diff.ts";
import type { Hunk } from "#lib/diffs/rules/text-diff.ts";

/** A file of which the report shows the text. */
export interface Excerpt {
  path: string;
  removed: number;
  added: number;
  hunks: Hunk[];
  /** Lines of its changes that are not in the hunks. */
  leftOut: number;
}

/** All that a report is made of: gathered by the server, set by a thread. */
export interface ReportData {
  from: ArtifactListItem;
  to: ArtifactListItem;
  generatedAt: string;
  generatedBy: string;
  /** Where the comparison can be looked at whole; null where the server does not know its own address. */
  href: string | null;
  counts: EntryCounts | null;
  entries: EntryChange[];
  findings: string[];
  dependencies: ManifestDiff[];
  variables: VariableChange[];
  /** Why values of variables could not be compared. */
  environmentNote: string | null;
  configFiles: EntryChange[];
  excerpts: Excerpt[];
  /** Text files whose changes are not shown. */
  filesLeftOut: number;
}

/** A report is read, so it ends; what it leaves out is said. */
export const REPORT_LIMITS = {
  entries: 300,
  packages: 120,
  variables: 200,
  excerpts: 20,
  excerptLines: 80,
  lines: 600,
} as const;
