// What has changed in a version, and how is that written in Keep a Changelog 1.1.0?

/** The kinds of changes, in the order in which Keep a Changelog lists them. */
export const CHANGE_TYPES = ["added", "changed", "deprecated", "removed", "fixed", "security"] as const;
export type ChangeType = (typeof CHANGE_TYPES)[number];

export const ENTRIES_MAX = 1_000;
export const DESCRIPTION_LENGTH_MAX = 5_000;
export const NOTES_LENGTH_MAX = 100_000;

export interface ChangelogEntry {
  type: ChangeType;
  /** Markdown; may have several lines. */
  description: string;
  /** The part of the product that it is about. */
  scope?: string;
  breaking?: boolean;
}

/** What a changelog tells of one version. */
export interface ChangelogVersion {
  version: string;
  /** RFC 3339 */
  releasedAt: string;
  isDeprecated: boolean;
  releaseNotes: string;
  entries: readonly ChangelogEntry[];
  /** Where the version can be looked at. */
  url?: string;
}

export const changeTypeTitles: Record<ChangeType, string> = {
  added: "Added",
  changed: "Changed",
  deprecated: "Deprecated",
  removed: "Removed",
  fixed: "Fixed",
  security: "Security",
};

export const BREAKING_MARK = "**BREAKING**";

/** Sorts entries into their kinds, leaving out kinds without any; within a kind, breaking ones come first. */
export function groupEntries(entries: readonly ChangelogEntry[]): { type: ChangeType; entries: ChangelogEntry[] }[] {
  return CHANGE_TYPES.flatMap((type) => {
    const ofType = entries.filter((entry) => entry.type === type);
    const sorted = [...ofType.filter((entry) => entry.breaking), ...ofType.filter((entry) => !entry.breaking)];
    return sorted.length > 0 ? [{ type, entries: sorted }] : [];
  });
}

/** Writes a changelog file, the newest version first as they are given. */
export function writeChangelog(versions: readonly ChangelogVersion[], { title }: { title: string }): string {
  const head = [
    "# Changelog",
    `All notable changes to ${title} are documented in this file.`,
    "The format is based on [Keep a Changelog](https://keepachangelog.com/en/1.1.0/),\nand this project adheres to [Semantic Versioning](https://semver.org/spec/v2.0.0.html).",
  ];
  const links = versions.flatMap(({ version, url }) => (url === undefined ? [] : [`[${version}]: ${url}`]));
  const parts = [...head, ...versions.map(writeVersion), ...(links.length > 0 ? [links.join("\n")] : [])];
  return `${parts.join("\n\n")}\n`;
}

/** Writes the section of one version. A deprecated one is marked as yanked, which is the format's word for it. */
function writeVersion({ version, releasedAt, isDeprecated, releaseNotes, entries }: ChangelogVersion): string {
  const heading = `## [${version}] - ${releasedAt.slice(0, 10)}${isDeprecated ? " [YANKED]" : ""}`;
  const notes = releaseNotes.trim();
  return [heading, ...(notes === "" ? [] : [lowerHeadings(notes)]), ...writeEntries(entries)].join("\n\n");
}

/** Writes entries under a heading for each kind. */
function writeEntries(entries: readonly ChangelogEntry[]): string[] {
  return groupEntries(entries).map(
    (group) => `### ${changeTypeTitles[group.type]}\n\n${group.entries.map(writeEntry).join("\n")}`,
  );
}

function writeEntry({ description, scope, breaking }: ChangelogEntry): string {
  const marks = [...(breaking ? [BREAKING_MARK] : []), ...(scope === undefined ? [] : [`**${scope}:**`])];
  const [first = "", ...rest] = description.split("\n");
  // Indented, later lines stay a part of the same item.
  const further = rest.map((line) => (line.trim() === "" ? "" : `  ${line}`));
  return [`- ${[...marks, first].join(" ")}`, ...further].join("\n");
}

/** Headings in the notes would be taken for those of versions and kinds. */
function lowerHeadings(markdown: string): string {
  let isCode = false;
  return markdown
    .split("\n")
    .map((line) => {
      if (/^ {0,3}(?:```|~~~)/.test(line)) isCode = !isCode;
      const level = isCode ? 0 : (/^(#{1,6})\s/.exec(line)?.[1]?.length ?? 0);
      return level > 0 && level < 4 ? `#### ${line.slice(level).trim()}` : line;
    })
    .join("\n");
}
