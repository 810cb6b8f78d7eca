import type { ActorView } from "#lib/access/rules/actor.ts";
import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { Invalidation } from "#lib/database/generated/client.ts";

export type InvalidationRecord = Invalidation;

export interface NewInvalidation {
  region: string;
  fileId: string | null;
  paths: readonly string[];
  requestedBy: ActorView;
}

export async function insertInvalidations(
  tx: Transaction,
  wanted: readonly NewInvalidation[],
  now: Date,
): Promise<InvalidationRecord[]> {
  return tx.invalidation.createManyAndReturn({
    data: wanted.map(({ requestedBy, paths, ...rest }) => ({
      ...rest,
      paths: [...paths],
      state: "pending",
      requestedAt: now,
      requestedBy: { ...requestedBy },
      nextTryAt: now,
    })),
  });
}

/**
 * Claims invalidations that are due: nobody else takes them until `leaseUntil`. Should this process die with them, they
 * are due again then; forgetting twice does no harm.
 */
export async function claimInvalidations(
  tx: Transaction,
  { now, leaseUntil, limit }: { now: Date; leaseUntil: Date; limit: number },
): Promise<InvalidationRecord[]> {
  const claimed = await tx.$queryRaw<{ id: string }[]>`
    UPDATE cdn_invalidations i SET next_try_at = ${leaseUntil}::timestamptz, attempts = i.attempts + 1
    FROM (SELECT id FROM cdn_invalidations
          WHERE state = 'pending' AND next_try_at <= ${now}::timestamptz
          ORDER BY next_try_at LIMIT ${limit} FOR UPDATE SKIP LOCKED) AS due
    WHERE i.id = due.id
    RETURNING i.id`;
  return tx.invalidation.findMany({
    where: { id: { in: claimed.map(({ id }) => id) } },
    orderBy: { requestedAt: "asc" },
  });
}

/** Writes what came of a claimed try. False where another try was faster. */
export async function saveTry(
  tx: Transaction,
  { id, attempts }: { id: string; attempts: number },
  result: { state: "done" | "failed" | "pending"; error: string | null; nextTryAt?: Date; doneAt?: Date },
): Promise<boolean> {
  const changed = await tx.invalidation.updateMany({ where: { id, attempts, state: "pending" }, data: result });
  return changed.count === 1;
}

/** Says whether something of a file is still to be forgotten in a region. */
export async function hasPending(
  db: Queryable,
  { fileId, region }: { fileId: string; region: string },
): Promise<boolean> {
  return (await db.invalidation.count({ where: { fileId, region, state: "pending" }, take: 1 })) > 0;
}

export async function findInvalidation(db: Queryable, id: string): Promise<InvalidationRecord | null> {
  return db.invalidation.findUnique({ where: { id } });
}

/** Lets one that was given up begin anew. False where it was not given up. */
export async function restart(tx: Transaction, id: string, now: Date): Promise<boolean> {
  const changed = await tx.invalidation.updateMany({
    where: { id, state: "failed" },
    data: { state: "pending", attempts: 0, error: null, nextTryAt: now, doneAt: null },
  });
  return changed.count === 1;
}

export interface InvalidationFilter {
  fileId?: string | undefined;
  region?: string | undefined;
  state?: string | undefined;
}

/** Reads invalidations, the newest first, one more than asked for where there are more. */
export async function selectInvalidations(
  db: Queryable,
  { fileId, region, state }: InvalidationFilter,
  { after, limit }: { after: { at: Date; id: string } | null; limit: number },
): Promise<InvalidationRecord[]> {
  return db.invalidation.findMany({
    where: {
      ...(fileId !== undefined && { fileId }),
      ...(region !== undefined && { region }),
      ...(state !== undefined && { state }),
      ...(after && { OR: [{ requestedAt: { lt: after.at } }, { requestedAt: after.at, id: { lt: after.id } }] }),
    },
    orderBy: [{ requestedAt: "desc" }, { id: "desc" }],
    take: limit + 1,
  });
}

/** Returns when the next one is due, or null. */
export async function findNextInvalidationAt(db: Queryable): Promise<Date | null> {
  const next = await db.invalidation.aggregate({ where: { state: "pending" }, _min: { nextTryAt: true } });
  return next._min.nextTryAt;
}

export async function dropInvalidationsBefore(db: Queryable, before: Date): Promise<number> {
  const { count } = await db.invalidation.deleteMany({
    where: { state: { not: "pending" }, requestedAt: { lt: before } },
  });
  return count;
}
