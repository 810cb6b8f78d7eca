import { openProvider } from "#lib/cdn/providers/open-provider.ts";
import { PurgeFailed } from "#lib/cdn/providers/provider.ts";
import { openRegion } from "#lib/cdn/region.ts";
import { basePathOf } from "#lib/cdn/rules/region.ts";
import { nextTryAfter } from "#lib/cdn/rules/retry.ts";
import { stepPlaces, tellPlace } from "#lib/cdn/store-distributions.ts";
import { claimInvalidations, hasPending, saveTry, type InvalidationRecord } from "#lib/cdn/store-invalidations.ts";
import { findRegion } from "#lib/cdn/store-regions.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { recordEvent } from "#lib/events/record.ts";
import type { Context } from "#lib/kernel/context.ts";

const AT_ONCE = 20;
const ROUNDS_MAX = 20;
/** Longer than the slowest provider takes for a hundred paths, so that none is asked twice while it works. */
const LEASE_SECONDS = 300;

/** Has caches forget what is due. They are asked outside of any transaction. */
export async function carryOutInvalidations(ctx: Context): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const now = ctx.clock.now();
    const leaseUntil = new Date(now.getTime() + LEASE_SECONDS * 1000);
    const claimed = await inTransaction(ctx, (tx) => claimInvalidations(tx, { now, leaseUntil, limit: AT_ONCE }));
    await Promise.all(claimed.map((record) => carryOut(ctx, record)));
    if (claimed.length < AT_ONCE) return;
  }
}

async function carryOut(ctx: Context, record: InvalidationRecord): Promise<void> {
  const trouble = await purge(ctx, record);
  await (trouble === null ? settleDone(ctx, record) : settleTrouble(ctx, record, trouble));
}

async function purge(ctx: Context, { id, region: name, paths }: InvalidationRecord): Promise<PurgeFailed | null> {
  try {
    const record = await findRegion(ctx.db, name);
    if (!record) return null; // Deleted meanwhile, with its invalidations.
    const region = openRegion(ctx, record);
    const basePath = basePathOf(region.baseUrl);
    await openProvider(ctx, region).purge({ paths: paths.map((path) => `${basePath}${path}`), reference: id });
    return null;
  } catch (error) {
    if (error instanceof PurgeFailed) return error;
    ctx.log.error({ err: error, invalidationId: id }, "A cache could not be told to forget; it is tried again.");
    return new PurgeFailed("Something went wrong on this side; the log says what.");
  }
}

async function settleDone(ctx: Context, record: InvalidationRecord): Promise<void> {
  const { fileId, region } = record;
  await inTransaction(ctx, async (tx) => {
    const now = ctx.clock.now();
    if (!(await saveTry(tx, record, { state: "done", error: null, doneAt: now }))) return;
    if (fileId !== null && !(await hasPending(tx, { fileId, region }))) {
      await stepPlaces(tx, { fileId, regions: [region], step: "forgotten" }, now);
    }
    recordEvent(ctx, tx, {
      type: "cdn_invalidation_completed",
      subject: { kind: "region", id: region },
      data: dataOf(record),
    });
  });
}

async function settleTrouble(ctx: Context, record: InvalidationRecord, trouble: PurgeFailed): Promise<void> {
  const { fileId, region } = record;
  const error = trouble.message;
  await inTransaction(ctx, async (tx) => {
    const now = ctx.clock.now();
    const nextTryAt = trouble.isFinal ? null : nextTryAfter(record.attempts, now);
    const result =
      nextTryAt === null ? { state: "failed" as const, error } : { state: "pending" as const, error, nextTryAt };
    if (!(await saveTry(tx, record, result))) return;
    if (fileId !== null) await tellPlace(tx, { fileId, region, error, isOver: nextTryAt === null }, now);
    if (nextTryAt !== null) return;
    recordEvent(ctx, tx, {
      type: "cdn_invalidation_failed",
      subject: { kind: "region", id: region },
      data: { ...dataOf(record), reason: error },
    });
  });
}

function dataOf({ region, paths, fileId }: InvalidationRecord): Record<string, unknown> {
  return { region, paths, ...(fileId !== null && { fileId }) };
}
