// What does a changelog file say, written in the form of Keep a Changelog or nearly so?
import { BREAKING_MARK, type ChangelogEntry, type ChangeType } from "#lib/products/rules/changelog.ts";
import { parseVersionTag } from "#lib/products/rules/semver.ts";

export interface ParsedVersion {
  version: string;
  /** YYYY-MM-DD, where the heading names a day. */
  releasedOn: string | null;
  /** Marked [YANKED]: pulled because of a serious bug. */
  isYanked: boolean;
  /** The text before the first kind of changes. */
  releaseNotes: string;
  entries: ChangelogEntry[];
}

/** Something in the file that could not be taken over as it stands. */
export interface ChangelogProblem {
  /** From 1. */
  line: number;
  message: string;
}

export interface ParsedChangelog {
  unreleased: ChangelogEntry[];
  /** In the order of the file. */
  versions: ParsedVersion[];
  problems: ChangelogProblem[];
}

const VERSION_HEADING = /^##\s+(?<rest>\S.*)$/;
const GROUP_HEADING = /^###\s+(?<title>\S.*)$/;
const ITEM = /^(?<indent> {0,3})[-*+]\s+(?<text>\S.*)$/;
const LINK_DEFINITION = /^ {0,3}\[[^\]]+\]:\s+\S+/;
/** No heading is longer; expressions need not try. */
const HEADING_LENGTH_MAX = 500;
const FENCE = /^\s*(?:```|~~~)/;

/** What other tools call the kinds. */
const titles: ReadonlyMap<string, ChangeType> = new Map(
  Object.entries<ChangeType>({
    added: "added",
    add: "added",
    new: "added",
    features: "added",
    "new features": "added",
    changed: "changed",
    changes: "changed",
    improved: "changed",
    improvements: "changed",
    performance: "changed",
    "performance improvements": "changed",
    deprecated: "deprecated",
    deprecations: "deprecated",
    removed: "removed",
    removals: "removed",
    fixed: "fixed",
    fixes: "fixed",
    "bug fixes": "fixed",
    bugfixes: "fixed",
    security: "security",
  }),
);
const breakingTitle = /^(?:⚠\s*)?breaking(?: changes?)?$/;

/** Reads a changelog. What it cannot understand is left out and told as a problem, never guessed at silently. */
export function parseChangelog(text: string): ParsedChangelog {
  const reader = new ChangelogReader();
  text
    .replace(/^\uFEFF/, "")
    .split(/\r\n?|\n/)
    .forEach((line, index) => reader.take(line, index + 1));
  return reader.finish();
}

class ChangelogReader {
  readonly #unreleased: ChangelogEntry[] = [];
  /** By their numbers, in the order of the file. */
  readonly #versions = new Map<string, ParsedVersion>();
  readonly #problems: ChangelogProblem[] = [];
  /** Null before the first heading, and under one that names no version. */
  #section: { entries: ChangelogEntry[]; version: ParsedVersion | null } | null = null;
  #group: { type: ChangeType; isBreaking: boolean } | null = null;
  #item: string[] | null = null;
  #notes: string[] = [];
  #isCode = false;

  take(line: string, number: number): void {
    const mayBeHeading = !this.#isCode && line.length <= HEADING_LENGTH_MAX;
    if (mayBeHeading && this.#takeHeading(line, number)) return;
    if (FENCE.test(line)) this.#isCode = !this.#isCode;
    else if (!this.#isCode && this.#takeItem(line)) return;
    this.#takeText(line);
  }

  finish(): ParsedChangelog {
    this.#endSection();
    return { unreleased: this.#unreleased, versions: [...this.#versions.values()], problems: this.#problems };
  }

  #takeHeading(line: string, number: number): boolean {
    const heading = VERSION_HEADING.exec(line)?.groups?.rest;
    if (heading !== undefined) {
      this.#endSection();
      this.#openSection(heading, number);
      return true;
    }
    const title = GROUP_HEADING.exec(line)?.groups?.title;
    if (title !== undefined && this.#section !== null) {
      this.#endItem();
      this.#openGroup(title, number);
      return true;
    }
    return false;
  }

  #openSection(heading: string, number: number): void {
    if (/^\[?unreleased\]?/i.test(heading)) {
      this.#section = { entries: this.#unreleased, version: null };
      return;
    }
    const version = readVersionHeading(heading);
    if (version === null) {
      this.#tell(number, `“${heading}” names no SemVer version, so what stands under it was left out.`);
    } else if (this.#versions.has(version.version)) {
      this.#tell(number, `${version.version} stands here a second time; the first one counts.`);
    } else {
      this.#versions.set(version.version, version);
      this.#section = { entries: version.entries, version };
    }
  }

  #openGroup(title: string, number: number): void {
    const word = title
      .toLowerCase()
      .replace(/[:*_#]/g, "")
      .trim();
    const isBreaking = breakingTitle.test(word);
    const type = titles.get(word);
    if (type === undefined && !isBreaking) {
      this.#tell(number, `“${title}” is no kind of change; its entries were taken as “Changed”.`);
    }
    this.#group = { type: type ?? "changed", isBreaking };
  }

  #takeItem(line: string): boolean {
    const item = ITEM.exec(line)?.groups;
    if (item?.text === undefined || this.#section === null) return false;
    // Deeper ones belong to the item above them.
    if (this.#item !== null && (item.indent?.length ?? 0) >= 2) return false;
    if (this.#group === null && this.#section.version !== null) return false;
    this.#endItem();
    this.#item = [item.text];
    return true;
  }

  #takeText(line: string): void {
    if (this.#item !== null) {
      const isFollowing = line.trim() === "" || /^\s/.test(line) || this.#isCode || this.#item.at(-1) !== "";
      if (LINK_DEFINITION.test(line) && !this.#isCode) this.#endItem();
      else if (isFollowing) this.#item.push(line.replace(/^(?: {1,2}|\t)/, "").trimEnd());
      else this.#endItem();
    } else if (this.#section !== null && this.#group === null && !LINK_DEFINITION.test(line)) {
      this.#notes.push(line);
    }
  }

  #endItem(): void {
    if (this.#item !== null && this.#section !== null) {
      this.#section.entries.push(readEntry(this.#item, this.#group));
    }
    this.#item = null;
  }

  #endSection(): void {
    this.#endItem();
    if (this.#section?.version) this.#section.version.releaseNotes = this.#notes.join("\n").trim();
    this.#section = null;
    this.#group = null;
    this.#notes = [];
    this.#isCode = false;
  }

  #tell(line: number, message: string): void {
    this.#problems.push({ line, message });
  }
}

/** Reads `[1.2.0] - 2024-05-01 [YANKED]` and its usual relatives, such as `v1.2.0 (2024-05-01)`. */
function readVersionHeading(heading: string): ParsedVersion | null {
  const name = /^\[?(?<name>[^\s\]()]+)\]?/.exec(heading)?.groups?.name;
  const version = name === undefined ? null : parseVersionTag(name);
  if (version === null) return null;
  const day = /\b(\d{4}-\d{2}-\d{2})\b/.exec(heading.slice(name?.length))?.[1] ?? null;
  return {
    version: version.version,
    releasedOn: day !== null && !Number.isNaN(Date.parse(day)) ? day : null,
    isYanked: /\[yanked\]/i.test(heading),
    releaseNotes: "",
    entries: [],
  };
}

/** Takes the marks off the front of an entry that writeChangelog and other tools put there. */
function readEntry(lines: readonly string[], group: { type: ChangeType; isBreaking: boolean } | null): ChangelogEntry {
  let description = lines.join("\n").trim();
  const breaking = /^(?:\*\*BREAKING(?: CHANGES?)?:?\*\*:?|BREAKING(?: CHANGES?)?:)\s*/i.exec(description);
  if (breaking) description = description.slice(breaking[0].length);
  const scope = /^\*\*(?<scope>[^*\n]{1,200}?):\*\*\s+(?=\S)/.exec(description);
  if (scope) description = description.slice(scope[0].length);
  return {
    type: group?.type ?? "changed",
    description: description === "" ? BREAKING_MARK : description,
    ...(scope?.groups?.scope !== undefined && { scope: scope.groups.scope.trim() }),
    ...((breaking !== null || group?.isBreaking === true) && { breaking: true }),
  };
}
