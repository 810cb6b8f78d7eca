import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { compareFileInput } from "#lib/diffs/input.ts";
import { findFile, openPairAgain, type FoundFile } from "#lib/diffs/open-pair.ts";
import { readAll, readLinesAt } from "#lib/diffs/read-lines.ts";
import { Recent } from "#lib/diffs/recent.ts";
import { LIMITS } from "#lib/diffs/rules/entry.ts";
import { DATA_BYTES_MAX, dataFormatOf, type StructureDiff } from "#lib/diffs/rules/structure-diff.ts";
import {
  compareTexts,
  CONTEXT_LINES,
  countLines,
  groupBlocks,
  toHunk,
  type Block,
  type Hunk,
  type TextComparison,
} from "#lib/diffs/rules/text-diff.ts";
import type { FileDiffView, TextDiffView } from "#lib/diffs/view.ts";
import type { TextPlace } from "#lib/diffs/worker/jobs.ts";
import { runJob } from "#lib/diffs/worker/run-job.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";
import { decodeCursor, encodeCursor } from "#lib/kernel/page.ts";

/** Beyond these the rest of a file counts as one change. */
const BLOCKS_MAX = 50_000;
/** Lines of the hunks of one answer. */
const HUNK_LINES_MAX = 2_000;
/** Of a text that holds nobody up, whatever is in it. */
const HERE_BYTES_MAX = 32 * 1024;
const COMPARE_MILLIS_MAX = 20_000;

const comparisons = new Recent<TextComparison>(40);
const structures = new Recent<StructureDiff | null>(100);

/** Compares one file of two builds, line by line and, where it is JSON, YAML or TOML, by its structure. */
export async function compareFile(ctx: Context, rawInput: unknown): Promise<FileDiffView> {
  requirePermission(ctx.actor, "versions:read");
  const query = parseInput(compareFileInput, rawInput);

  const pair = await openPairAgain(ctx, query);
  const file = await findFile(ctx, pair, query);
  return toFileDiff(ctx, file, query.cursor);
}

export async function toFileDiff(ctx: Context, file: FoundFile, cursor?: string): Promise<FileDiffView> {
  const { change } = file;
  const note = whyNoText(file);
  if (note !== null) return { change, text: null, structure: null, note };
  try {
    const [text, structure] = await Promise.all([compareText(ctx, file, cursor), compareStructure(ctx, file)]);
    return { change, text, structure, note: null };
  } catch (error) {
    // Too large or too different for the time and memory that are set aside; its size and hash are told anyway.
    if (!(error instanceof DomainError) || error.code !== "UNAVAILABLE") throw error;
    return { change, text: null, structure: null, note: error.message };
  }
}

function whyNoText({ change, from, to }: FoundFile): string | null {
  if (change.isText) return null;
  const kinds = [from, to].flatMap((side) => side?.entry.kind ?? []);
  if (kinds.includes("unsafe")) return "Its name leads out of the archive, so it is not opened.";
  if (kinds.includes("link")) return "It is a link: compared by where it points to.";
  if ([from, to].some((side) => side?.entry.kind === "binary" && side.entry.size <= LIMITS.textBytes)) {
    return "It is binary: compared by size and hash.";
  }
  return "It is too large to be compared line by line: compared by size and hash.";
}

async function compareText(ctx: Context, file: FoundFile, cursor: string | undefined): Promise<TextDiffView> {
  const { from, to } = file;
  const key = `${from?.entry.sha256 ?? ""} ${to?.entry.sha256 ?? ""}`;
  const compared = await comparisons.get(key, () => compare(ctx, file));
  const blocks = cutBlocks(compared);
  const [start] = decodeCursor(cursor, z.tuple([z.number().int().nonnegative()])) ?? [0];
  const { hunks, next } = await readHunks(ctx, file, { ...compared, blocks }, start);
  return {
    fromCount: compared.fromCount,
    toCount: compared.toCount,
    ...countLines(compared.blocks),
    fromIsCutOff: compared.fromIsCutOff,
    toIsCutOff: compared.toIsCutOff,
    blocks,
    hunks,
    nextCursor: next === null ? null : encodeCursor([next]),
  };
}

/** Most texts are compared sooner than a thread is asked. */
async function compare(ctx: Context, { from, to }: FoundFile): Promise<TextComparison> {
  const size = Math.max(from?.entry.size ?? 0, to?.entry.size ?? 0);
  if (size > HERE_BYTES_MAX) {
    const pair = { from: from?.place ?? null, to: to?.place ?? null };
    return runJob(ctx, "compareTexts", pair, COMPARE_MILLIS_MAX);
  }
  return compareTexts(from ? await readAll(ctx, from) : "", to ? await readAll(ctx, to) : "");
}

function cutBlocks({ blocks, fromCount, toCount }: TextComparison): Block[] {
  const rest = blocks[BLOCKS_MAX - 1];
  if (blocks.length <= BLOCKS_MAX || !rest) return blocks;
  const last = { from: rest.from, fromCount: fromCount - rest.from, to: rest.to, toCount: toCount - rest.to };
  return [...blocks.slice(0, BLOCKS_MAX - 1), last];
}

/** The hunks from one on, as many as go into one answer. One that is larger than that is left out: see `readLines`. */
async function readHunks(
  ctx: Context,
  { from, to }: FoundFile,
  { blocks, fromCount, toCount }: TextComparison,
  start: number,
): Promise<{ hunks: Hunk[]; next: number | null }> {
  const groups = groupBlocks(blocks);
  const hunks: Hunk[] = [];
  let lines = 0;
  let index = start;
  for (; index < groups.length && lines < HUNK_LINES_MAX; index++) {
    const group = groups[index] ?? [];
    const left = spanOf(group, "from", fromCount);
    const right = spanOf(group, "to", toCount);
    if (left.end - left.start + right.end - right.start > 2 * HUNK_LINES_MAX) continue;
    const [before, after] = await Promise.all([
      from ? readLinesAt(ctx, from, left) : [],
      to ? readLinesAt(ctx, to, right) : [],
    ]);
    const hunk = toHunk(
      group,
      { start: left.start, lines: before, total: fromCount },
      { start: right.start, lines: after, total: toCount },
    );
    hunks.push(hunk);
    lines += hunk.lines.length;
  }
  return { hunks, next: index < groups.length ? index : null };
}

/** The lines that a hunk needs of one side. */
function spanOf(group: readonly Block[], side: "from" | "to", total: number): { start: number; end: number } {
  const [first, last] = [group[0], group.at(-1)];
  if (!first || !last) return { start: 0, end: 0 };
  const count = side === "from" ? last.fromCount : last.toCount;
  return {
    start: Math.max(0, first[side] - CONTEXT_LINES),
    end: Math.min(total, last[side] + count + CONTEXT_LINES),
  };
}

async function compareStructure(ctx: Context, { change, from, to }: FoundFile): Promise<StructureDiff | null> {
  const format = dataFormatOf(change.path);
  if (!format || !from || !to || change.status !== "modified") return null;
  if (Math.max(from.entry.size, to.entry.size) > DATA_BYTES_MAX) return null;
  const places: { from: TextPlace; to: TextPlace } = { from: from.place, to: to.place };
  const key = `${format} ${from.entry.sha256} ${to.entry.sha256}`;
  return structures.get(key, () => runJob(ctx, "compareStructures", { format, ...places }, COMPARE_MILLIS_MAX));
}
