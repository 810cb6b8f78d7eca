// What changed between two texts, line by line?
import { matchSequences } from "#lib/diffs/rules/match.ts";

/** A text as lines, without their line feeds. */
export interface Lines {
  lines: readonly string[];
  /** The last line has no line feed, which is a difference by itself. */
  isCutOff: boolean;
}

/** Lines that were replaced, beginning at 0: `fromCount` of them by `toCount` others; one of the two may be 0. */
export interface Block {
  from: number;
  fromCount: number;
  to: number;
  toCount: number;
}

/** A change with what stands around it, as in a unified diff: numbers begin at 1, each line with its sign. */
export interface Hunk {
  fromStart: number;
  fromCount: number;
  toStart: number;
  toCount: number;
  /** " same", "-removed", "+added" */
  lines: string[];
}

export const CONTEXT_LINES = 3;

export function splitLines(text: string): Lines {
  if (text === "") return { lines: [], isCutOff: false };
  const lines = text.split("\n");
  const isCutOff = lines.at(-1) !== "";
  if (!isCutOff) lines.pop();
  return { lines, isCutOff };
}

export function joinLines({ lines, isCutOff }: Lines): string {
  return lines.length === 0 ? "" : lines.join("\n") + (isCutOff ? "" : "\n");
}

/** Names the blocks of lines that differ, in order. */
export function compareLines(from: Lines, to: Lines): Block[] {
  const ids = new Map<string, number>();
  const left = toIds(from, ids);
  const right = toIds(to, ids);
  const blocks = toBlocks(matchSequences(left, right), right.length);
  const sides = { left, right, from, to };
  return blocks.map((block, index) => settle(block, { before: blocks[index - 1], after: blocks[index + 1] }, sides));
}

/** What came of comparing two texts. */
export interface TextComparison {
  blocks: Block[];
  fromCount: number;
  toCount: number;
  fromIsCutOff: boolean;
  toIsCutOff: boolean;
}

export function compareTexts(before: string, after: string): TextComparison {
  const [from, to] = [splitLines(before), splitLines(after)];
  return {
    blocks: compareLines(from, to),
    fromCount: from.lines.length,
    toCount: to.lines.length,
    fromIsCutOff: from.isCutOff,
    toIsCutOff: to.isCutOff,
  };
}

/** Counts the lines that went and came. */
export function countLines(blocks: readonly Block[]): { removed: number; added: number } {
  let [removed, added] = [0, 0];
  for (const block of blocks) {
    removed += block.fromCount;
    added += block.toCount;
  }
  return { removed, added };
}

/** Puts blocks into hunks with what stands around them; those whose surroundings touch become one. */
export function toHunks(blocks: readonly Block[], from: Lines, to: Lines, context = CONTEXT_LINES): Hunk[] {
  const [left, right] = [from, to].map(({ lines }) => ({ start: 0, lines, total: lines.length }));
  if (!left || !right) return [];
  return groupBlocks(blocks, context).map((group) => toHunk(group, left, right, context));
}

/** Blocks that are shown together, because no more than twice the context lies between them. */
export function groupBlocks(blocks: readonly Block[], context = CONTEXT_LINES): Block[][] {
  const groups: Block[][] = [];
  for (const block of blocks) {
    const previous = groups.at(-1)?.at(-1);
    const isNear = previous !== undefined && block.from - (previous.from + previous.fromCount) <= 2 * context;
    if (isNear) groups.at(-1)?.push(block);
    else groups.push([block]);
  }
  return groups;
}

/** Makes the new text out of the old one; with the blocks of `compareLines` it is exactly `to`. */
export function applyHunks(from: Lines, hunks: readonly Hunk[], isCutOff: boolean): Lines {
  const lines: string[] = [];
  let done = 0;
  for (const hunk of hunks) {
    const start = hunk.fromCount === 0 ? hunk.fromStart : hunk.fromStart - 1;
    for (; done < start; done++) lines.push(from.lines[done] ?? "");
    for (const line of hunk.lines) if (!line.startsWith("-")) lines.push(line.slice(1));
    done += hunk.fromCount;
  }
  for (; done < from.lines.length; done++) lines.push(from.lines[done] ?? "");
  return { lines, isCutOff };
}

function toIds({ lines, isCutOff }: Lines, ids: Map<string, number>): Int32Array {
  const found = new Int32Array(lines.length);
  for (let index = 0; index < lines.length; index++) {
    // No line holds a line feed, so this names none but the last line without one.
    const text = isCutOff && index === lines.length - 1 ? `${lines[index] ?? ""}\n` : (lines[index] ?? "");
    let id = ids.get(text);
    if (id === undefined) ids.set(text, (id = ids.size));
    found[index] = id;
  }
  return found;
}

function toBlocks(matchOf: Int32Array, toCount: number): Block[] {
  const blocks: Block[] = [];
  let [from, to] = [0, 0];
  const close = (fromEnd: number, toEnd: number) => {
    if (fromEnd > from || toEnd > to) blocks.push({ from, fromCount: fromEnd - from, to, toCount: toEnd - to });
  };
  for (let index = 0; index < matchOf.length; index++) {
    const match = matchOf[index] ?? -1;
    if (match < 0) continue;
    close(index, match);
    from = index + 1;
    to = match + 1;
  }
  close(matchOf.length, toCount);
  return blocks;
}

interface Sides {
  left: Int32Array;
  right: Int32Array;
  from: Lines;
  to: Lines;
}

interface Neighbors {
  before: Block | undefined;
  after: Block | undefined;
}

/**
 * Lines that only came, or only went, can often be named in several places: with the brace before them, or the one
 * behind. Where the block begins at the smallest indentation it reads as what somebody wrote.
 */
function settle(block: Block, near: Neighbors, { left, right, from, to }: Sides): Block {
  if (block.fromCount > 0 && block.toCount > 0) return block;
  const isAdded = block.fromCount === 0;
  const [ids, { lines }] = isAdded ? [right, to] : [left, from];
  const start = isAdded ? block.to : block.from;
  const count = isAdded ? block.toCount : block.fromCount;
  // A line of both sides stays between two blocks, or they would be one.
  const roomUp = near.before
    ? block.from - (near.before.from + near.before.fromCount) - 1
    : Math.min(block.from, block.to);
  const roomDown = near.after
    ? near.after.from - (block.from + block.fromCount) - 1
    : Math.min(left.length - block.from - block.fromCount, right.length - block.to - block.toCount);

  let shift = 0;
  let best = Infinity;
  const weigh = (by: number) => {
    const price = indentOf(lines[start + by]) + indentOf(lines[start + by + count]);
    if (price < best || (price === best && by > shift)) [best, shift] = [price, by];
  };
  weigh(0);
  for (let by = 1; by <= roomDown && ids[start + by - 1] === ids[start + by + count - 1]; by++) weigh(by);
  for (let by = -1; -by <= roomUp && ids[start + by] === ids[start + by + count]; by--) weigh(by);
  return { ...block, from: block.from + shift, to: block.to + shift };
}

/** Of what stands there; an empty line, or the end of the file, is the best place to begin or to end. */
function indentOf(line: string | undefined): number {
  if (line === undefined || line.trim() === "") return -1;
  return line.length - line.trimStart().length;
}

/** Some lines of a text, of which the first is number `start`, counted from 0. */
export interface LinesAt {
  start: number;
  lines: readonly string[];
  /** Of the whole text. */
  total: number;
}

/** Makes a hunk of blocks that belong together. The lines that are given must hold it, with its context. */
export function toHunk(group: readonly Block[], from: LinesAt, to: LinesAt, context = CONTEXT_LINES): Hunk {
  const [first, last] = [group[0], group.at(-1)];
  if (!first || !last) throw new Error("A hunk has at least one block.");
  const before = Math.min(context, first.from, first.to);
  const fromEnd = Math.min(from.total, last.from + last.fromCount + context);
  const toEnd = Math.min(to.total, last.to + last.toCount + context);
  const fromFirst = first.from - before;
  const toFirst = first.to - before;
  const lines: string[] = [];
  let place = fromFirst;
  const leftAt = (line: number) => from.lines[line - from.start] ?? "";
  const same = (end: number) => {
    for (; place < end; place++) lines.push(` ${leftAt(place)}`);
  };
  for (const block of group) {
    same(block.from);
    for (let index = 0; index < block.fromCount; index++) lines.push(`-${leftAt(place++)}`);
    for (let index = 0; index < block.toCount; index++) lines.push(`+${to.lines[block.to + index - to.start] ?? ""}`);
  }
  same(fromEnd);
  const fromCount = fromEnd - fromFirst;
  const toCount = toEnd - toFirst;
  // As in a unified diff: without lines, the start is the line before.
  return {
    fromStart: fromCount === 0 ? fromFirst : fromFirst + 1,
    fromCount,
    toStart: toCount === 0 ? toFirst : toFirst + 1,
    toCount,
    lines,
  };
}
