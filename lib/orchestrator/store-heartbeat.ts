import type { Queryable } from "#lib/database/client.ts";

export interface Heartbeat {
  processId: string;
  startedAt: Date;
}

/** Says that this orchestrator is alive. Readiness looks for it. */
export async function beat(db: Queryable, { processId, startedAt }: Heartbeat, now: Date): Promise<void> {
  await db.$executeRaw`
    INSERT INTO heartbeats (process_id, kind, started_at, seen_at)
    VALUES (${processId}, 'orchestrator', ${startedAt}::timestamptz, ${now}::timestamptz)
    ON CONFLICT (process_id) DO UPDATE SET seen_at = excluded.seen_at`;
}

/** Says that it has stopped on purpose. */
export async function endHeartbeat(db: Queryable, processId: string): Promise<void> {
  await db.$executeRaw`DELETE FROM heartbeats WHERE process_id = ${processId}`;
}
