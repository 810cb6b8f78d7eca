import type { Reach } from "#lib/access/rules/reach.ts";
import { Prisma, type Queryable } from "#lib/database/client.ts";
import { whereEvents } from "#lib/events/store-filter.ts";
import type { ActorView } from "#lib/access/rules/actor.ts";
import type { EventType } from "#lib/events/types.ts";
import { UNMUTABLE_TYPES } from "#lib/notifications/rules/severity.ts";
import type { ToldEvent } from "#lib/notifications/rules/notice.ts";

export interface Reading {
  readSeq: number;
  mutedProductIds: string[];
}

/** How far a person has read. Who looks for the first time has nothing to catch up with. */
export async function takeReading(db: Queryable, userId: string, now: Date): Promise<Reading> {
  await db.$executeRaw`
    INSERT INTO notification_readings (user_id, read_seq, muted_product_ids, updated_at)
    SELECT ${userId}::uuid, seq, '{}', ${now}::timestamptz FROM event_chain WHERE id = 1
    ON CONFLICT (user_id) DO NOTHING`;
  const row = await db.notificationReading.findUniqueOrThrow({ where: { userId } });
  return { readSeq: Number(row.readSeq), mutedProductIds: row.mutedProductIds };
}

/** Moves the mark forward; two tabs that read at once leave the later one. */
export async function moveReading(db: Queryable, userId: string, seq: number, now: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE notification_readings
    SET read_seq = GREATEST(read_seq, LEAST(${seq}::bigint, (SELECT seq FROM event_chain WHERE id = 1))),
        updated_at = ${now}::timestamptz
    WHERE user_id = ${userId}::uuid`;
}

export async function setMuted(
  db: Queryable,
  { userId, productId, muted }: { userId: string; productId: string; muted: boolean },
  now: Date,
): Promise<void> {
  await db.$executeRaw`
    UPDATE notification_readings
    SET muted_product_ids = CASE WHEN ${muted}
          THEN array_append(array_remove(muted_product_ids, ${productId}::uuid), ${productId}::uuid)
          ELSE array_remove(muted_product_ids, ${productId}::uuid) END,
        updated_at = ${now}::timestamptz
    WHERE user_id = ${userId}::uuid`;
}

export async function productExists(db: Queryable, id: string): Promise<boolean> {
  return (await db.product.count({ where: { id } })) > 0;
}

/** What somebody wants to be shown: not what they did themselves, nor what they muted. */
export interface Audience {
  userId: string | null;
  mutedProductIds: readonly string[];
  types: readonly EventType[];
  /** Undefined where all products are theirs to see. */
  reach: Reach | undefined;
}

export type RecentEvent = ToldEvent & { productId: string | null };

interface EventRow {
  seq: bigint;
  type: string;
  at: Date;
  subject_kind: string;
  subject_id: string;
  rollout_id: string | null;
  product_id: string | null;
  actor: unknown;
  data: unknown;
}

/**
 * Reads the newest events for somebody, one more than asked for where there are more. Asked type by type, so that the
 * index leads past the hundreds of thousands that devices bring and that nobody is shown.
 */
export async function selectRecent(
  db: Queryable,
  audience: Audience,
  { beforeSeq, limit }: { beforeSeq: number | null; limit: number },
): Promise<RecentEvent[]> {
  const rows = await db.$queryRaw<EventRow[]>`
    SELECT e.seq, e.type, e.at, e.subject_kind, e.subject_id, e.rollout_id, e.product_id, e.actor, e.data
    FROM unnest(${[...audience.types]}::text[]) AS wanted (type)
    CROSS JOIN LATERAL (
      SELECT * FROM events
      WHERE events.type = wanted.type AND ${concerns(audience)}
        AND events.seq < ${beforeSeq ?? Number.MAX_SAFE_INTEGER}::bigint
      ORDER BY events.seq DESC LIMIT ${limit + 1}
    ) AS e
    ORDER BY e.seq DESC LIMIT ${limit + 1}`;
  return rows.map((row) => ({
    seq: Number(row.seq),
    // The log is written only through recordEvent, whose types are the closed list.
    type: row.type as EventType,
    at: row.at.toISOString(),
    subject: { kind: row.subject_kind, id: row.subject_id },
    rolloutId: row.rollout_id,
    productId: row.product_id,
    actor: row.actor as ActorView,
    data: row.data as Record<string, unknown>,
  }));
}

/** Counts what is newer than what was read, up to a number at which nobody counts any more. */
export async function countUnread(
  db: Queryable,
  audience: Audience,
  { readSeq, countMax }: { readSeq: number; countMax: number },
): Promise<number> {
  const [row] = await db.$queryRaw<{ count: bigint }[]>`
    SELECT count(*) AS count
    FROM unnest(${[...audience.types]}::text[]) AS wanted (type)
    CROSS JOIN LATERAL (
      SELECT 1 FROM events
      WHERE events.type = wanted.type AND ${concerns(audience)} AND events.seq > ${readSeq}::bigint
      LIMIT ${countMax}
    ) AS e`;
  return Math.min(countMax, Number(row?.count ?? 0));
}

function concerns({ userId, mutedProductIds, reach }: Audience): Prisma.Sql {
  return Prisma.sql`${whereEvents(reach ? { reach } : {})}
    AND (events.product_id IS NULL OR events.product_id <> ALL (${[...mutedProductIds]}::uuid[])
         OR events.type = ANY (${[...UNMUTABLE_TYPES]}::text[]))
    AND (${userId}::text IS NULL OR events.actor->>'id' IS DISTINCT FROM ${userId}::text)`;
}
