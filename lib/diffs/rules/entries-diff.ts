// Which files came, went, changed or moved between two archives?
import type { Contents, Entry, EntryKind } from "#lib/diffs/rules/entry.ts";

export const CHANGE_STATUSES = ["added", "removed", "modified", "moved"] as const;
export type ChangeStatus = (typeof CHANGE_STATUSES)[number];
export type EntryStatus = ChangeStatus | "unchanged";

export interface Side {
  size: number;
  sha256: string;
  mode: number | null;
  kind: EntryKind;
  target?: string;
}

export interface EntryChange {
  /** On the new side; on the old one where it was removed. */
  path: string;
  /** Where it was before, if elsewhere. */
  fromPath: string | null;
  status: EntryStatus;
  from: Side | null;
  to: Side | null;
  /** Both sides that are there can be shown as text. */
  isText: boolean;
}

export type EntryCounts = Record<EntryStatus, number>;

/**
 * Compares two contents file by file, sorted by path. The one folder that all of an archive's files lie in does not
 * count: it usually carries the version. Two contents that are single files are compared whatever they are called.
 */
export function compareEntries(from: Contents, to: Contents): EntryChange[] {
  const root = sharedRoots(from, to);
  const before = new Map(from.entries.map((entry) => [entry.path.slice(root.from.length), entry]));
  const after = new Map(to.entries.map((entry) => [entry.path.slice(root.to.length), entry]));
  if (from.format === "file" && to.format === "file") return compareSingle(from.entries[0], to.entries[0]);

  const changes: EntryChange[] = [];
  const gone: [string, Entry][] = [];
  const come: [string, Entry][] = [];
  for (const [path, entry] of before) {
    const other = after.get(path);
    if (other) changes.push(toChange(isSame(entry, other) ? "unchanged" : "modified", path, null, entry, other));
    else gone.push([path, entry]);
  }
  for (const [path, entry] of after) if (!before.has(path)) come.push([path, entry]);
  changes.push(...pairMoved(gone, come));
  return changes.sort((left, right) => comparePaths(left.path, right.path));
}

export function countEntries(changes: readonly EntryChange[]): EntryCounts {
  const counts: EntryCounts = { added: 0, removed: 0, modified: 0, moved: 0, unchanged: 0 };
  for (const { status } of changes) counts[status]++;
  return counts;
}

/** Finds the two entries that a change speaks of. */
export function findSides(from: Contents, to: Contents, change: EntryChange): { from: Entry | null; to: Entry | null } {
  const isSingle = from.format === "file" && to.format === "file";
  const root = sharedRoots(from, to);
  const find = (contents: Contents, prefix: string, path: string) =>
    (isSingle ? contents.entries[0] : contents.entries.find((entry) => entry.path.slice(prefix.length) === path)) ??
    null;
  return {
    from: change.from && find(from, root.from, change.fromPath ?? change.path),
    to: change.to && find(to, root.to, change.path),
  };
}

function compareSingle(before: Entry | undefined, after: Entry | undefined): EntryChange[] {
  if (!before || !after) return [];
  const fromPath = before.path === after.path ? null : before.path;
  const status = isSame(before, after) ? (fromPath === null ? "unchanged" : "moved") : "modified";
  return [toChange(status, after.path, fromPath, before, after)];
}

function isSame(left: Entry, right: Entry): boolean {
  return left.sha256 === right.sha256 && left.kind === right.kind && left.mode === right.mode;
}

/** The same content under another name was moved; of several, the one whose last name is the same. */
function pairMoved(gone: readonly [string, Entry][], come: readonly [string, Entry][]): EntryChange[] {
  const byHash = new Map<string, [string, Entry][]>();
  for (const item of gone) {
    const list = byHash.get(item[1].sha256);
    if (list) list.push(item);
    else byHash.set(item[1].sha256, [item]);
  }
  const moved = new Set<Entry>();
  const changes: EntryChange[] = [];
  for (const [path, entry] of come) {
    // Empty files are all alike, which says nothing.
    const list = entry.size === 0 ? [] : (byHash.get(entry.sha256) ?? []);
    const same = list.findIndex(([other]) => lastName(other) === lastName(path));
    const [source] = list.splice(Math.max(same, 0), 1);
    if (source) moved.add(source[1]);
    changes.push(
      source ? toChange("moved", path, source[0], source[1], entry) : toChange("added", path, null, null, entry),
    );
  }
  for (const [path, entry] of gone) if (!moved.has(entry)) changes.push(toChange("removed", path, null, entry, null));
  return changes;
}

function toChange(
  status: EntryStatus,
  path: string,
  fromPath: string | null,
  ...[from, to]: [Entry | null, Entry | null]
): EntryChange {
  const isText = [from, to].every((side) => side === null || side.textAt !== undefined);
  return { path, fromPath, status, from: from && toSide(from), to: to && toSide(to), isText };
}

function toSide({ size, sha256, mode, kind, target }: Entry): Side {
  return { size, sha256, mode, kind, ...(target !== undefined && { target }) };
}

/** `app-1.0.0/` here and `app-1.1.0/` there; empty where the two agree already or there is no such folder. */
function sharedRoots(from: Contents, to: Contents): { from: string; to: string } {
  const roots = { from: rootOf(from), to: rootOf(to) };
  return roots.from === null || roots.to === null || roots.from === roots.to
    ? { from: "", to: "" }
    : { from: roots.from, to: roots.to };
}

function rootOf({ entries }: Contents): string | null {
  const [first] = entries;
  if (!first?.path.includes("/")) return null;
  const root = first.path.slice(0, first.path.indexOf("/") + 1);
  return entries.every((entry) => entry.path.startsWith(root)) ? root : null;
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Folder by folder, as a tree shows them. */
function comparePaths(left: string, right: string): number {
  // A slash sorts before everything else, so that a folder's files stay together.
  const [a, b] = [left.replaceAll("/", "\u0001"), right.replaceAll("/", "\u0001")];
  return a < b ? -1 : a > b ? 1 : 0;
}
