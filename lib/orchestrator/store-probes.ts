import type { Queryable, Transaction } from "#lib/database/client.ts";

export interface ClaimedProbe {
  actionId: number;
  deviceId: string;
  /** How many probes were claimed before this one; a verdict holds only while it is the newest. */
  attempts: number;
}

/**
 * Claims devices that are due for a probe: nobody else takes them until `leaseUntil`. Should this process die with them,
 * they are due again then.
 */
export async function claimProbes(
  tx: Transaction,
  { now, leaseUntil, limit }: { now: Date; leaseUntil: Date; limit: number },
): Promise<ClaimedProbe[]> {
  return tx.$queryRaw<ClaimedProbe[]>`
    UPDATE device_actions a SET probe_at = ${leaseUntil}::timestamptz
    FROM (SELECT id FROM device_actions
          WHERE closed_at IS NULL AND probe_at <= ${now}::timestamptz
          ORDER BY probe_at LIMIT ${limit} FOR UPDATE SKIP LOCKED) AS due
    WHERE a.id = due.id
    RETURNING a.id AS "actionId", a.device_id AS "deviceId", a.probe_attempts AS attempts`;
}

/** Returns when the next probe is due, or null. */
export async function findNextProbeAt(db: Queryable): Promise<Date | null> {
  const [row] = await db.$queryRaw<{ at: Date | null }[]>`
    SELECT min(probe_at) AS at FROM device_actions WHERE closed_at IS NULL AND probe_at IS NOT NULL`;
  return row?.at ?? null;
}

/**
 * Puts off the next probe of an action that the caller has locked. Its deadline gives way: it is the server that takes
 * its time, the device has said what it had to say.
 */
export async function saveNextProbe(
  tx: Transaction,
  actionId: number,
  next: { probeAt: Date; probeAttempts: number; deadlineAt: Date },
): Promise<void> {
  await tx.$executeRaw`
    UPDATE device_actions
    SET probe_at = ${next.probeAt}::timestamptz, probe_attempts = ${next.probeAttempts}::int,
        deadline_at = greatest(deadline_at, ${next.deadlineAt}::timestamptz)
    WHERE id = ${actionId}::int`;
}
