import { requirePermission } from "#lib/access/require-permission.ts";
import { readLinesInput } from "#lib/diffs/input.ts";
import { findFile, openPairAgain } from "#lib/diffs/open-pair.ts";
import { Recent } from "#lib/diffs/recent.ts";
import type { Entry } from "#lib/diffs/rules/entry.ts";
import { keptFolder, readText, TextGone } from "#lib/diffs/unpack/kept-texts.ts";
import type { LinesView } from "#lib/diffs/view.ts";
import type { TextPlace } from "#lib/diffs/worker/jobs.ts";
import { runJob } from "#lib/diffs/worker/run-job.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

/** Longer lines, as of packed JavaScript, are cut: nobody reads them, and one may be the whole file. */
const LINE_LENGTH_MAX = 5_000;
const LINE_FEED = 10;

/** Where each line of a text begins; with one more at the end, so that each also ends somewhere. */
const starts = new Recent<Uint32Array>(40);

export interface TextSide {
  entry: Entry;
  place: TextPlace;
}

/** Reads some lines of one side of a file: what stands between the changes, or a change that is large. */
export async function readLines(ctx: Context, rawInput: unknown): Promise<LinesView> {
  requirePermission(ctx.actor, "versions:read");
  const query = parseInput(readLinesInput, rawInput);

  const file = await findFile(ctx, await openPairAgain(ctx, query), query);
  const side = file[query.side];
  if (!side) throw notFound("file on this side");
  if (side.entry.textAt === undefined) {
    throw new DomainError("IMPOSSIBLE", "This file is no text that can be shown by lines.");
  }
  const total = (await findStarts(ctx, side)).length - 1;
  const start = query.start - 1;
  const lines = await readLinesAt(ctx, side, { start, end: Math.min(total, start + query.count) });
  return { start: query.start, lines, total };
}

/** Lines from `start` to before `end`, counted from 0. */
export async function readLinesAt(
  ctx: Context,
  side: TextSide,
  { start, end }: { start: number; end: number },
): Promise<string[]> {
  const at = await findStarts(ctx, side);
  const last = Math.min(end, at.length - 1);
  if (start >= last) return [];
  const [first, behind] = [at[start] ?? 0, at[last] ?? 0];
  const bytes = await readBytes(ctx, side, { start: first, end: behind });
  return Array.from({ length: last - start }, (_, index) => {
    const line = bytes.toString("utf8", (at[start + index] ?? 0) - first, (at[start + index + 1] ?? 0) - first);
    return cut(line.endsWith("\n") ? line.slice(0, -1) : line);
  });
}

async function findStarts(ctx: Context, side: TextSide): Promise<Uint32Array> {
  return starts.get(side.entry.sha256, async () => {
    const text = await readBytes(ctx, side, { start: 0, end: side.entry.size });
    const found: number[] = [];
    for (let at = 0; at < text.length;) {
      found.push(at);
      const end = text.indexOf(LINE_FEED, at);
      at = end < 0 ? text.length : end + 1;
    }
    found.push(text.length);
    return Uint32Array.from(found);
  });
}

/** All of a text. */
export async function readAll(ctx: Context, side: TextSide): Promise<string> {
  return (await readBytes(ctx, side, { start: 0, end: side.entry.size })).toString("utf8");
}

async function readBytes(
  ctx: Context,
  { place }: TextSide,
  { start, end }: { start: number; end: number },
): Promise<Buffer> {
  if ("text" in place) return Buffer.from(place.text).subarray(start, end);
  const { content, entry } = place;
  const read = () => readText(keptFolder(ctx.config.uploadDir), content.sha256, entry, { start, end });
  return read().catch(async (error: unknown) => {
    if (!(error instanceof TextGone)) throw error;
    await runJob(ctx, "listContents", content);
    return read();
  });
}

function cut(line: string): string {
  if (line.length <= LINE_LENGTH_MAX) return line;
  return `${line.slice(0, LINE_LENGTH_MAX)}… (${line.length.toLocaleString("en")} characters)`;
}
