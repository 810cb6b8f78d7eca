import type { Queryable } from "#lib/database/client.ts";

/** Returns when the registry is to be asked next about a rollout that waits for its digest, or null. */
export async function findNextResolveAt(db: Queryable): Promise<Date | null> {
  const next = await db.rollout.aggregate({ where: { status: "pending", digest: null }, _min: { resolveAt: true } });
  return next._min.resolveAt;
}
