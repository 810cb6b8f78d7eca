import type { ActorView } from "#lib/access/rules/actor.ts";
import { plannedAnew, Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import { notFound } from "#lib/kernel/errors.ts";
import type { ProductKind } from "#lib/products/rules/product.ts";
import type { BatchRecord, RolloutRecord } from "#lib/rollouts/record.ts";
import type { Withdrawal } from "#lib/rollouts/rules/next-step.ts";
import { unfinishedStatuses, type DeviceCounts, type RolloutStatus } from "#lib/rollouts/rules/rollout.ts";
import { isHeldBefore, withdrawal } from "#lib/rollouts/store-withdrawal.ts";

/** Finds one rollout with its facts, or null. */
export async function findRolloutRecord(db: Queryable, rolloutId: string): Promise<RolloutRecord | null> {
  const [record] = await selectRollouts(db, Prisma.sql`WHERE r.id = ${rolloutId}::uuid`);
  return record ?? null;
}

/** Throws NOT_FOUND where there is no such rollout. */
export async function requireRollout(db: Queryable, rolloutId: string): Promise<void> {
  const row = await db.rollout.findUnique({ where: { id: rolloutId }, select: { id: true } });
  if (row === null) throw notFound("rollout");
}

export async function selectBatchSizes(
  db: Queryable,
  rolloutId: string,
): Promise<{ index: number; deviceCount: number }[]> {
  return db.rolloutBatch.findMany({
    where: { rolloutId },
    orderBy: { index: "asc" },
    select: { index: true, deviceCount: true },
  });
}

/**
 * Locks a rollout until the end of the transaction and reads it. Throws NOT_FOUND. The facts are read after the lock is
 * held, in a statement of their own, so that they are not older than it.
 */
export async function lockRollout(tx: Transaction, rolloutId: string): Promise<RolloutRecord> {
  // Not FOR UPDATE: a report that adds an action only refers to the rollout, and must not have to wait for us.
  const locked = await tx.$queryRaw<unknown[]>`
    SELECT id FROM image_rollouts WHERE id = ${rolloutId}::uuid FOR NO KEY UPDATE`;
  if (locked.length === 0) throw notFound("rollout");
  return getLocked(tx, rolloutId);
}

/** Locks a rollout as lockRollout does, or returns null where somebody else is at work on it. */
export async function tryLockRollout(tx: Transaction, rolloutId: string): Promise<RolloutRecord | null> {
  const locked = await tx.$queryRaw<unknown[]>`
    SELECT id FROM image_rollouts WHERE id = ${rolloutId}::uuid FOR NO KEY UPDATE SKIP LOCKED`;
  return locked.length === 0 ? null : getLocked(tx, rolloutId);
}

/**
 * Lists every rollout for which there may be something to do, with its facts, in one statement: those that are not over,
 * those that wait for silent devices, and those from which something must still be taken back.
 */
export async function selectActiveRollouts(db: Queryable, now: Date): Promise<RolloutRecord[]> {
  return selectRollouts(
    db,
    Prisma.sql`
      WHERE r.status = ANY(${unfinishedStatuses}::text[])
         OR r.id IN (SELECT rollout_id FROM device_actions
                     WHERE closed_at IS NULL AND deadline_at <= ${now}::timestamptz)
         OR r.id IN (SELECT rollout_id FROM rollout_batches WHERE status = 'rolledBack' AND completed_at IS NULL)
         OR (r.status = 'cancelled' AND r.id IN (SELECT rollout_id FROM rollout_batches
                                                 WHERE status = 'cancelled' AND pending + scheduled > 0))
      ORDER BY r.number`,
  );
}

/** Reads rollouts with their facts. `rest` is the part of the statement from WHERE on, over the alias `r`. */
export async function selectRollouts(db: Queryable, rest: Prisma.Sql): Promise<RolloutRecord[]> {
  const rows = await db.$queryRaw<RolloutRow[]>`
    SELECT r.*, product.slug AS product_slug, product.kind AS product_kind, policy.name AS policy_name,
      (SELECT coalesce(jsonb_agg(to_jsonb(b) ORDER BY b.index), '[]'::jsonb)
       FROM rollout_batches b WHERE b.rollout_id = r.id) AS batches,
      -- GROUP BY keeps the planner from walking all deadlines of all rollouts in order until one of this one turns up.
      (SELECT min(a.deadline_at) FROM device_actions a
       WHERE a.rollout_id = r.id AND a.closed_at IS NULL GROUP BY a.rollout_id) AS next_deadline_at,
      CASE WHEN r.status = 'running' THEN EXISTS (${offerable}) ELSE false END AS can_offer,
      CASE WHEN r.status = 'rollingBack'
             OR EXISTS (SELECT 1 FROM rollout_batches b
                        WHERE b.rollout_id = r.id AND b.status = 'rolledBack' AND b.completed_at IS NULL)
           THEN EXISTS (${rollbackable}) ELSE false END AS can_roll_back,
      (${withdrawal}) AS withdrawal
    FROM image_rollouts r
    JOIN products product ON product.id = r.product_id
    LEFT JOIN image_update_policies policy ON policy.id = r.policy_id
    ${rest}`;
  return rows.map(toRecord);
}

/*
 * Below, OFFSET 0 has a question asked of each device by itself, through the index that begins with the device. Left to
 * join, the planner may compare every device with every open action, where it takes all of them for one: right after a
 * mass write its statistics do not know of it yet. For the same reason the rollout of an action is looked at only after
 * the action was found: joined, or compared plainly, it would lend its own index.
 */

/**
 * Devices of rollout `r` that wait for their offer: their batch has started, and no rollout that is still going on has
 * an open action for them. An open action of one that is over does not count; the new offer takes its place.
 */
export const offerable = Prisma.sql`${plannedAnew}
  SELECT s.device_id, s.batch_index, s.attempts, s.position
  FROM rollout_batches b
  JOIN rollout_device_status s ON s.rollout_id = b.rollout_id AND s.batch_index = b.index AND s.status = 'pending'
  WHERE b.rollout_id = r.id AND b.status IN ('running', 'completed') AND b.pending > 0
    AND NOT EXISTS (
      SELECT 1 FROM device_actions a
      WHERE a.device_id = s.device_id AND a.product_id = r.product_id AND a.closed_at IS NULL
        AND (SELECT other.status FROM image_rollouts other WHERE other.id = a.rollout_id)
            IN ('pending', 'scheduled', 'running', 'paused', 'rollingBack')
      OFFSET 0)`;

/**
 * Devices of rollout `r` that are to go back and were not offered their way back: in all its batches, or in those that
 * an operator takes back. Left alone are devices that run something else by now, or are being taken elsewhere.
 */
export const rollbackable = Prisma.sql`${plannedAnew}
  SELECT s.device_id, s.batch_index, s.attempts, s.position, s.previous, s.action_id
  FROM rollout_batches b
  JOIN rollout_device_status s ON s.rollout_id = b.rollout_id AND s.batch_index = b.index
                              AND s.status IN ('updating', 'healthy', 'failed')
  JOIN devices d ON d.id = s.device_id AND d.retired_at IS NULL
  WHERE b.rollout_id = r.id
    AND (r.status = 'rollingBack' OR (b.status = 'rolledBack' AND b.completed_at IS NULL))
    AND s.previous IS NOT NULL AND NOT ${isHeldBefore}
    AND NOT EXISTS (SELECT 1 FROM device_actions a WHERE a.id = s.action_id AND a.kind = 'rollback' OFFSET 0)
    AND NOT EXISTS (SELECT 1 FROM device_actions a
                    WHERE a.device_id = s.device_id AND a.product_id = r.product_id AND a.closed_at IS NULL
                      AND coalesce(a.rollout_id, r.id) <> r.id OFFSET 0)
    AND NOT EXISTS (SELECT 1 FROM device_apps app JOIN products p ON p.slug = app.app AND p.id = r.product_id
                    WHERE app.device_id = s.device_id AND app.digest IS NOT NULL
                      AND app.digest <> r.digest AND app.digest IS DISTINCT FROM (s.previous->>'digest') OFFSET 0)`;

interface BatchRow {
  index: number;
  percent: number;
  status: string;
  device_count: number;
  started_at: string | null;
  completed_at: string | null;
  approved_at: string | null;
  approved_by: ActorView | null;
  pending: number;
  scheduled: number;
  updating: number;
  healthy: number;
  failed: number;
  rolled_back: number;
  skipped: number;
  ever_failed: number;
  accepted_failures: number;
}

interface RolloutRow {
  id: string;
  number: number;
  product_id: string;
  product_slug: string;
  product_kind: string;
  policy_id: string | null;
  policy_name: string | null;
  deployment_id: string | null;
  image: string;
  tag: string;
  digest: string | null;
  from_version: string | null;
  to_version: string;
  strategy: string;
  status: string;
  status_reason: string | null;
  settings: unknown;
  choice: unknown;
  current_batch: number;
  paused_from: string | null;
  scheduled_at: Date | null;
  resolve_at: Date | null;
  resolve_attempts: number;
  created_by: unknown;
  created_at: Date;
  planned_at: Date | null;
  started_at: Date | null;
  completed_at: Date | null;
  updated_at: Date;
  batches: BatchRow[];
  next_deadline_at: Date | null;
  can_offer: boolean;
  can_roll_back: boolean;
  withdrawal: string | null;
}

async function getLocked(tx: Transaction, rolloutId: string): Promise<RolloutRecord> {
  const record = await findRolloutRecord(tx, rolloutId);
  if (record === null) throw notFound("rollout");
  return record;
}

/** The columns hold only what the rules write (and CHECK constraints enforce), so the casts of their texts are safe. */
function toRecord(row: RolloutRow): RolloutRecord {
  return {
    id: row.id,
    number: row.number,
    productId: row.product_id,
    productSlug: row.product_slug,
    productKind: row.product_kind as ProductKind,
    policyId: row.policy_id,
    policyName: row.policy_name,
    deploymentId: row.deployment_id,
    image: row.image,
    tag: row.tag,
    digest: row.digest,
    fromVersion: row.from_version,
    toVersion: row.to_version,
    strategy: row.strategy as RolloutRecord["strategy"],
    status: row.status as RolloutStatus,
    statusReason: row.status_reason,
    settings: row.settings as RolloutRecord["settings"],
    choice: row.choice as RolloutRecord["choice"],
    currentBatch: row.current_batch,
    pausedFrom: row.paused_from as RolloutStatus | null,
    scheduledAt: row.scheduled_at,
    resolveAt: row.resolve_at,
    resolveAttempts: row.resolve_attempts,
    createdBy: row.created_by as ActorView,
    createdAt: row.created_at,
    plannedAt: row.planned_at,
    startedAt: row.started_at,
    completedAt: row.completed_at,
    updatedAt: row.updated_at,
    facts: {
      batches: row.batches.map(toBatch),
      nextDeadlineAt: row.next_deadline_at,
      canOffer: row.can_offer,
      canRollBack: row.can_roll_back,
      withdrawal: row.withdrawal as Withdrawal | null,
    },
  };
}

function toBatch(row: BatchRow): BatchRecord {
  return {
    index: row.index,
    percent: row.percent,
    status: row.status as BatchRecord["status"],
    deviceCount: row.device_count,
    counts: toCounts(row),
    everFailed: row.ever_failed,
    acceptedFailures: row.accepted_failures,
    startedAt: toDate(row.started_at),
    completedAt: toDate(row.completed_at),
    approvedAt: toDate(row.approved_at),
    approvedBy: row.approved_by,
  };
}

function toCounts(row: BatchRow): DeviceCounts {
  const { pending, scheduled, updating, healthy, failed, rolled_back: rolledBack, skipped } = row;
  return { pending, scheduled, updating, healthy, failed, rolledBack, skipped };
}

function toDate(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}
