import { readActor, type ActorView } from "#lib/access/rules/actor.ts";
import type { Reach } from "#lib/access/rules/reach.ts";
import { productsWithin } from "#lib/access/teams/store-reach.ts";
import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { ReleaseHold } from "#lib/database/generated/client.ts";
import type { HoldView } from "#lib/rollouts/view.ts";

export interface NewHold {
  productId: string;
  digest: string;
  tag: string;
  /** The rollout that was taken back; null where a person held the version. */
  rolloutId: string | null;
  reason: string;
  heldBy: ActorView;
}

/** Holds a digest. Null means that it is held already. */
export async function insertHold(tx: Transaction, hold: NewHold, now: Date): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO release_holds (product_id, digest, tag, rollout_id, reason, held_at, held_by)
    VALUES (${hold.productId}::uuid, ${hold.digest}, ${hold.tag}, ${hold.rolloutId}::uuid, ${hold.reason},
            ${now}::timestamptz, ${JSON.stringify(hold.heldBy)}::jsonb)
    ON CONFLICT (product_id, digest) WHERE released_at IS NULL DO NOTHING
    RETURNING id`;
  return row?.id ?? null;
}

/** Finds the hold in force on a digest, or null. */
export async function findOpenHold(db: Queryable, productId: string, digest: string): Promise<HoldView | null> {
  const row = await db.releaseHold.findFirst({ where: { productId, digest, releasedAt: null } });
  return row && toHoldView(row);
}

export async function findHold(db: Queryable, holdId: string): Promise<HoldView | null> {
  const row = await db.releaseHold.findUnique({ where: { id: holdId } });
  return row && toHoldView(row);
}

/** Ends a hold. False where somebody was faster. */
export async function saveHoldReleased(
  tx: Transaction,
  holdId: string,
  release: { releasedBy: ActorView; releaseReason: string | null },
  now: Date,
): Promise<boolean> {
  const { count } = await tx.releaseHold.updateMany({
    where: { id: holdId, releasedAt: null },
    data: { releasedAt: now, releasedBy: { ...release.releasedBy }, releaseReason: release.releaseReason },
  });
  return count > 0;
}

/** Lists a product's holds, the newest first, one more than asked for where there are more. */
export async function selectHolds(
  db: Queryable,
  query: { productId: string; open: boolean | null; after: readonly [string, string] | null; limit: number },
): Promise<HoldView[]> {
  const { productId, open, after, limit } = query;
  const rows = await db.releaseHold.findMany({
    where: {
      productId,
      ...(open !== null && { releasedAt: open ? null : { not: null } }),
      ...(after && { OR: [{ heldAt: { lt: after[0] } }, { heldAt: after[0], id: { lt: after[1] } }] }),
    },
    orderBy: [{ heldAt: "desc" }, { id: "desc" }],
    take: limit + 1,
  });
  return rows.map(toHoldView);
}

/** Lists the holds in force on releases of any product, the newest first. */
export async function selectOpenHolds(
  db: Queryable,
  { reach, limit }: { reach: Reach | undefined; limit: number },
): Promise<(HoldView & { product: { id: string; slug: string } })[]> {
  const rows = await db.releaseHold.findMany({
    where: { releasedAt: null, ...productsWithin(reach) },
    include: { product: { select: { id: true, slug: true } } },
    orderBy: [{ heldAt: "desc" }, { id: "desc" }],
    take: limit,
  });
  return rows.map((row) => ({ ...toHoldView(row), product: row.product }));
}

/** The actors are written by holdRelease and releaseHold alone, so the casts are safe. */
function toHoldView(row: ReleaseHold): HoldView {
  return {
    id: row.id,
    productId: row.productId,
    digest: row.digest,
    tag: row.tag,
    rolloutId: row.rolloutId,
    reason: row.reason,
    heldAt: row.heldAt.toISOString(),
    heldBy: readActor(row.heldBy),
    releasedAt: row.releasedAt?.toISOString() ?? null,
    releasedBy: row.releasedBy === null ? null : readActor(row.releasedBy),
    releaseReason: row.releaseReason,
  };
}
