import type { ChannelRecord } from "#lib/notifications/store-channels.ts";
import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import type { Message } from "#lib/notifications/rules/notice.ts";
import type { Attempt } from "#lib/notifications/rules/outcome.ts";

/** A message in the hands of one process. */
export interface LeasedDelivery {
  id: string;
  /** Of what it repeats by hand, where it does: receivers know it under that id. */
  messageId: string;
  eventSeqs: number[];
  threadKey: string | null;
  message: Message;
  /** Failures so far that count. */
  attempt: number;
  leaseToken: string;
  createdAt: Date;
  /** By which rule it came; null for what somebody sent by hand to try the channel. */
  ruleName: string | null;
}

/** The channels to which something is to be sent now. */
export async function selectBusyChannels(db: Queryable, now: Date): Promise<ChannelRecord[]> {
  const rows = await db.$queryRaw<{ channel_id: string }[]>`
    SELECT DISTINCT channel_id FROM notification_deliveries
    WHERE status IN ('pending', 'gathering') AND next_attempt_at <= ${now}::timestamptz
      AND (leased_until IS NULL OR leased_until <= ${now}::timestamptz)`;
  return db.notificationChannel.findMany({
    where: { id: { in: rows.map((row) => row.channel_id) }, enabled: true, deletedAt: null },
  });
}

export interface Lease {
  channelId: string;
  leaseToken: string;
  now: Date;
  until: Date;
  limit: number;
  /** Nobody else may be sending to this channel meanwhile. */
  isSerial: boolean;
}

/**
 * Takes messages of one channel that are due, the oldest first. Should this process die with them, others take them
 * when the lease has run out; the receiver then tells the repeat by its id.
 */
export async function leaseDeliveries(
  tx: Transaction,
  { channelId, leaseToken, now, until, limit, isSerial }: Lease,
): Promise<LeasedDelivery[]> {
  const held = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM notification_channels
    WHERE id = ${channelId}::uuid AND enabled AND deleted_at IS NULL FOR NO KEY UPDATE SKIP LOCKED`;
  if (held.length === 0 || (isSerial && (await isBeingSent(tx, channelId, now)))) return [];
  const rows = await tx.$queryRaw<LeasedRow[]>`
    UPDATE notification_deliveries d
    SET status = 'pending', lease_token = ${leaseToken}::uuid, leased_until = ${until}::timestamptz
    FROM (SELECT id FROM notification_deliveries
          WHERE channel_id = ${channelId}::uuid AND status IN ('pending', 'gathering')
            AND next_attempt_at <= ${now}::timestamptz
            AND (leased_until IS NULL OR leased_until <= ${now}::timestamptz)
          ORDER BY next_attempt_at, event_seqs LIMIT ${limit} FOR UPDATE SKIP LOCKED) AS due
    WHERE d.id = due.id
    RETURNING d.id, COALESCE(d.redelivery_of_id, d.id) AS message_id, d.event_seqs, d.thread_key, d.message, d.attempt,
              d.created_at, (SELECT r.name FROM notification_rules r WHERE r.id = d.rule_id) AS rule_name`;
  const leased = rows.map((row): LeasedDelivery => toLeased(row, leaseToken));
  return leased.sort((one, other) => (one.eventSeqs[0] ?? 0) - (other.eventSeqs[0] ?? 0));
}

interface LeasedRow {
  id: string;
  message_id: string;
  event_seqs: bigint[];
  thread_key: string | null;
  message: Message;
  attempt: number;
  created_at: Date;
  rule_name: string | null;
}

function toLeased(row: LeasedRow, leaseToken: string): LeasedDelivery {
  return {
    id: row.id,
    messageId: row.message_id,
    eventSeqs: row.event_seqs.map(Number),
    threadKey: row.thread_key,
    message: row.message,
    attempt: row.attempt,
    leaseToken,
    createdAt: row.created_at,
    ruleName: row.rule_name,
  };
}

async function isBeingSent(tx: Transaction, channelId: string, now: Date): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM notification_deliveries
    WHERE channel_id = ${channelId}::uuid AND status = 'pending' AND leased_until > ${now}::timestamptz LIMIT 1`;
  return rows.length > 0;
}

/** Gives back what was taken and not tried. */
export async function releaseDeliveries(db: Queryable, leaseToken: string): Promise<void> {
  await db.$executeRaw`
    UPDATE notification_deliveries SET lease_token = NULL, leased_until = NULL
    WHERE lease_token = ${leaseToken}::uuid AND status = 'pending'`;
}

/** What one try led to. */
export interface Result {
  delivery: Pick<LeasedDelivery, "id" | "leaseToken" | "attempt">;
  attempt: Attempt;
  at: Date;
  millis: number;
  status: "delivered" | "failed" | "pending";
  nextAttemptAt: Date | null;
}

/** Writes down what came of tries, of those that are still in the same hands. */
export async function saveResults(tx: Transaction, results: readonly Result[], now: Date): Promise<void> {
  if (results.length === 0) return;
  const rows = results.map(({ delivery, attempt, at, millis, status, nextAttemptAt }) => ({
    id: delivery.id,
    lease_token: delivery.leaseToken,
    attempt: delivery.attempt + 1,
    at: at.toISOString(),
    millis,
    outcome: attempt.outcome,
    http_status: attempt.status,
    answer: attempt.answer,
    error: attempt.error,
    status,
    next_attempt_at: nextAttemptAt?.toISOString() ?? null,
  }));
  await tx.$executeRaw`
    WITH told AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row (
        id uuid, lease_token uuid, attempt int, at timestamptz, millis int, outcome text, http_status int, answer text,
        error text, status text, next_attempt_at timestamptz)
    ), moved AS (
      UPDATE notification_deliveries d
      SET status = t.status, attempt = t.attempt, next_attempt_at = t.next_attempt_at, lease_token = NULL,
          leased_until = NULL,
          completed_at = CASE WHEN t.status = 'pending' THEN NULL ELSE ${now}::timestamptz END
      FROM told t
      WHERE d.id = t.id AND d.lease_token = t.lease_token AND d.status = 'pending'
      RETURNING d.id
    )
    INSERT INTO notification_tries (delivery_id, attempt, at, millis, outcome, status, answer, error)
    SELECT t.id, t.attempt, t.at, t.millis, t.outcome, t.http_status, t.answer, t.error
    FROM told t JOIN moved m ON m.id = t.id
    ON CONFLICT DO NOTHING`;
}

/** How often a channel was asked in vain since a time. */
export async function countFailures(db: Queryable, channelId: string, since: Date): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM notification_deliveries d JOIN notification_tries t ON t.delivery_id = d.id
    WHERE d.channel_id = ${channelId}::uuid AND t.at >= ${since}::timestamptz AND t.outcome <> 'delivered'`;
  return row?.count ?? 0;
}

/** Calls off what is still to be sent to a channel. */
export async function cancelOpen(tx: Transaction, channelId: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE notification_deliveries
    SET status = 'cancelled', next_attempt_at = NULL, lease_token = NULL, leased_until = NULL,
        completed_at = ${now}::timestamptz
    WHERE channel_id = ${channelId}::uuid AND status IN ('pending', 'gathering')`;
}

export async function findThread(db: Queryable, channelId: string, key: string): Promise<string | null> {
  const row = await db.notificationThread.findUnique({ where: { channelId_key: { channelId, key } } });
  return row?.reference ?? null;
}

/** Notes which message begins a thread; the first one stays. */
export async function keepThread(
  db: Queryable,
  { channelId, key, reference }: { channelId: string; key: string; reference: string },
  now: Date,
): Promise<void> {
  await db.$executeRaw`
    INSERT INTO notification_threads (channel_id, key, reference, created_at)
    VALUES (${channelId}::uuid, ${key}, ${reference}, ${now}::timestamptz) ON CONFLICT DO NOTHING`;
}

/** Lets go of where threads began: of one of them, or of all that a channel has. */
export async function dropThreads(db: Queryable, channelId: string, key?: string): Promise<void> {
  await db.notificationThread.deleteMany({ where: { channelId, ...(key !== undefined && { key }) } });
}

/** When the next message of a channel that is on is due and in nobody's hands, or null. */
export async function findNextDueAt(db: Queryable): Promise<Date | null> {
  const [row] = await db.$queryRaw<{ at: Date | null }[]>(Prisma.sql`
    SELECT min(GREATEST(d.next_attempt_at, d.leased_until)) AS at FROM notification_deliveries d
    JOIN notification_channels c ON c.id = d.channel_id AND c.enabled AND c.deleted_at IS NULL
    WHERE d.next_attempt_at IS NOT NULL AND d.status IN ('pending', 'gathering')`);
  return row?.at ?? null;
}
