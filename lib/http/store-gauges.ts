import type { Queryable } from "#lib/database/client.ts";

/** How the log stands, in one question. */
export async function readLogGauges(
  db: Queryable,
): Promise<{ lastSeq: number; unsigned: number; tamperings: number; untold: number }> {
  const [row] = await db.$queryRaw<{ seq: bigint; unsigned: bigint; tamperings: bigint; untold: bigint }[]>`
    SELECT seq,
      seq - COALESCE((SELECT max(c.seq) FROM audit_checkpoints c WHERE c.seq <= event_chain.seq), 0) AS unsigned,
      (SELECT count(*) FROM events WHERE type = 'audit_tampering_found') AS tamperings,
      GREATEST(seq - (SELECT min(n.seq) FROM notification_cursor n), 0) AS untold
    FROM event_chain WHERE id = 1`;
  return {
    lastSeq: Number(row?.seq ?? 0),
    unsigned: Number(row?.unsigned ?? 0),
    tamperings: Number(row?.tamperings ?? 0),
    untold: Number(row?.untold ?? 0),
  };
}
