"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronDown, ChevronRight, Search } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { StatusMark, statuses } from "#components/diffs/status-mark.tsx";
import { cn } from "#components/ui/cn.ts";
import { formatCompact } from "#components/ui/format.ts";
import { controlStyle } from "#components/ui/input.tsx";
import { toneInk } from "#components/ui/tone.ts";
import type { ChangeStatus, EntryChange } from "#lib/diffs/rules/entries-diff.ts";
import { layOutTree, type TreeRow } from "#lib/diffs/rules/file-tree.ts";

const ROW_PX = 26;
const COUNTED: readonly ChangeStatus[] = ["added", "removed", "modified", "moved"];

/** The files as a tree. Only the rows in sight are drawn, so that tens of thousands scroll as ten do. */
export function FileTree({ label, changes, selected, onSelect, className }: FileTreeProps) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const [filter, setFilter] = useState("");
  const box = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => changes.filter((change) => fits(change, filter)), [changes, filter]);
  const rows = useMemo(() => layOutTree(shown, closed), [shown, closed]);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  });

  const index = rows.findIndex((row) => row.kind === "file" && row.path === selected);
  useEffect(() => {
    if (index >= 0) list.scrollToIndex(index, { align: "auto" });
    // Only when another file is looked at, not whenever the list is drawn.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [index]);

  function toggle(path: string) {
    const next = new Set(closed);
    if (!next.delete(path)) next.add(path);
    setClosed(next);
  }

  return (
    <div className={cn("flex min-h-0 flex-col", className)}>
      <div className="relative border-b border-line p-1.5">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-3.5 size-3.5 -translate-y-1/2 text-muted"
        />
        <input
          type="search"
          aria-label="Filter files by path"
          placeholder="Filter files"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          className={cn(controlStyle, "h-7 pl-7")}
        />
      </div>
      <div ref={box} className="min-h-0 flex-1 overflow-y-auto overscroll-contain py-1">
        {rows.length === 0 && <p className="px-3 py-4 text-center text-muted">No file fits.</p>}
        <ul aria-label={label} className="relative" style={{ height: list.getTotalSize() }}>
          {list.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return (
              row && (
                <li
                  key={`${row.kind}${row.path}`}
                  aria-setsize={rows.length}
                  aria-posinset={item.index + 1}
                  className="absolute inset-x-0 top-0"
                  style={{ height: ROW_PX, transform: `translateY(${item.start}px)` }}
                >
                  {row.kind === "folder" ? (
                    <FolderRow row={row} isClosed={closed.has(row.path)} onToggle={() => toggle(row.path)} />
                  ) : (
                    <FileRow row={row} isSelected={row.path === selected} onSelect={() => onSelect(row.path)} />
                  )}
                </li>
              )
            );
          })}
        </ul>
      </div>
    </div>
  );
}

type FileTreeProps = {
  label: string;
  changes: readonly EntryChange[];
  selected: string | null;
  onSelect: (path: string) => void;
  className?: string;
};

type RowOf<Kind> = Extract<TreeRow, { kind: Kind }>;
const rowStyle =
  "flex h-full w-full items-center gap-1.5 pr-2 text-left text-xs -outline-offset-2 hover:bg-hover focus-visible:bg-hover";

function FolderRow({ row, isClosed, onToggle }: { row: RowOf<"folder">; isClosed: boolean; onToggle: () => void }) {
  const Chevron = isClosed ? ChevronRight : ChevronDown;
  return (
    <button type="button" aria-expanded={!isClosed} onClick={onToggle} className={rowStyle} style={indent(row.depth)}>
      <Chevron aria-hidden className="size-3.5 shrink-0 text-faint" />
      <span title={row.path} className="min-w-0 flex-1 truncate text-muted">
        {row.name}
      </span>
      {COUNTED.map((status) => {
        const count = row.counts[status];
        return (
          count !== undefined && (
            <span key={status} className={cn("text-2xs", toneInk[statuses[status].tone])}>
              {formatCompact(count)}
              <span className="sr-only"> {statuses[status].label.toLowerCase()}</span>
            </span>
          )
        );
      })}
    </button>
  );
}

function FileRow({ row, isSelected, onSelect }: { row: RowOf<"file">; isSelected: boolean; onSelect: () => void }) {
  const { change } = row;
  return (
    <button
      type="button"
      aria-current={isSelected ? "true" : undefined}
      onClick={onSelect}
      className={cn(rowStyle, isSelected && "bg-accent-soft hover:bg-accent-soft")}
      style={indent(row.depth)}
    >
      <StatusMark status={change.status} />
      <span
        title={change.fromPath === null ? change.path : `${change.fromPath} → ${change.path}`}
        className={cn("min-w-0 flex-1 truncate", change.status === "removed" && "line-through decoration-bad/60")}
      >
        {row.name}
      </span>
    </button>
  );
}

function indent(depth: number) {
  return { paddingLeft: 8 + Math.min(depth, 12) * 12 };
}

function fits({ path, fromPath }: EntryChange, filter: string): boolean {
  const text = filter.trim().toLowerCase();
  return text === "" || `${path} ${fromPath ?? ""}`.toLowerCase().includes(text);
}
