import { plannedAnew, Prisma, type Transaction } from "#lib/database/client.ts";
import { secondsAfter } from "#lib/kernel/clock.ts";
import { offerable, rollbackable } from "#lib/rollouts/store-read.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import type { BatchScope } from "#lib/rollouts/rules/next-step.ts";
import type { ActionKind } from "#lib/rollouts/rules/rollout.ts";
import { isHeldBefore } from "#lib/rollouts/store-withdrawal.ts";

/**
 * How many devices one step touches. Small enough that the step is short and others get their turn in between, large
 * enough that a fleet of 100,000 needs ten.
 */
const DEVICES_PER_STEP = 10_000;
/** A device that is away may come back much later and should then still find its way back. */
const ROLLBACK_OFFER_DAYS = 30;

/*
 * How these statements join: to the row of a device by keys that come from the step before, also where one of them is
 * known here. A row that could be sought by its rollout alone would be, while the statistics take the rollout to be
 * small, and then all of its devices are compared with all that the step before found. Actions are sought by a list of
 * their ids for the same reason.
 */

export interface OfferedDevice {
  deviceId: string;
  batchIndex: number;
  actionId: number;
  attempt: number;
}

/**
 * Offers the release to devices that wait for it. A device for which somebody was faster keeps what it has: the unique
 * index on open actions decides, and the device waits for a later step.
 */
export async function offerUpdates(tx: Transaction, rollout: RolloutRecord, now: Date): Promise<OfferedDevice[]> {
  const deadlineAt = secondsAfter(now, rollout.settings.deviceTimeoutSeconds);
  return tx.$queryRaw<OfferedDevice[]>`
    WITH chosen AS (
      SELECT waiting.*, r.product_id, r.image, r.digest, r.to_version
      FROM image_rollouts r CROSS JOIN LATERAL (${offerable} ORDER BY s.position LIMIT ${DEVICES_PER_STEP}) AS waiting
      WHERE r.id = ${rollout.id}::uuid
    ), offered AS (
      INSERT INTO device_actions
        (device_id, rollout_id, product_id, kind, image, digest, version, status, attempt, offered_at, deadline_at)
      SELECT device_id, ${rollout.id}::uuid, product_id, 'update', image, digest, to_version, 'offered', attempts + 1,
             ${now}::timestamptz, ${deadlineAt}::timestamptz
      FROM chosen ORDER BY position
      ON CONFLICT (device_id, product_id) WHERE closed_at IS NULL DO NOTHING
      RETURNING id, rollout_id, device_id, attempt
    )
    UPDATE rollout_device_status s
    SET status = 'scheduled', reason = NULL, action_id = offered.id, attempts = offered.attempt,
        updated_at = ${now}::timestamptz,
        -- What it runs may have changed, or been told for the first time, since the plan. A later try may find it
        -- half-way: then what it ran before the first one counts.
        previous = CASE WHEN s.attempts = 0 THEN coalesce(offered.runs, s.previous) ELSE s.previous END
    FROM (
      SELECT offered.*, (
        SELECT jsonb_build_object('image', a.image, 'digest', a.digest, 'version', a.version) FROM device_apps a
        WHERE a.device_id = offered.device_id AND a.digest IS DISTINCT FROM ${rollout.digest}
          AND (a.app = ${rollout.productSlug} OR a.image = ${rollout.image})
        ORDER BY (a.app = ${rollout.productSlug}) DESC, a.reported_at DESC LIMIT 1) AS runs
      FROM offered
    ) AS offered
    WHERE s.rollout_id = offered.rollout_id AND s.device_id = offered.device_id
    RETURNING s.device_id AS "deviceId", s.batch_index AS "batchIndex", s.action_id AS "actionId", s.attempts AS attempt`;
}

export interface WithdrawnDevice {
  rolloutId: string;
  deviceId: string;
  batchIndex: number;
}

/**
 * Closes what is still open of rollouts that are over, for the devices that wait for this one: the new offer takes its
 * place. A late report on a closed action is harmless.
 */
export async function closeStaleActions(
  tx: Transaction,
  rollout: RolloutRecord,
  now: Date,
): Promise<WithdrawnDevice[]> {
  const reason = `superseded by #${rollout.number}`;
  return tx.$queryRaw<WithdrawnDevice[]>`
    WITH waiting AS MATERIALIZED (
      SELECT waiting.device_id, r.product_id
      FROM image_rollouts r
      CROSS JOIN LATERAL (${offerable} ORDER BY s.position LIMIT ${DEVICES_PER_STEP}) AS waiting
      WHERE r.id = ${rollout.id}::uuid
    ), found AS MATERIALIZED (
      -- A device has at most one, by the unique index; LIMIT has it sought for one device after the other.
      SELECT open.id
      FROM waiting CROSS JOIN LATERAL (
        SELECT a.id FROM device_actions a
        WHERE a.device_id = waiting.device_id AND a.product_id = waiting.product_id AND a.closed_at IS NULL LIMIT 1
      ) AS open
    ), stale AS (
      SELECT a.id FROM device_actions a
      WHERE a.id = ANY (ARRAY(SELECT id FROM found)) AND a.closed_at IS NULL
      ORDER BY a.id FOR UPDATE
    ), closed AS (
      UPDATE device_actions a
      SET status = 'cancelled', message = ${reason}, closed_at = ${now}::timestamptz, probe_at = NULL
      WHERE a.id = ANY (ARRAY(SELECT id FROM stale)) AND a.closed_at IS NULL
      RETURNING a.id, a.rollout_id, a.device_id
    )
    UPDATE rollout_device_status s SET status = 'skipped', reason = ${reason}, updated_at = ${now}::timestamptz
    FROM closed
    WHERE s.rollout_id = closed.rollout_id AND s.device_id = closed.device_id AND s.action_id = closed.id
      AND s.status IN ('scheduled', 'updating')
    RETURNING s.rollout_id AS "rolloutId", s.device_id AS "deviceId", s.batch_index AS "batchIndex"`;
}

/** Takes back offers that nobody accepted. Their devices wait again, or are left out for good with the reason. */
export async function withdrawOffers(
  tx: Transaction,
  rolloutId: string,
  { to, scope, reason }: { to: "pending" | "skipped"; scope: BatchScope; reason: string },
  now: Date,
): Promise<WithdrawnDevice[]> {
  return tx.$queryRaw<WithdrawnDevice[]>`
    ${plannedAnew}
    WITH scheduled AS MATERIALIZED (
      SELECT s.action_id
      FROM rollout_batches b
      JOIN rollout_device_status s ON s.rollout_id = b.rollout_id AND s.batch_index = b.index AND s.status = 'scheduled'
      WHERE b.rollout_id = ${rolloutId}::uuid AND ${inScope(scope)}
    ), unaccepted AS (
      SELECT a.id FROM device_actions a
      WHERE a.id = ANY (ARRAY(SELECT action_id FROM scheduled))
        AND a.kind = 'update' AND a.status = 'offered' AND a.closed_at IS NULL
      ORDER BY a.id LIMIT ${DEVICES_PER_STEP} FOR UPDATE
    ), closed AS (
      -- A device may have accepted while we waited for its row; then it keeps what it has.
      UPDATE device_actions a
      SET status = 'cancelled', message = ${reason}, closed_at = ${now}::timestamptz
      WHERE a.id = ANY (ARRAY(SELECT id FROM unaccepted)) AND a.status = 'offered' AND a.closed_at IS NULL
      RETURNING a.id, a.rollout_id, a.device_id
    )
    UPDATE rollout_device_status s SET status = ${to}, reason = ${reason}, action_id = NULL, updated_at = ${now}::timestamptz
    FROM closed
    WHERE s.rollout_id = closed.rollout_id AND s.device_id = closed.device_id AND s.action_id = closed.id
    RETURNING s.rollout_id AS "rolloutId", s.device_id AS "deviceId", s.batch_index AS "batchIndex"`;
}

/** Leaves out devices that wait for an offer which will never come. */
export async function skipWaiting(
  tx: Transaction,
  rolloutId: string,
  { scope, reason }: { scope: BatchScope; reason: string },
  now: Date,
): Promise<WithdrawnDevice[]> {
  return tx.$queryRaw<WithdrawnDevice[]>`
    ${plannedAnew}
    WITH waiting AS MATERIALIZED (
      SELECT s.rollout_id, s.device_id
      FROM rollout_batches b
      JOIN rollout_device_status s ON s.rollout_id = b.rollout_id AND s.batch_index = b.index AND s.status = 'pending'
      WHERE b.rollout_id = ${rolloutId}::uuid AND ${inScope(scope)}
      ORDER BY s.position LIMIT ${DEVICES_PER_STEP}
    )
    UPDATE rollout_device_status s SET status = 'skipped', reason = ${reason}, updated_at = ${now}::timestamptz
    FROM waiting WHERE s.rollout_id = waiting.rollout_id AND s.device_id = waiting.device_id
    RETURNING s.rollout_id AS "rolloutId", s.device_id AS "deviceId", s.batch_index AS "batchIndex"`;
}

/** Offers the way back to devices that are to go back. What they were in the middle of is closed. */
export async function offerScopedRollbacks(
  tx: Transaction,
  rollout: RolloutRecord,
  now: Date,
): Promise<OfferedDevice[]> {
  const chosen = await tx.$queryRaw<{ deviceId: string }[]>`
    SELECT device_id AS "deviceId" FROM (
      SELECT going_back.device_id
      FROM image_rollouts r
      CROSS JOIN LATERAL (${rollbackable} ORDER BY s.position LIMIT ${DEVICES_PER_STEP}) AS going_back
      WHERE r.id = ${rollout.id}::uuid
    ) AS chosen`;
  return offerRollbacks(tx, rollout, { deviceIds: chosen.map((row) => row.deviceId), isAwaited: true }, now);
}

/**
 * Offers the way back to these devices, as far as a previous release is known. Their open update, if any, is closed. An
 * offer that the rollout waits for ends with the usual silence; any other stays open for a device that is away.
 */
export async function offerRollbacks(
  tx: Transaction,
  rollout: Pick<RolloutRecord, "id" | "settings">,
  { deviceIds, isAwaited }: { deviceIds: readonly string[]; isAwaited: boolean },
  now: Date,
): Promise<OfferedDevice[]> {
  if (deviceIds.length === 0) return [];
  const timeout = rollout.settings.deviceTimeoutSeconds;
  const deadlineAt = secondsAfter(now, isAwaited ? timeout : Math.max(timeout, ROLLBACK_OFFER_DAYS * 86_400));
  await tx.$executeRaw`
    ${plannedAnew}
    UPDATE device_actions
    SET status = 'cancelled', message = 'rolled back', closed_at = ${now}::timestamptz, probe_at = NULL
    WHERE rollout_id = ${rollout.id}::uuid AND device_id = ANY(${deviceIds}::uuid[])
      AND kind = 'update' AND closed_at IS NULL`;
  return tx.$queryRaw<OfferedDevice[]>`
    ${plannedAnew}
    WITH offered AS (
      INSERT INTO device_actions
        (device_id, rollout_id, product_id, kind, image, digest, version, status, attempt, offered_at, deadline_at)
      SELECT s.device_id, s.rollout_id, r.product_id, 'rollback', s.previous->>'image', s.previous->>'digest',
             s.previous->>'version', 'offered', s.attempts, ${now}::timestamptz, ${deadlineAt}::timestamptz
      FROM rollout_device_status s JOIN image_rollouts r ON r.id = s.rollout_id
      WHERE s.rollout_id = ${rollout.id}::uuid AND s.device_id = ANY(${deviceIds}::uuid[]) AND s.previous IS NOT NULL
        AND NOT ${isHeldBefore}
      ORDER BY s.position
      ON CONFLICT (device_id, product_id) WHERE closed_at IS NULL DO NOTHING
      RETURNING id, rollout_id, device_id
    )
    UPDATE rollout_device_status s SET action_id = offered.id, updated_at = ${now}::timestamptz
    FROM offered WHERE s.rollout_id = offered.rollout_id AND s.device_id = offered.device_id
    RETURNING s.device_id AS "deviceId", s.batch_index AS "batchIndex", s.action_id AS "actionId", s.attempts AS attempt`;
}

/** Says of devices that keep a release which was taken back why they do. */
export async function explainKeepers(
  tx: Transaction,
  rolloutId: string,
  reasons: { unknown: string; held: string },
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE rollout_device_status s
    SET reason = CASE WHEN s.previous IS NULL THEN ${reasons.unknown} ELSE ${reasons.held} END, updated_at = ${now}::timestamptz
    FROM image_rollouts r
    WHERE r.id = s.rollout_id AND s.rollout_id = ${rolloutId}::uuid AND s.status = 'healthy'
      AND (s.previous IS NULL OR ${isHeldBefore})`;
}

/** Makes the rollout wait for rollbacks that are under way or were offered before it was taken back as a whole. */
export async function awaitOpenRollbacks(tx: Transaction, rollout: RolloutRecord, now: Date): Promise<void> {
  const deadlineAt = secondsAfter(now, rollout.settings.deviceTimeoutSeconds);
  await tx.$executeRaw`
    UPDATE device_actions SET deadline_at = least(deadline_at, ${deadlineAt}::timestamptz)
    WHERE rollout_id = ${rollout.id}::uuid AND kind = ${"rollback" satisfies ActionKind} AND closed_at IS NULL`;
}

/**
 * Puts failed devices, or one of them, back in line, with a clean sheet. Left alone are those that are on their way
 * back; an offer of a way back that nobody took is withdrawn.
 */
export async function retryFailed(
  tx: Transaction,
  rolloutId: string,
  deviceId: string | null,
  now: Date,
): Promise<WithdrawnDevice[]> {
  await tx.$executeRaw`
    ${plannedAnew}
    UPDATE device_actions a SET status = 'cancelled', message = 'retried', closed_at = ${now}::timestamptz
    FROM rollout_device_status s, rollout_batches b
    WHERE a.rollout_id = ${rolloutId}::uuid AND a.kind = 'rollback' AND a.status = 'offered' AND a.closed_at IS NULL
      AND (${deviceId}::uuid IS NULL OR a.device_id = ${deviceId}::uuid)
      AND s.rollout_id = a.rollout_id AND s.device_id = a.device_id AND s.status = 'failed'
      AND b.rollout_id = s.rollout_id AND b.index = s.batch_index AND b.status IN ('running', 'completed')`;
  return tx.$queryRaw<WithdrawnDevice[]>`
    ${plannedAnew}
    UPDATE rollout_device_status s
    SET status = 'pending', reason = 'retried', has_failed = false, action_id = NULL, updated_at = ${now}::timestamptz
    FROM rollout_batches b, devices d
    WHERE s.rollout_id = ${rolloutId}::uuid AND b.rollout_id = s.rollout_id AND b.index = s.batch_index
      AND b.status IN ('running', 'completed') AND d.id = s.device_id AND d.retired_at IS NULL
      AND (${deviceId}::uuid IS NULL OR s.device_id = ${deviceId}::uuid)
      AND (s.status = 'failed' OR (s.status = 'rolledBack' AND s.has_failed))
      AND NOT EXISTS (SELECT 1 FROM device_actions a
                      WHERE a.rollout_id = s.rollout_id AND a.device_id = s.device_id AND a.closed_at IS NULL OFFSET 0)
    RETURNING s.rollout_id AS "rolloutId", s.device_id AS "deviceId", s.batch_index AS "batchIndex"`;
}

function inScope(scope: BatchScope): Prisma.Sql {
  return scope === "all" ? Prisma.sql`true` : Prisma.sql`b.status = 'rolledBack' AND b.completed_at IS NULL`;
}
