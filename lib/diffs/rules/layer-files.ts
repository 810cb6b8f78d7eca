// Which files do the layers of an image bring, one over the other?
import { compareEntries, type EntryChange } from "#lib/diffs/rules/entries-diff.ts";
import type { Contents, Entry } from "#lib/diffs/rules/entry.ts";

const WHITEOUT = ".wh.";
const OPAQUE = ".wh..wh..opq";

export interface Overlay {
  files: Map<string, Entry>;
  /** Taken away from what lies below these layers. */
  removed: Set<string>;
}

/** Lays layers over each other, the lowest first, with what they take away again. */
export function overlay(layers: readonly Contents[]): Overlay {
  const files = new Map<string, Entry>();
  const removed = new Set<string>();
  for (const { entries } of layers) {
    for (const entry of entries) takeAway(entry.path, files, removed);
    for (const entry of entries) {
      if (isWhiteout(entry.path)) continue;
      files.set(entry.path, entry);
      removed.delete(entry.path);
    }
  }
  return { files, removed };
}

/** Compares two such overlays. A file that a layer took away from the base below is removed there too. */
export function compareOverlays(from: Overlay, to: Overlay): EntryChange[] {
  const changes = compareEntries(toContents(from), toContents(to)).filter(({ status }) => status !== "unchanged");
  const known = new Set(changes.map(({ path }) => path));
  const gone = [...to.removed].filter((path) => !from.removed.has(path) && !known.has(path));
  const toRemoved = (path: string): EntryChange => ({
    ...{ path, fromPath: null, status: "removed" },
    ...{ from: null, to: null, isText: false },
  });
  return [...changes, ...gone.map(toRemoved)];
}

function takeAway(path: string, files: Map<string, Entry>, removed: Set<string>): void {
  const at = path.lastIndexOf("/") + 1;
  const [folder, name] = [path.slice(0, at), path.slice(at)];
  if (!name.startsWith(WHITEOUT)) return;
  const target = name === OPAQUE ? folder : `${folder}${name.slice(WHITEOUT.length)}`;
  for (const other of files.keys()) {
    if (other === target || other.startsWith(target.endsWith("/") ? target : `${target}/`)) files.delete(other);
  }
  if (name !== OPAQUE) removed.add(target);
}

function isWhiteout(path: string): boolean {
  return path.slice(path.lastIndexOf("/") + 1).startsWith(WHITEOUT);
}

function toContents({ files }: Overlay): Contents {
  return { format: "tar", entries: [...files.values()], findings: [], findingCount: 0, unreadable: null };
}
