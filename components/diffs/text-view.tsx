"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import { languageOf } from "#components/diffs/language.ts";
import type { FilePlace } from "#components/diffs/queries.ts";
import { TextSearch } from "#components/diffs/text-search.tsx";
import { GapRow, SplitRow, UnifiedRow } from "#components/diffs/text-rows.tsx";
import { type SideName, useLines } from "#components/diffs/use-lines.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { useShortcut } from "#components/ui/shortcuts.ts";
import { ChevronDown, ChevronUp } from "lucide-react";
import { type DiffRow, findChanges, layOutRows, type Opened } from "#lib/diffs/rules/diff-rows.ts";
import type { TextDiffView } from "#lib/diffs/view.ts";

const LINE_PX = 20;
const CLOSED: ReadonlyMap<number, Opened> = new Map();

/**
 * The text of one file with its changes. Only the rows in sight are drawn, read and coloured, so that a text of ten
 * megabytes scrolls as a short one does.
 */
export function TextView({ place, text, view, onLeave }: TextViewProps) {
  const language = useMemo(() => languageOf(place.path), [place.path]);
  const lines = useLines(place, text, language);
  const [opened, setOpened] = useState(CLOSED);
  const [search, setSearch] = useState("");
  const [current, setCurrent] = useState(-1);
  // While something is searched nothing is folded: it may stand anywhere.
  const shown = search === "" ? opened : "all";
  const rows = useMemo(() => layOutRows(text, view, shown), [text, view, shown]);
  const changes = useMemo(() => findChanges(rows), [rows]);
  const box = useRef<HTMLDivElement>(null);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => LINE_PX,
    overscan: 20,
    getItemKey: (index) => keyOf(rows[index]),
  });
  const items = list.getVirtualItems();

  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? -1];
  useEffect(() => lines.want(linesOf(rows.slice(first, last + 1))), [lines, rows, first, last]);

  useEffect(() => {
    if (current < 0) return;
    // In a low window part of the lines is below its edge.
    box.current?.scrollIntoView({ block: "nearest" });
    list.scrollToIndex(current, { align: "center" });
    // Also after the rows were laid out anew for the search that found it; not whenever the list is drawn.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [current, rows]);

  function step(by: 1 | -1) {
    const next = by > 0 ? changes.find((index) => index > current) : changes.findLast((index) => index < current);
    if (next === undefined) onLeave(by);
    else setCurrent(next);
  }
  useShortcut("n", "Next change", () => step(1));
  useShortcut("p", "Previous change", () => step(-1));

  function open(gap: number, more: { top: number; bottom: number }) {
    const before = opened.get(gap) ?? { top: 0, bottom: 0 };
    setOpened(new Map(opened).set(gap, { top: before.top + more.top, bottom: before.bottom + more.bottom }));
    setCurrent(-1);
  }

  const Row = view === "split" ? SplitRow : UnifiedRow;
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 border-b border-line px-2 py-1">
        <span className="text-xs">
          <span className="text-good-ink">+{text.added.toLocaleString("en")}</span>{" "}
          <span className="text-bad-ink">−{text.removed.toLocaleString("en")}</span>
          <span className="sr-only"> lines added and removed</span>
        </span>
        <IconButton icon={ChevronUp} size="sm" label="Previous change" keys="p" onClick={() => step(-1)} />
        <IconButton
          icon={ChevronDown}
          size="sm"
          label="Next change"
          keys="n"
          onClick={() => step(1)}
          className="-ml-2"
        />
        <TextSearch
          lines={lines}
          getRows={() => layOutRows(text, view, "all")}
          linesOf={linesOf}
          onSearch={(wanted) => {
            setSearch(wanted);
            setCurrent(-1);
          }}
          onShow={setCurrent}
        />
      </div>
      {lines.failed && <Notice kind="warn">Some lines could not be read. Scroll on to try again.</Notice>}
      <div
        ref={box}
        role="table"
        aria-label={`Changes in ${place.path}`}
        aria-rowcount={rows.length}
        // Scrolled by the keyboard as well.
        tabIndex={0}
        className="min-h-0 flex-1 overflow-y-auto overscroll-contain -outline-offset-2"
      >
        <div role="rowgroup" className="relative" style={{ height: list.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            return (
              row && (
                <div
                  key={item.key}
                  ref={list.measureElement}
                  data-index={item.index}
                  role="presentation"
                  className="absolute inset-x-0 top-0"
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  {row.kind === "gap" ? (
                    <GapRow count={row.count} onOpen={(more) => open(row.gap, more)} />
                  ) : (
                    <Row
                      row={row}
                      lines={lines}
                      blocks={text.blocks}
                      search={search}
                      isCurrent={item.index === current}
                      version={versionOf(row, lines)}
                    />
                  )}
                </div>
              )
            );
          })}
        </div>
      </div>
      <CutOff text={text} />
    </>
  );
}

type TextViewProps = {
  place: FilePlace;
  text: TextDiffView;
  view: "split" | "unified";
  /** There is no further change in this direction. */
  onLeave: (by: 1 | -1) => void;
};

function CutOff({ text }: { text: TextDiffView }) {
  if (text.fromIsCutOff === text.toIsCutOff) return null;
  return (
    <p className="border-t border-line px-3 py-1 text-xs text-muted">
      {text.toIsCutOff ? "The new file has no line feed at its end." : "The old file had no line feed at its end."}
    </p>
  );
}

/** Which texts a row needs. A line that did not change is read from the new side for both. */
function linesOf(rows: readonly DiffRow[]): { side: SideName; line: number }[] {
  return rows.flatMap((row): { side: SideName; line: number }[] => {
    if (row.kind === "gap") return [];
    if (row.kind === "same") return [{ side: "to", line: row.to }];
    const sides = [
      { side: "from" as const, line: row.from },
      { side: "to" as const, line: row.to },
    ];
    return sides.filter(({ line }) => line >= 0);
  });
}

/** Changes when text or colours of a row arrive, so that the others need not be drawn anew. */
function versionOf(row: DiffRow, lines: ReturnType<typeof useLines>): string {
  return linesOf([row])
    .map(({ side, line }) => `${lines.text(side, line) === undefined ? 0 : 1}${lines.tokens(side, line)?.length ?? -1}`)
    .join(" ");
}

function keyOf(row: DiffRow | undefined): string {
  return row ? `${row.kind}${row.from} ${row.to}` : "";
}
