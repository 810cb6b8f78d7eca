import { hash } from "node:crypto";
import { inTransaction } from "#lib/database/transaction.ts";
import { GENESIS_HASH, hashEvent } from "#lib/events/chain.ts";
import { toLine } from "#lib/events/audit/line.ts";
import { verifyFile } from "#lib/events/audit/verify-file.ts";
import { verifyLog } from "#lib/events/audit/verify-log.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { BenchContext } from "./lib/context.ts";
import type { Figure } from "./lib/figure.ts";
import { medianMillis, millisOf, percentile } from "./lib/measure.ts";

const EVENTS = 200_000;
const RUNS = 5;
const CHUNK_BYTES = 1_048_576;
const AT_ONCE = 2_000;
const PER_SECOND_MIN = 100_000;

const dataOf = (seq: number) => ({ status: "healthy", actionId: seq, version: "1.4.2", batchIndex: seq % 12 });

/**
 * How many events an exported log is checked with in a second of one core, beside SHA-256 of the same bytes. What counts is
 * the processor's time, all threads together, so that other work on the machine does not.
 */
export async function measureFileCheck(scale: number): Promise<Figure[]> {
  const count = Math.round(EVENTS * scale);
  const chunks = inChunks(makeLog(count));
  const checked = await medianCpuMillis(RUNS, async () => {
    const verdict = await verifyFile({ chunks, checkpoints: [], trusted: new Map() });
    if (!verdict.isSound || verdict.events !== count) throw new Error("The log that was made is not sound.");
  });
  const hashed = await medianCpuMillis(RUNS, () => {
    for (const chunk of chunks) hash("sha256", chunk, "buffer");
    return Promise.resolve();
  });
  return [
    {
      id: "audit-verify-file",
      what: `Exported log of ${count.toLocaleString("en")} events verified offline, one core`,
      database: "none",
      value: count / (checked / 1000),
      unit: "events/s",
      target: { comparison: "atLeast", value: PER_SECOND_MIN },
      reference: { what: "SHA-256 of the same bytes", value: count / (hashed / 1000) },
    },
  ];
}

/** The same in the database, where the events have to be fetched first. */
export async function measureLogCheck(ctx: BenchContext, scale: number): Promise<Figure[]> {
  const count = Math.round(EVENTS * scale);
  for (let from = 0; from < count; from += AT_ONCE) {
    await inTransaction(ctx, (tx) => {
      for (let seq = from; seq < Math.min(count, from + AT_ONCE); seq++) {
        const data = dataOf(seq);
        recordEvent(ctx, tx, {
          type: "device_updated",
          subject: { kind: "device", id: `device-${seq % 1_000}` },
          data,
        });
      }
      return Promise.resolve();
    });
  }
  const checked = await medianMillis(3, async () => {
    const verdict = await verifyLog(ctx);
    if (!verdict.isSound || verdict.events !== count) throw new Error("The log that was written is not sound.");
  });
  const read = await millisOf(() => ctx.db.$queryRaw`SELECT sum(length(data::text) + length(actor::text)) FROM events`);
  return [
    {
      id: "audit-verify-log",
      what: `Log of ${count.toLocaleString("en")} events verified in the database`,
      database: ctx.databaseName,
      value: count / (checked / 1000),
      unit: "events/s",
      target: null,
      reference: { what: "reading data and actors, in the database alone", value: count / (read / 1000) },
    },
  ];
}

async function medianCpuMillis(runs: number, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1_000);
  }
  return percentile(times, 0.5);
}

function makeLog(count: number): Buffer {
  let previousHash = GENESIS_HASH.toString("hex");
  const lines: string[] = [];
  for (let seq = 1; seq <= count; seq++) {
    const event = {
      seq,
      type: "device_updated",
      at: new Date(Date.UTC(2026, 0, 1) + seq * 10),
      subject: { kind: "device", id: `device-${seq % 1_000}` },
      rolloutId: "5b1f9b1a-3c9f-4b53-9d0a-6a0f4e5a1b11",
      productId: "0b6a5a0c-1f0e-4f7a-9d0e-2f6c1c9b7a11",
      actor: { kind: "system", name: "orchestrator" },
      data: dataOf(seq),
    };
    const own = hashEvent(Buffer.from(previousHash, "hex"), event).toString("hex");
    lines.push(toLine({ ...event, previousHash, hash: own }));
    previousHash = own;
  }
  return Buffer.from(`${lines.join("\n")}\n`);
}

function inChunks(file: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  for (let from = 0; from < file.length; from += CHUNK_BYTES) chunks.push(file.subarray(from, from + CHUNK_BYTES));
  return chunks;
}
