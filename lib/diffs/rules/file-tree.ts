// How are changed files shown as a tree of folders?
import type { EntryChange, EntryStatus } from "#lib/diffs/rules/entries-diff.ts";

export type TreeRow =
  | { kind: "folder"; path: string; name: string; depth: number; counts: Partial<Record<EntryStatus, number>> }
  | { kind: "file"; path: string; name: string; depth: number; change: EntryChange };

interface Folder {
  path: string;
  name: string;
  folders: Map<string, Folder>;
  files: { name: string; change: EntryChange }[];
  counts: Partial<Record<EntryStatus, number>>;
}

/** Lays the files out folder by folder; a folder that holds one folder alone shares its row. */
export function layOutTree(changes: readonly EntryChange[], closed: ReadonlySet<string>): TreeRow[] {
  const root: Folder = { path: "", name: "", folders: new Map(), files: [], counts: {} };
  for (const change of changes) insert(root, change);
  const rows: TreeRow[] = [];
  addFolder(rows, root, 0, closed);
  return rows;
}

/** The files in the order in which the tree shows them, whatever is folded. */
export function listTreeFiles(changes: readonly EntryChange[]): EntryChange[] {
  return layOutTree(changes, new Set()).flatMap((row) => (row.kind === "file" ? [row.change] : []));
}

function insert(root: Folder, change: EntryChange): void {
  const segments = change.path.split("/");
  const name = segments.pop() ?? change.path;
  let folder = root;
  count(folder, change.status);
  for (const segment of segments) {
    let next = folder.folders.get(segment);
    if (!next) {
      next = { path: `${folder.path}${segment}/`, name: segment, folders: new Map(), files: [], counts: {} };
      folder.folders.set(segment, next);
    }
    folder = next;
    count(folder, change.status);
  }
  folder.files.push({ name, change });
}

function count(folder: Folder, status: EntryStatus): void {
  folder.counts[status] = (folder.counts[status] ?? 0) + 1;
}

function addFolder(rows: TreeRow[], folder: Folder, depth: number, closed: ReadonlySet<string>): void {
  for (const first of folder.folders.values()) {
    let shown = first;
    let name = first.name;
    while (shown.files.length === 0 && shown.folders.size === 1) {
      const [only] = shown.folders.values();
      if (!only) break;
      shown = only;
      name = `${name}/${only.name}`;
    }
    rows.push({ kind: "folder", path: shown.path, name, depth, counts: shown.counts });
    if (!closed.has(shown.path)) addFolder(rows, shown, depth + 1, closed);
  }
  for (const { name, change } of folder.files) rows.push({ kind: "file", path: change.path, name, depth, change });
}
