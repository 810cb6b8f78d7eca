import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import type { Checkpoint } from "#lib/events/audit/checkpoint.ts";
import type { StoredEvent } from "#lib/events/audit/line.ts";
import { GENESIS, type Place } from "#lib/events/audit/walk.ts";
import { whereEvents, type EventFilter } from "#lib/events/store-filter.ts";

/** How the chain stands: its end as it is remembered, where retention cut it, and the last event that is really there. */
export interface ChainState {
  head: Place;
  cut: Place;
  lastSeq: number;
}

interface StateRow {
  seq: bigint;
  hash: string;
  pruned_seq: bigint;
  pruned_hash: string | null;
  last_seq: bigint;
}

export async function readChainState(db: Queryable): Promise<ChainState> {
  const [row] = await db.$queryRaw<StateRow[]>`
    SELECT seq, encode(hash, 'hex') AS hash, pruned_seq, encode(pruned_hash, 'hex') AS pruned_hash,
           COALESCE((SELECT max(seq) FROM events), pruned_seq) AS last_seq
    FROM event_chain WHERE id = 1`;
  if (!row) throw new Error("The event chain has no head: the migrations have not run.");
  return { head: { seq: Number(row.seq), hash: row.hash }, cut: toCut(row), lastSeq: Number(row.last_seq) };
}

function toCut(row: Pick<StateRow, "pruned_seq" | "pruned_hash">): Place {
  const seq = Number(row.pruned_seq);
  return { seq, hash: row.pruned_hash ?? GENESIS.hash };
}

/** In the order in which the query below names them. */
type PackedEvent = [
  number,
  string,
  string,
  string,
  string,
  string | null,
  string | null,
  unknown,
  unknown,
  string,
  string,
];

/**
 * Reads the events behind a number, with their hashes, and where the log is cut at that moment. The page comes as one
 * text, which is several times as fast as a row for each event.
 */
export async function readChain(
  db: Queryable,
  { afterSeq, untilSeq, limit }: { afterSeq: number; untilSeq: number; limit: number },
): Promise<{ cut: Place; events: StoredEvent[] }> {
  const [row] = await db.$queryRaw<(Pick<StateRow, "pruned_seq" | "pruned_hash"> & { page: string | null })[]>`
    SELECT pruned_seq, encode(pruned_hash, 'hex') AS pruned_hash, (
      SELECT json_agg(json_build_array(${PACKED}) ORDER BY seq)::text
      FROM (${pageOf(Prisma.sql`seq > ${afterSeq}::bigint AND seq <= ${untilSeq}::bigint`, limit)}) AS event
    ) AS page
    FROM event_chain WHERE id = 1`;
  if (!row) throw new Error("The event chain has no head: the migrations have not run.");
  return { cut: toCut(row), events: unpack(row.page) };
}

/** Reads the events that fit a filter, the oldest first, with their hashes. */
export async function readStoredEvents(db: Queryable, filter: EventFilter, limit: number): Promise<StoredEvent[]> {
  const [row] = await db.$queryRaw<{ page: string | null }[]>`
    SELECT json_agg(json_build_array(${PACKED}) ORDER BY seq)::text AS page
    FROM (${pageOf(whereEvents(filter), limit)}) AS event`;
  return unpack(row?.page ?? null);
}

/** A single event may name 100,000 devices: a page ends early, behind at least one event, when it grows too large. */
function pageOf(where: Prisma.Sql, limit: number): Prisma.Sql {
  return Prisma.sql`
    SELECT * FROM (
      SELECT *, sum(pg_column_size(data)) OVER (ORDER BY seq) - pg_column_size(data) AS bytes_before
      FROM (SELECT * FROM events WHERE ${where} ORDER BY seq LIMIT ${limit}) AS chosen
    ) AS measured
    WHERE bytes_before < ${PAGE_BYTES}`;
}

/** As it is stored, which is packed for long ones. */
const PAGE_BYTES = 2_097_152;

const PACKED = Prisma.sql`seq, type, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), subject_kind,
  subject_id, rollout_id, product_id, actor, data, encode(previous_hash, 'hex'), encode(hash, 'hex')`;

function unpack(page: string | null): StoredEvent[] {
  if (page === null) return [];
  return (JSON.parse(page) as PackedEvent[]).map(
    ([seq, type, at, kind, id, rolloutId, productId, actor, data, previousHash, hash]) => ({
      ...{ seq, type, at: new Date(at), subject: { kind, id }, rolloutId, productId, actor, data, previousHash, hash },
    }),
  );
}

interface CheckpointRow {
  seq: bigint;
  hash: Uint8Array;
  at: Date;
  keyId: string;
  signature: Uint8Array;
}

/** Keeps a checkpoint. One that is there already for the same event stays: whoever holds it can still compare. */
export async function insertCheckpoint(tx: Transaction, checkpoint: Checkpoint): Promise<void> {
  const { seq, at, keyId } = checkpoint;
  const data = {
    ...{ seq, at: new Date(at), keyId },
    hash: Buffer.from(checkpoint.hash, "hex"),
    signature: Buffer.from(checkpoint.signature, "base64"),
  };
  await tx.auditCheckpoint.createMany({ data, skipDuplicates: true });
}

export async function readCheckpoints(db: Queryable): Promise<Checkpoint[]> {
  const rows = await db.auditCheckpoint.findMany({ orderBy: { seq: "asc" } });
  return rows.map(toCheckpoint);
}

/** The newest first, those before a number where one is given. */
export async function listCheckpointRows(db: Queryable, before: number | null, take: number): Promise<Checkpoint[]> {
  const rows = await db.auditCheckpoint.findMany({
    where: before === null ? {} : { seq: { lt: before } },
    orderBy: { seq: "desc" },
    take,
  });
  return rows.map(toCheckpoint);
}

export async function findCheckpoint(db: Queryable, seq: number): Promise<Checkpoint | null> {
  const row = await db.auditCheckpoint.findUnique({ where: { seq } });
  return row && toCheckpoint(row);
}

function toCheckpoint(row: CheckpointRow): Checkpoint {
  return {
    seq: Number(row.seq),
    hash: Buffer.from(row.hash).toString("hex"),
    at: row.at.toISOString(),
    keyId: row.keyId,
    signature: Buffer.from(row.signature).toString("base64"),
  };
}

/** Takes the lock that puts all writers of the log in line, and reads where it ends. */
export async function lockHead(tx: Transaction): Promise<Place> {
  const [row] = await tx.$queryRaw<{ seq: bigint; hash: string }[]>`
    SELECT seq, encode(hash, 'hex') AS hash FROM event_chain WHERE id = 1 FOR UPDATE`;
  if (!row) throw new Error("The event chain has no head: the migrations have not run.");
  return { seq: Number(row.seq), hash: row.hash };
}

/** Counts events behind a number that are more than the log's telling of its own checkpoints. */
export async function hasNews(db: Queryable, afterSeq: number): Promise<boolean> {
  const rows = await db.$queryRaw<{ seq: bigint }[]>`
    SELECT seq FROM events WHERE seq > ${afterSeq}::bigint AND type <> 'audit_checkpoint_signed' ORDER BY seq LIMIT 1`;
  return rows.length > 0;
}

/** Says whether the log tells of tampering at this event already. */
export async function isToldOf(db: Queryable, seq: number): Promise<boolean> {
  const rows = await db.$queryRaw<{ seq: bigint }[]>`
    SELECT seq FROM events
    WHERE type = 'audit_tampering_found' AND data ->> 'seq' = ${String(seq)} LIMIT 1`;
  return rows.length > 0;
}

/** How far everybody has read who follows the log to act on it: what they have not seen stays. */
export async function readFollowersSeq(db: Queryable): Promise<number> {
  const rows = await db.$queryRaw<{ seq: bigint | null }[]>`SELECT min(seq) AS seq FROM notification_cursor`;
  return Number(rows[0]?.seq ?? 0);
}

/** Moves the cut. False where somebody else cut off as much already. */
export async function saveCut(tx: Transaction, cut: Place): Promise<boolean> {
  const count = await tx.$executeRaw`
    UPDATE event_chain SET pruned_seq = ${cut.seq}::bigint, pruned_hash = decode(${cut.hash}, 'hex')
    WHERE id = 1 AND pruned_seq < ${cut.seq}::bigint`;
  return count === 1;
}

/** Deletes some of the events before the cut; answers how many. */
export async function deletePruned(db: Queryable, limit: number): Promise<number> {
  return db.$executeRaw`
    DELETE FROM events WHERE seq IN (
      SELECT events.seq FROM events, event_chain
      WHERE event_chain.id = 1 AND events.seq <= event_chain.pruned_seq ORDER BY events.seq LIMIT ${limit})`;
}
