import type { ActorView } from "#lib/access/rules/actor.ts";
import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { isFinal, supersedableStatuses, type BatchStatus, type Strategy } from "#lib/rollouts/rules/rollout.ts";
import type { RolloutSettings } from "#lib/rollouts/rules/settings.ts";

export interface NewRollout {
  productId: string;
  policyId: string | null;
  /** host/repository */
  image: string;
  tag: string;
  /** Null where the registry must be asked first. */
  digest: string | null;
  strategy: Strategy;
  settings: RolloutSettings;
  /** Why this policy and not another. */
  choice: Record<string, unknown> | null;
  /** Not before this time. */
  scheduledAt: Date | null;
  /** When to ask the registry; null where the digest is known. */
  resolveAt: Date | null;
  /** The deployment that makes it, and its stage: of one stage there is but one. */
  deploymentId?: string;
  deploymentStage?: string;
  /** The rollback that makes it, and its how manieth rollout: of one round there is but one. */
  rollbackExecutionId?: string;
  rollbackRound?: number;
  createdBy: ActorView;
}

/** Inserts a rollout that is pending and returns its id. */
export async function insertRollout(tx: Transaction, rollout: NewRollout, now: Date): Promise<{ id: string }> {
  const row = await tx.rollout.create({
    data: {
      ...rollout,
      toVersion: rollout.tag,
      status: "pending",
      settings: rollout.settings,
      choice: rollout.choice === null ? Prisma.DbNull : (rollout.choice as Prisma.InputJsonValue),
      createdBy: { ...rollout.createdBy },
      createdAt: now,
      updatedAt: now,
    },
    select: { id: true },
  });
  return row;
}

export interface RolloutChange {
  status: RolloutRecord["status"];
  statusReason: string | null;
  pausedFrom?: RolloutRecord["pausedFrom"];
  currentBatch?: number;
  startedAt?: Date;
  /** Null where a person takes a finished rollout back: it is not over any more. */
  completedAt?: Date | null;
}

/** Writes a change of status. The caller holds the rollout's lock, so nothing can have happened in between. */
export async function saveRollout(tx: Transaction, rolloutId: string, change: RolloutChange, now: Date): Promise<void> {
  await tx.rollout.update({
    where: { id: rolloutId },
    data: { ...change, ...(isFinal(change.status) && { completedAt: now }), updatedAt: now },
    select: { id: true },
  });
}

/** Writes what the registry said. From then on the rollout waits for nothing but its turn. */
export async function saveRelease(
  tx: Transaction,
  rolloutId: string,
  release: { digest: string; toVersion: string },
  now: Date,
): Promise<void> {
  await tx.rollout.update({
    where: { id: rolloutId },
    data: { ...release, resolveAt: null, statusReason: null, updatedAt: now },
    select: { id: true },
  });
}

export async function saveBatch(
  tx: Transaction,
  rolloutId: string,
  batchIndex: number,
  change: {
    status?: BatchStatus;
    startedAt?: Date;
    completedAt?: Date | null;
    approvedAt?: Date;
    approvedBy?: ActorView;
  },
): Promise<void> {
  const { approvedBy, ...rest } = change;
  await tx.rolloutBatch.update({
    where: { rolloutId_index: { rolloutId, index: batchIndex } },
    data: { ...rest, ...(approvedBy && { approvedBy: { ...approvedBy } }) },
    select: { index: true },
  });
}

/** Ends the batches that will not go on: those not completed of a rollout that was cancelled. */
export async function cancelBatches(tx: Transaction, rolloutId: string): Promise<void> {
  await tx.rolloutBatch.updateMany({
    where: { rolloutId, status: { in: ["pending", "running"] } },
    data: { status: "cancelled" },
  });
}

/** Marks every batch that ever started as taken back, and the others as cancelled. */
export async function closeRolledBackBatches(tx: Transaction, rolloutId: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE rollout_batches
    SET status = CASE WHEN started_at IS NULL THEN 'cancelled' ELSE 'rolledBack' END,
        completed_at = coalesce(completed_at, ${now}::timestamptz)
    WHERE rollout_id = ${rolloutId}::uuid`;
}

/** Accepts the failures so far: the gate counts only those beyond. Returns what was accepted in each batch. */
export async function acceptFailures(
  tx: Transaction,
  rolloutId: string,
): Promise<{ batchIndex: number; acceptedFailures: number }[]> {
  return tx.$queryRaw`
    UPDATE rollout_batches SET accepted_failures = ever_failed
    WHERE rollout_id = ${rolloutId}::uuid AND accepted_failures <> ever_failed
    RETURNING index AS "batchIndex", accepted_failures AS "acceptedFailures"`;
}

/** Waits until no other transaction settles a release of the same product and policy; held until the commit. */
export async function queueUp(tx: Transaction, rollout: RolloutRecord): Promise<void> {
  const line = `rollouts:${rollout.productId}:${rollout.policyId ?? "by hand"}`;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${line}, 0))`;
}

/**
 * Others of a rollout's line: of the same product and policy, and where deployments made them, for the same environment.
 * The stages of one deployment do not end each other. What takes a version back stands in no line: two environments are
 * taken back side by side, and nothing that was pushed ends it.
 */
function othersInLine({ id, productId, policyId, deploymentId }: RolloutRecord): Prisma.Sql {
  return Prisma.sql`
    FROM image_rollouts r LEFT JOIN deployments d ON d.id = r.deployment_id,
         (SELECT coalesce(max(number), 0) AS number, max(environment_id::text)::uuid AS environment_id
          FROM deployments WHERE id = ${deploymentId}::uuid) AS own
    WHERE r.product_id = ${productId}::uuid AND r.policy_id IS NOT DISTINCT FROM ${policyId}::uuid
      AND r.id <> ${id}::uuid AND d.environment_id IS NOT DISTINCT FROM own.environment_id
      AND (${deploymentId}::uuid IS NULL OR r.deployment_id IS DISTINCT FROM ${deploymentId}::uuid)
      AND r.rollback_execution_id IS NULL
      AND NOT EXISTS (SELECT 1 FROM image_rollouts taking
                      WHERE taking.id = ${id}::uuid AND taking.rollback_execution_id IS NOT NULL)
      AND r.status = ANY(${supersedableStatuses}::text[])`;
}

/**
 * Finds the number of a newer rollout of the same line that is going on with a known digest, or null. A deployment counts
 * by its own number: what it does late is no news to those that were made after it.
 */
export async function findNewer(db: Queryable, rollout: RolloutRecord): Promise<number | null> {
  const [newer] = await db.$queryRaw<{ number: number }[]>`
    SELECT r.number ${othersInLine(rollout)}
      AND (coalesce(d.number, 0), r.number) > (own.number, ${rollout.number}::int) AND r.digest IS NOT NULL
    ORDER BY r.number DESC LIMIT 1`;
  return newer?.number ?? null;
}

/**
 * Lists the rollouts that a newer release of the same line ends, older ones first. They are not locked; the caller does
 * that one by one, in this order.
 */
export async function selectSuperseded(db: Queryable, rollout: RolloutRecord): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT r.id ${othersInLine(rollout)}
      AND (coalesce(d.number, 0), r.number) < (own.number, ${rollout.number}::int)
    ORDER BY r.number`;
  return rows.map((row) => row.id);
}

/** Counts the retries: failures of earlier attempts must not cover those of later ones. */
export async function trimAcceptedFailures(tx: Transaction, rolloutId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE rollout_batches SET accepted_failures = ever_failed
    WHERE rollout_id = ${rolloutId}::uuid AND accepted_failures > ever_failed`;
}

/**
 * Leaves one device out of a rollout from now on, if the action is still the one that it is about. Answers its batch,
 * or null where it was not. The caller holds the action's lock.
 */
export async function skipDevice(
  tx: Transaction,
  device: { rolloutId: string; deviceId: string; actionId: number; reason: string },
  now: Date,
): Promise<{ deviceId: string; batchIndex: number } | null> {
  const [skipped] = await tx.$queryRaw<{ deviceId: string; batchIndex: number }[]>`
    UPDATE rollout_device_status SET status = 'skipped', reason = ${device.reason}, updated_at = ${now}::timestamptz
    WHERE rollout_id = ${device.rolloutId}::uuid AND device_id = ${device.deviceId}::uuid
      AND action_id = ${device.actionId}::int AND status IN ('scheduled', 'updating')
    RETURNING device_id AS "deviceId", batch_index AS "batchIndex"`;
  return skipped ?? null;
}

/**
 * Takes one device out of a rollout and withdraws what it was offered, unless it is at work. Answers its batch, or null
 * where it is at work or has ended. The caller holds the rollout's lock.
 */
export async function leaveOut(
  tx: Transaction,
  { rolloutId, deviceId, reason }: { rolloutId: string; deviceId: string; reason: string },
  now: Date,
): Promise<{ deviceId: string; batchIndex: number } | null> {
  await tx.$queryRaw`
    SELECT 1 FROM device_actions
    WHERE rollout_id = ${rolloutId}::uuid AND device_id = ${deviceId}::uuid AND closed_at IS NULL FOR UPDATE`;
  await tx.$executeRaw`
    UPDATE device_actions SET status = 'cancelled', message = ${reason}, closed_at = ${now}::timestamptz, waiting_for = NULL
    WHERE rollout_id = ${rolloutId}::uuid AND device_id = ${deviceId}::uuid AND closed_at IS NULL AND kind = 'update'
      AND (status = 'offered' OR waiting_for IS NOT NULL)`;
  const [left] = await tx.$queryRaw<{ deviceId: string; batchIndex: number }[]>`
    UPDATE rollout_device_status s SET status = 'skipped', reason = ${reason}, updated_at = ${now}::timestamptz
    WHERE s.rollout_id = ${rolloutId}::uuid AND s.device_id = ${deviceId}::uuid
      AND s.status IN ('pending', 'scheduled', 'updating')
      AND NOT EXISTS (SELECT 1 FROM device_actions a WHERE a.id = s.action_id AND a.closed_at IS NULL)
    RETURNING s.device_id AS "deviceId", s.batch_index AS "batchIndex"`;
  return left ?? null;
}
