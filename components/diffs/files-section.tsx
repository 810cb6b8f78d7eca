"use client";

import { Files } from "lucide-react";
import { useMemo } from "react";
import { FileTree } from "#components/diffs/file-tree.tsx";
import { FileView } from "#components/diffs/file-view.tsx";
import type { Pair, TextPart } from "#components/diffs/queries.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Select } from "#components/ui/select.tsx";
import { useShortcut } from "#components/ui/shortcuts.ts";
import type { EntryChange } from "#lib/diffs/rules/entries-diff.ts";
import { listTreeFiles } from "#lib/diffs/rules/file-tree.ts";

/** More would make the platform's own list slow; the tree has them all. */
const OFFERED_MAX = 500;

/** A tree of files, and the one that is looked at. */
export function FilesSection({ pair, part, changes, path, view, onPath, empty }: FilesSectionProps) {
  const files = useMemo(() => listTreeFiles(changes), [changes]);
  const index = Math.max(
    0,
    files.findIndex((change) => change.path === path),
  );
  const shown = files[index];

  function go(by: 1 | -1) {
    const next = files[index + by];
    if (next) onPath(next.path);
  }
  useShortcut("j", "Next file", () => go(1));
  useShortcut("k", "Previous file", () => go(-1));

  if (!shown) return <EmptyState icon={Files} title={empty} />;
  return (
    <div className="grid min-h-0 overflow-hidden rounded-lg border border-line bg-surface shadow-panel lg:h-[calc(100dvh-12rem)] lg:min-h-[28rem] lg:grid-cols-[17rem_minmax(0,1fr)]">
      <FileTree
        label="Files"
        changes={changes}
        selected={shown.path}
        onSelect={onPath}
        className="border-r border-line max-lg:hidden"
      />
      <div className="border-b border-line p-2 lg:hidden">
        <Select
          aria-label="File"
          value={shown.path}
          onChange={(event) => onPath(event.target.value)}
          options={offer(files, index).map((change) => ({
            value: change.path,
            label: `${sign(change)} ${change.path}`,
          }))}
        />
      </div>
      <div className="flex min-h-0 min-w-0 flex-col max-lg:h-[75dvh]">
        <FileView place={{ ...pair, part, path: shown.path }} view={view} onLeave={go} />
      </div>
    </div>
  );
}

type FilesSectionProps = {
  pair: Pair;
  part: TextPart;
  changes: readonly EntryChange[];
  path: string | null;
  view: "split" | "unified";
  onPath: (path: string) => void;
  empty: string;
};

/** Those around the one that is looked at. */
function offer(files: readonly EntryChange[], index: number): readonly EntryChange[] {
  const start = Math.max(0, Math.min(index - OFFERED_MAX / 2, files.length - OFFERED_MAX));
  return files.slice(start, start + OFFERED_MAX);
}

function sign({ status }: EntryChange): string {
  return { added: "+", removed: "−", modified: "∗", moved: "→", unchanged: " " }[status];
}
