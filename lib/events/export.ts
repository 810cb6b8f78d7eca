import { z } from "zod";
import { requirePermission } from "#lib/access/require-permission.ts";
import { reachOf } from "#lib/access/rules/actor.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { toLine, type StoredEvent } from "#lib/events/audit/line.ts";
import { readChainState, readStoredEvents } from "#lib/events/audit/store-audit.ts";
import { CSV_HEADER, toCsvRow } from "#lib/events/csv.ts";
import { eventSearchInput, toFilter } from "#lib/events/list.ts";
import { recordEvent } from "#lib/events/record.ts";
import { boundByTime, findScanEnd, type EventFilter } from "#lib/events/store-filter.ts";
import { readLastSeq } from "#lib/events/store.ts";
import type { Context } from "#lib/kernel/context.ts";
import { DomainError } from "#lib/kernel/errors.ts";
import { parseInput } from "#lib/kernel/input.ts";

const PAGE = 1_000;

export const exportEventsInput = z.strictObject({
  ...eventSearchInput,
  format: z.enum(["jsonl", "csv"]).default("jsonl"),
  after: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe("Only what comes behind this number: to go on from a file."),
});

/** A file as it is made: the log up to where it ends now, read only as fast as somebody takes it. */
export interface EventFile {
  fileName: string;
  mediaType: string;
  chunks: AsyncGenerator<string>;
}

/**
 * Exports events, the oldest first, and notes in the log who did. JSON Lines without a filter are the chain itself, which
 * `slipway audit verify` checks without this server; a filter leaves gaps that only the whole file can explain.
 */
export async function exportEvents(ctx: Context, rawInput: unknown): Promise<EventFile> {
  requirePermission(ctx.actor, "events:export");
  const { format, after, ...search } = parseInput(exportEventsInput, rawInput);
  const untilSeq = await readLastSeq(ctx.db);
  await inTransaction(ctx, (tx) => {
    const data = { format, filter: JSON.parse(JSON.stringify(search)) as unknown, afterSeq: after ?? 0, untilSeq };
    recordEvent(ctx, tx, { type: "audit_log_exported", subject: { kind: "auditLog", id: String(untilSeq) }, data });
    return Promise.resolve();
  });
  const filter = await boundByTime(ctx.db, {
    ...toFilter(search),
    afterSeq: after ?? 0,
    reach: reachOf(ctx.actor),
  });
  const beforeSeq = Math.min(filter.beforeSeq ?? Number.MAX_SAFE_INTEGER, untilSeq + 1);
  const day = ctx.clock.now().toISOString().slice(0, 10);
  return {
    fileName: `slipway-events-${day}.${format}`,
    mediaType: format === "csv" ? "text/csv; charset=utf-8; header=present" : "application/jsonl; charset=utf-8",
    chunks: format === "csv" ? toCsv(ctx, { ...filter, beforeSeq }) : toJsonLines(ctx, { ...filter, beforeSeq }),
  };
}

async function* toJsonLines(ctx: Context, filter: EventFilter): AsyncGenerator<string> {
  for await (const events of readPages(ctx, filter)) yield events.map((event) => `${toLine(event)}\n`).join("");
}

async function* toCsv(ctx: Context, filter: EventFilter): AsyncGenerator<string> {
  yield CSV_HEADER;
  for await (const events of readPages(ctx, filter)) yield events.map(toCsvRow).join("");
}

/** One page is in memory at a time. A search that no index knows goes on in steps, so that no query runs for minutes. */
async function* readPages(ctx: Context, filter: EventFilter): AsyncGenerator<StoredEvent[]> {
  let afterSeq = filter.afterSeq ?? 0;
  const { cut: begunAt } = await readChainState(ctx.db);
  for (;;) {
    const scanEnd = await findScanEnd(ctx.db, { ...filter, afterSeq }, "oldest");
    const beforeSeq = scanEnd === null ? filter.beforeSeq : scanEnd + 1;
    const events = await readStoredEvents(ctx.db, { ...filter, afterSeq, beforeSeq }, PAGE);
    const { cut } = await readChainState(ctx.db);
    if (cut.seq > begunAt.seq && cut.seq > afterSeq) throw cutMeanwhile();
    const last = events.at(-1);
    if (last) {
      yield events;
      afterSeq = last.seq;
    } else if (scanEnd === null) {
      return;
    } else {
      afterSeq = scanEnd;
    }
  }
}

/** A file with a hole would look as if somebody had tampered with it. */
function cutMeanwhile(): DomainError {
  return new DomainError("CONFLICT", "Old events were removed while this was read. Export again.");
}
