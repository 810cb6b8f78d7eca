"use client";

import { ChevronDown, Files, ListTree } from "lucide-react";
import { useMemo, useState } from "react";
import { FileTree } from "#components/diffs/file-tree.tsx";
import { FileView } from "#components/diffs/file-view.tsx";
import type { Pair, TextPart } from "#components/diffs/queries.ts";
import { cn } from "#components/ui/cn.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { useShortcut } from "#components/ui/shortcuts.ts";
import type { EntryChange } from "#lib/diffs/rules/entries-diff.ts";
import { listTreeFiles } from "#lib/diffs/rules/file-tree.ts";

/** A tree of files, and the one that is looked at. */
export function FilesSection({ pair, part, changes, path, view, onPath, empty }: FilesSectionProps) {
  const files = useMemo(() => listTreeFiles(changes), [changes]);
  const index = Math.max(
    0,
    files.findIndex((change) => change.path === path),
  );
  const shown = files[index];
  const [isListOpen, setIsListOpen] = useState(false);

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
      <div className="border-b border-line lg:hidden">
        <button
          type="button"
          aria-expanded={isListOpen}
          onClick={() => setIsListOpen(!isListOpen)}
          className="flex w-full items-center gap-2 px-3 py-2 text-left -outline-offset-2"
        >
          <ListTree aria-hidden className="size-4 shrink-0 text-muted" />
          <span className="min-w-0 flex-1 truncate">{isListOpen ? "Choose a file" : "All files"}</span>
          <span className="text-xs text-muted">
            {formatNumber(index + 1)} of {formatNumber(files.length)}
          </span>
          <ChevronDown aria-hidden className={cn("size-4 shrink-0 text-muted", isListOpen && "rotate-180")} />
        </button>
        {isListOpen && (
          <FileTree
            label="All files"
            changes={changes}
            selected={shown.path}
            onSelect={(next) => {
              setIsListOpen(false);
              onPath(next);
            }}
            className="h-[50dvh] border-t border-line"
          />
        )}
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
