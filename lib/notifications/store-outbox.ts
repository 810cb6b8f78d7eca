import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { EventView } from "#lib/events/view.ts";
import type { Gathering, SingleMessage } from "#lib/notifications/rules/digest.ts";
import type { Message, ProductName } from "#lib/notifications/rules/notice.ts";

/** Takes the cursor for this transaction; null where another process is applying rules right now. */
export async function takeCursor(tx: Transaction): Promise<number | null> {
  const [row] = await tx.$queryRaw<{ seq: bigint }[]>`
    SELECT seq FROM notification_cursor WHERE id = 1 FOR UPDATE SKIP LOCKED`;
  return row === undefined ? null : Number(row.seq);
}

export async function moveCursor(tx: Transaction, seq: number): Promise<void> {
  await tx.$executeRaw`UPDATE notification_cursor SET seq = ${seq}::bigint WHERE id = 1`;
}

export async function selectProductNames(
  db: Queryable,
  ids: readonly string[],
): Promise<ReadonlyMap<string, ProductName>> {
  const rows = await db.product.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, slug: true, name: true },
  });
  return new Map(rows.map((row) => [row.id, row]));
}

/** In which environment each of these events happened, by number; those that happened in none are left out. */
export async function selectEnvironmentsOf(
  db: Queryable,
  events: readonly EventView[],
): Promise<ReadonlyMap<number, string>> {
  const rows = await db.$queryRaw<{ seq: bigint; environment_id: string }[]>`
    SELECT e.seq,
           COALESCE(d.environment_id, p.environment_id, rd.environment_id, rp.environment_id, own.id) AS environment_id
    FROM events e
    LEFT JOIN deployments d ON e.subject_kind = 'deployment' AND d.id::text = e.subject_id
    LEFT JOIN incidents i ON e.subject_kind = 'incident' AND i.id::text = e.subject_id
    LEFT JOIN rollback_plans p
      ON p.id = i.plan_id OR (e.subject_kind = 'rollbackPlan' AND p.id::text = e.subject_id)
    LEFT JOIN environments own ON e.subject_kind = 'environment' AND own.id::text = e.subject_id
    LEFT JOIN image_rollouts r ON r.id = e.rollout_id
    LEFT JOIN deployments rd ON rd.id = r.deployment_id
    LEFT JOIN rollback_executions x ON x.id = r.rollback_execution_id
    LEFT JOIN rollback_plans rp ON rp.id = x.plan_id
    WHERE e.seq = ANY(${events.map(({ seq }) => BigInt(seq))}::bigint[])
      AND COALESCE(d.environment_id, p.environment_id, rd.environment_id, rp.environment_id, own.id) IS NOT NULL`;
  return new Map(rows.map((row) => [Number(row.seq), row.environment_id]));
}

/** Writes messages that go out at once, in the order of the log. */
export async function insertSingles(tx: Transaction, singles: readonly SingleMessage[], now: Date): Promise<void> {
  if (singles.length === 0) return;
  const rows = singles.map(({ channelId, ruleId, seq, threadKey, notice }) => ({
    channel_id: channelId,
    rule_id: ruleId,
    seq,
    thread_key: threadKey,
    message: { kind: "notice", notice } satisfies Message,
  }));
  await tx.$executeRaw`
    INSERT INTO notification_deliveries (channel_id, rule_id, event_seqs, thread_key, message, status,
                                         next_attempt_at, created_at)
    SELECT channel_id, rule_id, ARRAY[seq], thread_key, message, 'pending', ${now}::timestamptz, ${now}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS row (
      channel_id uuid, rule_id uuid, seq bigint, thread_key text, message jsonb)
    ORDER BY seq`;
}

/** One message can tell of so many; of the others it tells how many they are. */
const DIGEST_NOTICES_MAX = 200;

/**
 * Adds to what a rule is gathering, or begins to gather. What is being sent already is not added to: it lost its status
 * under the row lock that the sender took.
 */
export async function gather(tx: Transaction, wanted: Gathering, now: Date): Promise<void> {
  const [open] = await tx.$queryRaw<{ id: string; message: Extract<Message, { kind: "digest" }> }[]>`
    SELECT id, message FROM notification_deliveries
    WHERE rule_id = ${wanted.ruleId}::uuid AND channel_id = ${wanted.channelId}::uuid AND status = 'gathering'
      AND next_attempt_at IS NOT NULL
    ORDER BY created_at DESC LIMIT 1 FOR UPDATE`;
  const before = open?.message ?? { kind: "digest", rule: wanted.ruleName, notices: [], more: 0 };
  const all = [...before.notices, ...wanted.notices];
  const message = JSON.stringify({
    ...before,
    notices: all.slice(0, DIGEST_NOTICES_MAX),
    more: before.more + Math.max(0, all.length - DIGEST_NOTICES_MAX),
  } satisfies Message);
  const seqs = wanted.notices.map(({ seq }) => BigInt(seq));
  if (open) {
    await tx.$executeRaw`
      UPDATE notification_deliveries SET message = ${message}::jsonb, event_seqs = event_seqs || ${seqs}::bigint[]
      WHERE id = ${open.id}::uuid`;
  } else {
    await tx.$executeRaw`
      INSERT INTO notification_deliveries (channel_id, rule_id, event_seqs, message, status, next_attempt_at, created_at)
      VALUES (${wanted.channelId}::uuid, ${wanted.ruleId}::uuid, ${seqs}::bigint[], ${message}::jsonb, 'gathering',
              ${wanted.until}::timestamptz, ${now}::timestamptz)`;
  }
}
