import { ChevronDown, ChevronUp, ChevronsUpDown } from "lucide-react";
import { memo, type ReactNode } from "react";
import { LineText } from "#components/diffs/line-text.tsx";
import type { LineStore, SideName } from "#components/diffs/use-lines.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { countOf } from "#components/ui/format.ts";
import { counterpartOf, type DiffRow } from "#lib/diffs/rules/diff-rows.ts";
import type { Block } from "#lib/diffs/rules/text-diff.ts";
import { compareWords, type Span } from "#lib/diffs/rules/words.ts";

export type RowProps = {
  row: DiffRow;
  lines: LineStore;
  blocks: readonly Block[];
  search: string;
  isCurrent: boolean;
};

export const OPENED_AT_ONCE = 20;
const NONE: readonly Span[] = [];

/** A line of both sides, one below the other. */
export const UnifiedRow = memo(function UnifiedRow(props: RowProps & { version: string }) {
  const { row } = props;
  if (row.kind === "gap") return null;
  const side: SideName = row.kind === "same" || row.to >= 0 ? "to" : "from";
  const tone = row.kind === "same" ? "same" : side === "to" ? "added" : "removed";
  return (
    <div role="row" className={cn("flex font-mono text-xs leading-5", ground[tone], props.isCurrent && current)}>
      <LineNumber line={row.from} hidden={row.kind === "changed" && side === "to"} />
      <LineNumber line={row.to} hidden={row.kind === "changed" && side === "from"} />
      <Cell {...props} side={side} line={side === "to" ? row.to : row.from} tone={tone} />
    </div>
  );
});

/** A line of both sides, side by side. */
export const SplitRow = memo(function SplitRow(props: RowProps & { version: string }) {
  const { row } = props;
  if (row.kind === "gap") return null;
  const half = (side: SideName, line: number) => {
    const tone = row.kind === "same" ? "same" : line < 0 ? "none" : side === "from" ? "removed" : "added";
    return (
      <div className={cn("flex min-w-0 flex-1 basis-0", ground[tone], side === "to" && "border-l border-line")}>
        <LineNumber line={line} hidden={line < 0} />
        {line < 0 || tone === "none" ? (
          <span role="cell" className="flex-1" aria-label="No line" />
        ) : (
          // A line that did not change is read once, for both sides.
          <Cell {...props} side={tone === "same" ? "to" : side} line={tone === "same" ? row.to : line} tone={tone} />
        )}
      </div>
    );
  };
  return (
    <div role="row" className={cn("flex font-mono text-xs leading-5", props.isCurrent && current)}>
      {half("from", row.from)}
      {half("to", row.to)}
    </div>
  );
});

const current = "shadow-[inset_3px_0_0_var(--accent)]";
const ground = { same: "", removed: "bg-bad-soft", added: "bg-good-soft", none: "bg-sunken" } as const;
const signs = {
  same: { sign: " ", label: "unchanged" },
  removed: { sign: "−", label: "removed" },
  added: { sign: "+", label: "added" },
} as const;

function LineNumber({ line, hidden }: { line: number; hidden: boolean }) {
  return (
    <span role="cell" className="w-11 shrink-0 pr-2 text-right text-2xs leading-5 text-faint select-none">
      {hidden ? "" : line + 1}
    </span>
  );
}

type CellProps = RowProps & { side: SideName; line: number; tone: keyof typeof signs };

function Cell({ row, lines, blocks, search, side, line, tone }: CellProps) {
  const text = lines.text(side, line);
  const { sign, label } = signs[tone];
  return (
    <span role="cell" className="flex min-w-0 flex-1">
      <span className="w-4 shrink-0 text-center text-muted select-none" aria-label={label} role="img">
        {sign}
      </span>
      <span className="min-w-0 flex-1 pr-2 wrap-anywhere whitespace-pre-wrap">
        {text === undefined ? (
          <span className="text-faint" aria-label="Loading">
            …
          </span>
        ) : (
          <LineText
            text={text}
            tokens={lines.tokens(side, line)}
            changed={tone === "same" ? NONE : changedWords(row, lines, blocks, side)}
            found={findIn(text, search)}
            tone={tone}
          />
        )}
      </span>
    </span>
  );
}

function changedWords(row: DiffRow, lines: LineStore, blocks: readonly Block[], side: SideName): readonly Span[] {
  const pair = counterpartOf(row, blocks);
  const before = pair && lines.text("from", pair.from);
  const after = pair && lines.text("to", pair.to);
  return before == null || after == null ? NONE : compareWords(before, after)[side];
}

/** Where a text stands in a line, whatever its case. */
export function findIn(line: string, search: string): Span[] {
  if (search === "") return [];
  const [text, wanted] = [line.toLowerCase(), search.toLowerCase()];
  const spans: Span[] = [];
  for (let at = text.indexOf(wanted); at >= 0 && spans.length < 100; at = text.indexOf(wanted, at + wanted.length)) {
    spans.push({ start: at, end: at + wanted.length });
  }
  return spans;
}

/** Says how many lines are folded, and opens some or all of them. */
export function GapRow({ count, onOpen }: { count: number; onOpen: (lines: { top: number; bottom: number }) => void }) {
  const isLong = count > OPENED_AT_ONCE;
  const button = (label: string, icon: ReactNode, lines: { top: number; bottom: number }) => (
    <Button size="sm" variant="ghost" aria-label={label} title={label} onClick={() => onOpen(lines)} className="h-6">
      {icon}
    </Button>
  );
  return (
    <div
      role="row"
      className="flex items-center justify-center gap-1 border-y border-line bg-sunken text-xs text-muted"
    >
      <span role="cell" className="flex items-center gap-1">
        {isLong &&
          button(`Show ${OPENED_AT_ONCE} more lines below the change above`, <ChevronDown aria-hidden />, {
            top: OPENED_AT_ONCE,
            bottom: 0,
          })}
        <Button size="sm" variant="ghost" className="h-6" onClick={() => onOpen({ top: count, bottom: 0 })}>
          <ChevronsUpDown aria-hidden />
          {countOf(count, "unchanged line")}
        </Button>
        {isLong &&
          button(`Show ${OPENED_AT_ONCE} more lines above the change below`, <ChevronUp aria-hidden />, {
            top: 0,
            bottom: OPENED_AT_ONCE,
          })}
      </span>
    </div>
  );
}
