import { readActor, type ActorView } from "#lib/access/rules/actor.ts";
import type { Reach } from "#lib/access/rules/reach.ts";
import { placesWithin } from "#lib/access/teams/store-reach.ts";
import { withPlace } from "#lib/calendar/store-places.ts";
import type { LineStopView, PlaceReference } from "#lib/calendar/view.ts";
import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { LineStop, Prisma } from "#lib/database/generated/client.ts";

export interface StopPlace {
  environmentId: string | null;
  productId: string | null;
}

export interface OpenStop extends StopPlace {
  id: string;
  reason: string;
}

/** Reads the stops that hold; of one place there is at most one. */
export async function selectOpenStops(db: Queryable): Promise<OpenStop[]> {
  return db.lineStop.findMany({
    where: { liftedAt: null },
    orderBy: [{ stoppedAt: "asc" }, { id: "asc" }],
    select: { id: true, environmentId: true, productId: true, reason: true },
  });
}

export interface StopQuery {
  isOpen: boolean;
  reach: Reach | undefined;
  after: { stoppedAt: Date; id: string } | null;
  limit: number;
}

/** Reads stops, the newest first, one more than asked for where there are more. */
export async function selectStops(db: Queryable, query: StopQuery): Promise<LineStopView[]> {
  const { after } = query;
  const rows = await db.lineStop.findMany({
    where: {
      liftedAt: query.isOpen ? null : { not: null },
      ...placesWithin(query.reach),
      ...(after && {
        OR: [{ stoppedAt: { lt: after.stoppedAt } }, { stoppedAt: after.stoppedAt, id: { lt: after.id } }],
      }),
    },
    include: withPlace,
    orderBy: [{ stoppedAt: "desc" }, { id: "desc" }],
    take: query.limit + 1,
  });
  return rows.map(toView);
}

/** Makes a stop. Null where one holds for the same place; waits for a maker who has not committed yet. */
export async function insertStop(
  tx: Transaction,
  stop: StopPlace & { reason: string; by: ActorView; now: Date },
): Promise<string | null> {
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO line_stops (environment_id, product_id, reason, stopped_at, stopped_by)
    VALUES (${stop.environmentId}::uuid, ${stop.productId}::uuid, ${stop.reason}, ${stop.now}::timestamptz,
            ${JSON.stringify(stop.by)}::jsonb)
    ON CONFLICT (environment_id, product_id) WHERE lifted_at IS NULL DO NOTHING
    RETURNING id`;
  return row?.id ?? null;
}

export async function findStop(db: Queryable, id: string): Promise<LineStopView | null> {
  const row = await db.lineStop.findUnique({ where: { id }, include: withPlace });
  return row && toView(row);
}

export async function findOpenStopOf(db: Queryable, place: StopPlace): Promise<LineStopView | null> {
  const row = await db.lineStop.findFirst({ where: { ...place, liftedAt: null }, include: withPlace });
  return row && toView(row);
}

/** Lifts a stop. False where somebody else was faster. */
export async function markLifted(
  tx: Transaction,
  id: string,
  lift: { reason: string; by: ActorView; now: Date },
): Promise<boolean> {
  const { count } = await tx.lineStop.updateMany({
    where: { id, liftedAt: null },
    data: { liftedAt: lift.now, liftReason: lift.reason, liftedBy: lift.by as unknown as Prisma.InputJsonValue },
  });
  return count === 1;
}

function toView(row: LineStop & { environment: PlaceReference | null; product: PlaceReference | null }): LineStopView {
  return {
    id: row.id,
    environment: row.environment,
    product: row.product,
    reason: row.reason,
    stoppedAt: row.stoppedAt.toISOString(),
    stoppedBy: readActor(row.stoppedBy),
    liftedAt: row.liftedAt?.toISOString() ?? null,
    liftedBy: row.liftedBy === null ? null : readActor(row.liftedBy),
    liftReason: row.liftReason,
  };
}
