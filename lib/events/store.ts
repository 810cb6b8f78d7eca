import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import { hashEvent, type ChainedEvent } from "#lib/events/chain.ts";
import { whereEvents, type EventFilter } from "#lib/events/store-filter.ts";
import type { EventView } from "#lib/events/view.ts";
import type { EventType } from "#lib/events/types.ts";

export type NewEvent = Omit<ChainedEvent, "seq">;

/** The NOTIFY channel that says "there are events up to this sequence number". */
export const EVENTS_CHANNEL = "slipway_events";

/** Appends events in order: gapless numbers, each hashed with the one before. Listeners hear of it at the commit. */
export async function appendEvents(tx: Transaction, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const [head] = await tx.$queryRaw<{ seq: bigint; hash: Uint8Array }[]>`
    SELECT seq, hash FROM event_chain WHERE id = 1 FOR UPDATE`;
  if (!head) throw new Error("The event chain has no head: the migrations have not run.");

  let seq = Number(head.seq);
  let hash: Uint8Array = head.hash;
  const rows = events.map((event) => {
    seq += 1;
    const previousHash = hash;
    // The data goes through JSON first: the hash must cover what is stored, not what was passed.
    const stored = { ...event, seq, data: JSON.parse(JSON.stringify(event.data)) as unknown };
    hash = hashEvent(previousHash, stored);
    return toRow(stored, previousHash, hash);
  });

  await tx.$executeRaw`
    WITH appended AS (
      INSERT INTO events (seq, type, at, subject_kind, subject_id, rollout_id, product_id, actor, data,
                          previous_hash, hash)
      SELECT seq, type, at, subject_kind, subject_id, rollout_id, product_id, actor, data,
             decode(previous_hash, 'hex'), decode(hash, 'hex')
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row (
        seq bigint, type text, at timestamptz, subject_kind text, subject_id text, rollout_id uuid, product_id uuid,
        actor jsonb, data jsonb, previous_hash text, hash text)
    ), told AS (
      SELECT pg_notify(${EVENTS_CHANNEL}, ${String(seq)})
    )
    UPDATE event_chain SET seq = ${seq}::bigint, hash = ${Buffer.from(hash)}
    WHERE id = 1 AND (SELECT count(*) FROM told) = 1`;
}

function toRow(event: ChainedEvent, previousHash: Uint8Array, hash: Uint8Array) {
  return {
    seq: event.seq,
    type: event.type,
    at: event.at.toISOString(),
    subject_kind: event.subject.kind,
    subject_id: event.subject.id,
    rollout_id: event.rolloutId,
    product_id: event.productId,
    actor: event.actor,
    data: event.data,
    previous_hash: Buffer.from(previousHash).toString("hex"),
    hash: Buffer.from(hash).toString("hex"),
  };
}

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

/** Reads events in the order of their numbers (`oldest` first or `newest` first), at most `limit`. */
export async function readEvents(
  db: Queryable,
  filter: EventFilter,
  order: "oldest" | "newest",
  limit: number,
): Promise<EventView[]> {
  const rows = await db.$queryRaw<EventRow[]>`
    SELECT seq, type, at, subject_kind, subject_id, rollout_id, product_id, actor, data FROM events
    WHERE ${whereEvents(filter)}
    ORDER BY seq ${order === "oldest" ? Prisma.sql`ASC` : Prisma.sql`DESC`}
    LIMIT ${limit}`;
  return rows.map(toEventView);
}

export async function readLastSeq(db: Queryable): Promise<number> {
  const [head] = await db.$queryRaw<{ seq: bigint }[]>`SELECT seq FROM event_chain WHERE id = 1`;
  return Number(head?.seq ?? 0);
}

function toEventView(row: EventRow): EventView {
  return {
    seq: Number(row.seq),
    // The log is written only through recordEvent, whose types are the closed list.
    type: row.type as EventType,
    at: row.at.toISOString(),
    subject: { kind: row.subject_kind, id: row.subject_id },
    rolloutId: row.rollout_id,
    productId: row.product_id,
    actor: row.actor as EventView["actor"],
    data: row.data as Record<string, unknown>,
  };
}
