// What do conventional commits say that users should know?
import { type Commit, CommitParser } from "conventional-commits-parser";
import type { ChangelogEntry, ChangeType } from "#lib/products/rules/changelog.ts";

export interface ParsedCommits {
  entries: ChangelogEntry[];
  /** Commits that tell users nothing: by their type, or because they are not conventional. */
  leftOut: { header: string; reason: string }[];
}

/** Types that tell users something. The others count only where they break something. */
const types = new Map(
  Object.entries<ChangeType>({
    feat: "added",
    feature: "added",
    add: "added",
    fix: "fixed",
    bugfix: "fixed",
    hotfix: "fixed",
    perf: "changed",
    change: "changed",
    revert: "changed",
    deprecate: "deprecated",
    remove: "removed",
    security: "security",
    sec: "security",
  }),
);
const silentTypes = ["build", "chore", "ci", "deps", "docs", "refactor", "release", "style", "test", "tests"];
const TYPES = [...types.keys(), ...silentTypes].join("|");
/** No message is longer; the parser takes the square of the time, or more calls than there is room for. */
const MESSAGE_LENGTH_MAX = 10_000;
const HEADER_LENGTH_SHOWN = 200;
const HEADER = new RegExp(String.raw`^(?:${TYPES})(?:\([^()\n]*\))?!?: \S`, "i");

const parser = new CommitParser({
  headerPattern: /^(\w+)(?:\(([^()]*)\))?!?: (.*)$/,
  breakingHeaderPattern: /^(\w+)(?:\(([^()]*)\))?!: (.*)$/,
  noteKeywords: ["BREAKING CHANGE", "BREAKING-CHANGE"],
});

/** Reads what `git log` printed: as it comes, with --oneline, or with --format=%B. The order stays. */
export function parseCommits(text: string): ParsedCommits {
  const parsed: ParsedCommits = { entries: [], leftOut: [] };
  for (const message of splitMessages(text.replaceAll(/\r\n?/g, "\n"))) {
    const { header, outcome } = readMessage(message);
    if (typeof outcome === "string") parsed.leftOut.push({ header, reason: outcome });
    else parsed.entries.push(outcome);
  }
  return parsed;
}

function readMessage(message: string): { header: string; outcome: ChangelogEntry | string } {
  if (message.length > MESSAGE_LENGTH_MAX) {
    const header = message.slice(0, HEADER_LENGTH_SHOWN).split("\n")[0] ?? "";
    return { header, outcome: `It has more than ${MESSAGE_LENGTH_MAX.toLocaleString("en")} characters.` };
  }
  const commit = parser.parse(message);
  return { header: commit.header ?? message.split("\n")[0] ?? "", outcome: readCommit(commit) };
}

/** Reads one commit, or says why it is left out. */
function readCommit(commit: Commit): ChangelogEntry | string {
  const { type, scope, subject } = commit;
  if (commit.merge) return "A merge.";
  if (commit.revert?.header) return { type: "changed", description: `Revert “${commit.revert.header}”` };
  if (!type || !subject) return "It is no conventional commit.";
  // A mark in the header alone makes a note out of the subject itself.
  const notes = commit.notes.map(({ text }) => text.trim()).filter((text) => text !== "" && text !== subject.trim());
  const isBreaking = commit.notes.length > 0;
  const kind = types.get(type.toLowerCase()) ?? (isBreaking ? "changed" : undefined);
  if (kind === undefined) return `Commits of type ${type} do not concern users.`;
  return {
    type: kind,
    description: [capitalize(subject.trim()), ...notes].join("\n\n"),
    ...(scope?.trim() && { scope: scope.trim().slice(0, 200) }),
    ...(isBreaking && { breaking: true }),
  };
}

function splitMessages(text: string): string[] {
  const messages = /^commit [0-9a-f]{7,64}\b/m.test(text) ? splitLog(text) : splitBodies(text);
  return messages.map((message) => message.trim()).filter((message) => message !== "");
}

/** What `git log` prints: heads, then messages that are indented by four spaces. */
function splitLog(text: string): string[] {
  return text.split(/^commit [0-9a-f]{7,64}\b.*$/m).map((block) =>
    block
      .split("\n")
      .filter((line) => !/^(?:Author|AuthorDate|Commit|CommitDate|Date|Merge):/.test(line))
      .map((line) => line.replace(/^ {4}/, ""))
      .join("\n"),
  );
}

/** Messages alone. Where nothing else divides them, a new one begins with each line that looks like a header. */
function splitBodies(text: string): string[] {
  const divided = text.split(/\0|^-{3,}$/m);
  return divided.flatMap((part) => {
    const messages: string[][] = [];
    for (const line of part.split("\n")) {
      const header = line.replace(/^[0-9a-f]{7,40} (?:\([^)]*\) )?/, "").replace(/^[-*] /, "");
      const begins = HEADER.test(header) || header !== line;
      const current = messages.at(-1);
      if (begins || current === undefined) messages.push([begins ? header : line]);
      else current.push(line);
    }
    return messages.map((lines) => lines.join("\n"));
  });
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
