"use client";

import { ChevronDown, ChevronUp, LoaderCircle } from "lucide-react";
import { type KeyboardEvent, useRef, useState } from "react";
import { findIn } from "#components/diffs/text-rows.tsx";
import type { LineStore, SideName } from "#components/diffs/use-lines.ts";
import { cn } from "#components/ui/cn.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { controlStyle } from "#components/ui/input.tsx";
import { useShortcut } from "#components/ui/shortcuts.ts";

type WantedLine = { side: SideName; line: number };

/** Rows beyond these are not searched. */
const ROWS_SEARCHED_MAX = 500_000;

/** Looks for a text in all rows, also in folded ones; what was not read yet is read for it. */
export function TextSearch<Row>({ lines, getRows, linesOf, onSearch, onShow }: TextSearchProps<Row>) {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [found, setFound] = useState<{ text: string; hits: number[]; at: number } | null>(null);
  const [isReading, setIsReading] = useState(false);
  useShortcut("/", "Search in this file", () => {
    field.current?.focus();
    field.current?.select();
  });

  async function go(by: 1 | -1) {
    if (text === "") return;
    if (found?.text === text) {
      const at = (found.at + by + found.hits.length) % Math.max(1, found.hits.length);
      setFound({ ...found, at });
      const hit = found.hits[at];
      if (hit !== undefined) onShow(hit);
      return;
    }
    setIsReading(true);
    const searched = getRows().slice(0, ROWS_SEARCHED_MAX);
    await lines.loadAll(linesOf(searched));
    setIsReading(false);
    const hits = searched.flatMap((row, index) =>
      linesOf([row]).some(({ side, line }) => findIn(lines.text(side, line) ?? "", text).length > 0) ? [index] : [],
    );
    setFound({ text, hits, at: 0 });
    onSearch(text);
    if (hits[0] !== undefined) onShow(hits[0]);
  }

  function onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key === "Enter") {
      event.preventDefault();
      void go(event.shiftKey ? -1 : 1);
    } else if (event.key === "Escape") {
      type("");
      event.currentTarget.blur();
    }
  }

  function type(next: string) {
    setText(next);
    if (next === "") {
      setFound(null);
      onSearch("");
    }
  }

  return (
    <div role="search" className="ml-auto flex items-center gap-1">
      <span aria-live="polite" className="text-xs text-muted">
        {isReading ? (
          <LoaderCircle aria-label="Reading" className="size-3.5 animate-spin" />
        ) : (
          found?.text === text &&
          (found.hits.length === 0 ? "Nothing found" : `${found.at + 1} of ${found.hits.length}`)
        )}
      </span>
      <input
        ref={field}
        type="search"
        aria-label="Search in this file"
        placeholder="Search ( / )"
        value={text}
        onChange={(event) => type(event.target.value)}
        onKeyDown={onKeyDown}
        className={cn(controlStyle, "h-7 w-36 sm:w-48")}
      />
      <IconButton icon={ChevronUp} size="sm" label="Previous hit" disabled={text === ""} onClick={() => void go(-1)} />
      <IconButton
        icon={ChevronDown}
        size="sm"
        label="Next hit"
        disabled={text === ""}
        onClick={() => void go(1)}
        className="-ml-1"
      />
    </div>
  );
}

type TextSearchProps<Row> = {
  lines: LineStore;
  /** All rows with nothing folded, as they are shown while something is searched. */
  getRows: () => readonly Row[];
  linesOf: (rows: readonly Row[]) => WantedLine[];
  onSearch: (text: string) => void;
  onShow: (row: number) => void;
};
