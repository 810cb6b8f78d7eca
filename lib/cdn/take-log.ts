import { requirePermission } from "#lib/access/require-permission.ts";
import { requireRegion } from "#lib/cdn/find-regions.ts";
import { logPlaceInput, takeLogInput } from "#lib/cdn/input.ts";
import { basePathOf } from "#lib/cdn/rules/region.ts";
import { LOG_PIECE_BYTES_MAX, tally, type LogFormat } from "#lib/cdn/rules/tally.ts";
import { addCounts, findLogPlace, moveOnInLog } from "#lib/cdn/store-stats.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { invalidInput, parseInput } from "#lib/kernel/input.ts";

export interface LogPlace {
  /** Where to read on, in bytes. */
  offset: number;
}

export interface TakenLog extends LogPlace {
  /** Lines that were read, and those among them that told of a download. */
  lines: number;
  downloads: number;
}

/** Tells how far a log was read. Zero for one that was never seen. */
export async function readLogPlace(ctx: Context, rawInput: unknown): Promise<LogPlace> {
  requirePermission(ctx.actor, "regions:write");
  const { region, fingerprint } = parseInput(logPlaceInput, rawInput);
  await requireRegion(ctx.db, region);
  return { offset: await findLogPlace(ctx.db, region, fingerprint) };
}

/** Counts what a piece of an access log tells, each line once. A last line without its end is left for the next time. */
export async function takeLog(
  ctx: Context,
  rawInput: unknown,
  readPiece: (limitBytes: number) => Promise<Buffer>,
): Promise<TakenLog> {
  requirePermission(ctx.actor, "regions:write");
  const { region, fingerprint, offset, format } = parseInput(takeLogInput, rawInput);
  const { baseUrl } = await requireRegion(ctx.db, region);
  const piece = await readPiece(LOG_PIECE_BYTES_MAX);
  return countPiece(ctx, { region, baseUrl, fingerprint, offset, format, piece });
}

interface LogPiece {
  region: string;
  baseUrl: string;
  fingerprint: string;
  offset: number;
  format: LogFormat;
  piece: Buffer;
}

/** Counts a piece without asking for permission. Throws CONFLICT where it does not begin where the last one ended. */
export async function countPiece(
  ctx: Context,
  { region, baseUrl, fingerprint, offset, format, piece }: LogPiece,
): Promise<TakenLog> {
  const end = piece.lastIndexOf(0x0a) + 1;
  if (end === 0) {
    if (piece.length < LOG_PIECE_BYTES_MAX) return { offset, lines: 0, downloads: 0 };
    throw invalidInput({ path: "", message: "This is no access log: it has a line without an end." });
  }
  const text = piece.toString("latin1", 0, end - 1);
  const { days, lines, downloads } = tally(text.split("\n"), format, basePathOf(baseUrl));
  const to = offset + end;

  await inTransaction(ctx, async (tx) => {
    if (await moveOnInLog(tx, { region, fingerprint, from: offset, to }, ctx.clock.now())) {
      return addCounts(tx, region, days);
    }
    const next = await findLogPlace(tx, region, fingerprint);
    throw new DomainError("CONFLICT", `This log was read up to byte ${next} already. Go on from there.`);
  });
  return { offset: to, lines, downloads };
}
