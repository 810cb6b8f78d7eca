// Which lines does a viewer show for a file, in which order?
import { CONTEXT_LINES, type Block } from "#lib/diffs/rules/text-diff.ts";

/** Line numbers count from 0; -1 where a side has no line. */
export type DiffRow =
  | { kind: "same"; from: number; to: number }
  | { kind: "changed"; from: number; to: number; block: number }
  | { kind: "gap"; from: number; to: number; count: number; gap: number };

/** How many lines of a gap were opened at its upper and its lower end. */
export interface Opened {
  top: number;
  bottom: number;
}

export interface RowsOf {
  blocks: readonly Block[];
  fromCount: number;
  toCount: number;
}

/** Fewer hidden lines than these are not worth a row that says so. */
const GAP_LINES_MIN = 4;

/**
 * Lays out a file. Side by side, a removed line and the one that replaced it share a row; one below the other, the
 * removed ones come first. What did not change is folded to the lines around the changes.
 */
export function layOutRows(
  { blocks, fromCount, toCount }: RowsOf,
  view: "split" | "unified",
  opened: ReadonlyMap<number, Opened> | "all",
): DiffRow[] {
  const rows: DiffRow[] = [];
  let [from, to] = [0, 0];
  for (const [index, block] of blocks.entries()) {
    addSame(rows, { from, to, count: block.from - from, gap: index, isFirst: index === 0, isLast: false }, opened);
    addBlock(rows, block, index, view);
    from = block.from + block.fromCount;
    to = block.to + block.toCount;
  }
  const rest = Math.min(fromCount - from, toCount - to);
  addSame(rows, { from, to, count: rest, gap: blocks.length, isFirst: blocks.length === 0, isLast: true }, opened);
  return rows;
}

interface Same {
  from: number;
  to: number;
  count: number;
  gap: number;
  isFirst: boolean;
  isLast: boolean;
}

function addSame(rows: DiffRow[], same: Same, opened: ReadonlyMap<number, Opened> | "all"): void {
  const { from, to, count, gap } = same;
  const extra = opened === "all" ? { top: count, bottom: 0 } : (opened.get(gap) ?? { top: 0, bottom: 0 });
  // Nothing stands before the first change and behind the last one that would need its context.
  const top = Math.min(count, (same.isFirst ? 0 : CONTEXT_LINES) + extra.top);
  const bottom = Math.min(count - top, (same.isLast ? 0 : CONTEXT_LINES) + extra.bottom);
  const hidden = count - top - bottom;
  const isFolded = hidden >= GAP_LINES_MIN;
  const add = (start: number, end: number) => {
    for (let index = start; index < end; index++) rows.push({ kind: "same", from: from + index, to: to + index });
  };
  if (!isFolded) return add(0, count);
  add(0, top);
  rows.push({ kind: "gap", from: from + top, to: to + top, count: hidden, gap });
  add(count - bottom, count);
}

function addBlock(rows: DiffRow[], block: Block, index: number, view: "split" | "unified"): void {
  const pairs = view === "split" ? Math.min(block.fromCount, block.toCount) : 0;
  for (let at = 0; at < pairs; at++) {
    rows.push({ kind: "changed", from: block.from + at, to: block.to + at, block: index });
  }
  for (let at = pairs; at < block.fromCount; at++) {
    rows.push({ kind: "changed", from: block.from + at, to: -1, block: index });
  }
  for (let at = pairs; at < block.toCount; at++) {
    rows.push({ kind: "changed", from: -1, to: block.to + at, block: index });
  }
}

/** The line that a changed one replaced or was replaced by; null where it only came or went. */
export function counterpartOf(row: DiffRow, blocks: readonly Block[]): { from: number; to: number } | null {
  if (row.kind !== "changed") return null;
  if (row.from >= 0 && row.to >= 0) return { from: row.from, to: row.to };
  const block = blocks[row.block];
  if (!block) return null;
  const at = row.from >= 0 ? row.from - block.from : row.to - block.to;
  return at < block.fromCount && at < block.toCount ? { from: block.from + at, to: block.to + at } : null;
}

/** The rows at which changes begin. */
export function findChanges(rows: readonly DiffRow[]): number[] {
  return rows.flatMap((row, index) => {
    const before = rows[index - 1];
    const isStart = row.kind === "changed" && (before?.kind !== "changed" || before.block !== row.block);
    return isStart ? [index] : [];
  });
}
