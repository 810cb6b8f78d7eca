import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import { selectionWhere } from "#lib/devices/store-selection.ts";
import type { Freshness } from "#lib/devices/rules/device.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import type { RolloutSettings } from "#lib/rollouts/rules/settings.ts";
import { placeOf } from "#lib/rollouts/store-plan.ts";

const DEVICES_PER_STEP = 10_000;
/** A registration that was under way when the rollout was planned is committed after it and bears an earlier time. */
const OVERLAP_SECONDS = 120;

/** A rollout, as far as it takes to tell who is late for it. */
export type JoinableRollout = Pick<RolloutRecord, "id" | "plannedAt"> & {
  settings: Pick<RolloutSettings, "deviceFilter">;
};

/** Lists the rollouts whose last batch has not ended, for which a device was registered since they were planned. */
export async function selectOpenToLatecomers(db: Queryable): Promise<JoinableRollout[]> {
  return db.$queryRaw<JoinableRollout[]>`
    SELECT r.id, r.planned_at AS "plannedAt", r.settings FROM image_rollouts r
    JOIN rollout_batches b ON b.rollout_id = r.id AND b.status IN ('pending', 'running')
      AND NOT EXISTS (SELECT 1 FROM rollout_batches later WHERE later.rollout_id = r.id AND later.index > b.index)
    WHERE r.status IN ('running', 'paused') AND r.planned_at IS NOT NULL
      AND EXISTS (SELECT 1 FROM devices d WHERE d.created_at > r.planned_at - make_interval(secs => ${OVERLAP_SECONDS}))
    ORDER BY r.id`;
}

export interface Latecomer {
  deviceId: string;
  batchIndex: number;
  /** Why it is left out at once; null where it waits for its offer. */
  reason: string | null;
}

/** Says whether a device waits to join a rollout. */
export async function hasLatecomers(db: Queryable, rollout: JoinableRollout, freshness: Freshness): Promise<boolean> {
  const [row] = await db.$queryRaw<{ found: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM devices d WHERE ${isLate(rollout, freshness)}) AS found`;
  return row?.found ?? false;
}

/** Over `devices` as `d`: selected, registered since the plan, and not in the rollout. */
function isLate(rollout: JoinableRollout, freshness: Freshness): Prisma.Sql {
  return Prisma.sql`
    ${selectionWhere(rollout.settings.deviceFilter, freshness)}
    AND d.created_at > ${rollout.plannedAt}::timestamptz - make_interval(secs => ${OVERLAP_SECONDS})
    AND NOT EXISTS (SELECT 1 FROM rollout_device_status s
                    WHERE s.rollout_id = ${rollout.id}::uuid AND s.device_id = d.id)`;
}

/** Puts selected devices that are not in the rollout yet behind the others. */
export async function insertLatecomers(
  tx: Transaction,
  rollout: RolloutRecord,
  batchIndex: number,
  freshness: Freshness,
): Promise<Latecomer[]> {
  return tx.$queryRaw<Latecomer[]>`
    WITH late AS (
      SELECT d.id, d.controller_id, row_number() OVER (ORDER BY d.created_at, d.id) AS place
      FROM devices d
      WHERE ${isLate(rollout, freshness)}
      LIMIT ${DEVICES_PER_STEP}
    )
    INSERT INTO rollout_device_status
      (rollout_id, device_id, batch_index, position, status, reason, previous, updated_at)
    SELECT ${rollout.id}::uuid, chosen.id, ${batchIndex}::int,
      (SELECT coalesce(max(position), -1) FROM rollout_device_status WHERE rollout_id = ${rollout.id}::uuid) + chosen.place,
      ${placeOf(rollout)}, ${freshness.now}::timestamptz
    FROM late AS chosen
    LEFT JOIN LATERAL (
      SELECT a.device_id, a.image, a.digest, a.version FROM device_apps a
      WHERE a.device_id = chosen.id AND (a.app = ${rollout.productSlug} OR a.image = ${rollout.image})
      ORDER BY (a.app = ${rollout.productSlug}) DESC, a.reported_at DESC LIMIT 1
    ) AS running ON true
    RETURNING device_id AS "deviceId", batch_index AS "batchIndex", reason`;
}
