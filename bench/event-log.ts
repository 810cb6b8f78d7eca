import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { BenchContext } from "./lib/context.ts";
import type { Figure } from "./lib/figure.ts";
import { millisOf } from "./lib/measure.ts";

const GROUPS = 40;
const EVENTS_PER_GROUP = 500;
const TOTAL = GROUPS * EVENTS_PER_GROUP;

/** How many events a second the chained log takes in groups, beside the same rows inserted without number or hash. */
export async function measureEventLog(ctx: BenchContext): Promise<Figure[]> {
  await appendGroups(ctx, 2);
  const chained = await millisOf(() => appendGroups(ctx, GROUPS));
  await ctx.db
    .$executeRaw`CREATE TABLE bench_plain_log (type text, at timestamptz, subject_kind text, subject_id text, data jsonb)`;
  const plain = await millisOf(() => insertPlainGroups(ctx));
  await ctx.db.$executeRaw`DROP TABLE bench_plain_log`;
  return [
    {
      id: "event-log",
      what: `Events appended with the hash chain, ${EVENTS_PER_GROUP} to a transaction`,
      database: ctx.databaseName,
      value: TOTAL / (chained / 1000),
      unit: "events/s",
      target: ctx.databaseName === "postgres" ? { comparison: "atLeast", value: 5_000 } : null,
      reference: { what: "plain inserts of the same rows", value: TOTAL / (plain / 1000) },
    },
  ];
}

async function appendGroups(ctx: BenchContext, groups: number): Promise<void> {
  for (let group = 0; group < groups; group++) {
    await inTransaction(ctx, (tx) => {
      for (let index = 0; index < EVENTS_PER_GROUP; index++) {
        recordEvent(ctx, tx, {
          type: "device_updated",
          subject: { kind: "device", id: `device-${index}` },
          data: { status: "healthy", actionId: index, version: "1.4.2" },
        });
      }
      return Promise.resolve();
    });
  }
}

async function insertPlainGroups(ctx: BenchContext): Promise<void> {
  for (let group = 0; group < GROUPS; group++) {
    const rows = Array.from({ length: EVENTS_PER_GROUP }, (_, index) => ({
      type: "device_updated",
      at: new Date().toISOString(),
      subject_kind: "device",
      subject_id: `device-${index}`,
      data: { status: "healthy", actionId: index, version: "1.4.2" },
    }));
    await ctx.db.$executeRaw`
      INSERT INTO bench_plain_log SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS row (type text, at timestamptz, subject_kind text, subject_id text, data jsonb)`;
  }
}
