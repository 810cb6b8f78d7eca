import type { Transaction } from "#lib/database/client.ts";

export const RETIRED_REASON = "device retired";

/** A rollout in which a retired device is skipped from now on. */
export interface LeftRollout {
  rolloutId: string;
  productId: string;
  batchIndex: number;
}

/**
 * Marks a device retired and takes it out of every rollout that has not ended, so that none waits for it. Locks come
 * in the order that everybody uses: rollouts, actions, device statuses. Answers the rollouts that it left, or null where
 * it was retired already.
 */
export async function saveRetirement(
  tx: Transaction,
  deviceId: string,
  now: Date,
  reason = RETIRED_REASON,
): Promise<LeftRollout[] | null> {
  await lockRolloutsOf(tx, deviceId);
  const retired = await tx.$executeRaw`
    UPDATE devices SET retired_at = ${now}::timestamptz WHERE id = ${deviceId}::uuid AND retired_at IS NULL`;
  if (retired === 0) return null;
  await tx.$executeRaw`
    UPDATE device_actions SET status = 'cancelled', message = ${reason}, closed_at = ${now}::timestamptz, probe_at = NULL
    WHERE device_id = ${deviceId}::uuid AND closed_at IS NULL`;
  return tx.$queryRaw<LeftRollout[]>`
    UPDATE rollout_device_status s
    SET status = 'skipped', reason = ${reason}, action_id = NULL, updated_at = ${now}::timestamptz
    FROM active_rollouts r
    WHERE s.device_id = ${deviceId}::uuid AND s.status IN ('pending', 'scheduled', 'updating') AND r.id = s.rollout_id
    RETURNING s.rollout_id AS "rolloutId", r.product_id AS "productId", s.batch_index AS "batchIndex"`;
}

async function lockRolloutsOf(tx: Transaction, deviceId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT r.id FROM image_rollouts r
    WHERE r.status IN ('pending', 'scheduled', 'running', 'paused', 'rollingBack')
      AND r.id IN (SELECT rollout_id FROM rollout_device_status WHERE device_id = ${deviceId}::uuid)
    ORDER BY r.id FOR NO KEY UPDATE`;
}
