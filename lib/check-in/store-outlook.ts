import { Prisma, type Queryable } from "#lib/database/client.ts";
import type { Freshness } from "#lib/devices/rules/device.ts";
import { isSelected } from "#lib/devices/store-selection.ts";
import type { OutlookAction, OutlookPart, OutlookRollout } from "#lib/check-in/rules/outlook.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import {
  hasStarted,
  unfinishedStatuses,
  type ActionKind,
  type ActionStatus,
  type DeviceStatus,
  type RolloutStatus,
  type WaitingReason,
} from "#lib/rollouts/rules/rollout.ts";
import { nextStep } from "#lib/rollouts/rules/next-step.ts";
import { selectRollouts } from "#lib/rollouts/store-read.ts";

/** Rollouts that wait for their start at once are few; beyond this nobody reads on. */
const COMING_MAX = 20;

/** Reads a device's open actions, the oldest first. CHECK constraints hold the words to their unions. */
export async function selectOpenActions(db: Queryable, deviceId: string): Promise<OutlookAction[]> {
  const rows = await db.deviceAction.findMany({
    where: { deviceId, closedAt: null },
    orderBy: { id: "asc" },
    include: {
      rollout: { select: { id: true, number: true, status: true, statusReason: true, product: true } },
      distributionSet: { select: { name: true, version: true } },
    },
  });
  return rows.map(({ rollout, distributionSet, ...row }) => ({
    kind: row.kind as ActionKind,
    status: row.status as ActionStatus,
    product: rollout?.product.slug ?? distributionSet?.name ?? "an update",
    version: row.version ?? distributionSet?.version ?? null,
    progress: row.progress,
    waitingFor: row.waitingFor as WaitingReason | null,
    isCancelRequested: row.cancelRequestedAt !== null,
    rollout: rollout && {
      id: rollout.id,
      number: rollout.number,
      status: rollout.status as RolloutStatus,
      statusReason: rollout.statusReason,
    },
  }));
}

interface PartRow {
  rolloutId: string;
  status: string;
  reason: string | null;
  batchIndex: number;
}

/** Reads a device's places in rollouts that are not over and in the last one of each product, the newest first. */
export async function selectParts(db: Queryable, deviceId: string, now: Date): Promise<OutlookPart[]> {
  const rows = await db.$queryRaw<PartRow[]>`
    SELECT part.rollout_id AS "rolloutId", part.status, part.reason, part.batch_index AS "batchIndex"
    FROM (
      SELECT s.*, r.number, r.status AS rollout_status,
             row_number() OVER (PARTITION BY r.product_id ORDER BY r.number DESC) AS age
      FROM rollout_device_status s JOIN image_rollouts r ON r.id = s.rollout_id
      WHERE s.device_id = ${deviceId}::uuid
    ) part
    WHERE part.age = 1 OR part.rollout_status = ANY(${unfinishedStatuses}::text[])
    ORDER BY part.number DESC`;
  if (rows.length === 0) return [];
  const ids = rows.map(({ rolloutId }) => rolloutId);
  const records = await selectRollouts(db, Prisma.sql`WHERE r.id = ANY(${ids}::uuid[])`);
  const byId = new Map(records.map((record) => [record.id, record]));
  return rows.flatMap(({ rolloutId, status, reason, batchIndex }) => {
    const record = byId.get(rolloutId);
    if (!record) return [];
    const batch = record.facts.batches.find(({ index }) => index === batchIndex);
    return [
      {
        rollout: toOutlookRollout(record, now),
        status: status as DeviceStatus,
        reason,
        batchIndex,
        hasBatchStarted: batch !== undefined && hasStarted(batch),
      },
    ];
  });
}

/** Reads the rollouts that have not chosen their devices yet and would choose this one now, the oldest first. */
export async function selectComing(db: Queryable, deviceId: string, freshness: Freshness): Promise<OutlookRollout[]> {
  const records = await selectRollouts(
    db,
    Prisma.sql`WHERE r.planned_at IS NULL AND r.status = ANY(${unfinishedStatuses}::text[])
               ORDER BY r.number LIMIT ${COMING_MAX}`,
  );
  const chosen = await Promise.all(
    records.map(({ settings }) => isSelected(db, settings.deviceFilter, deviceId, freshness)),
  );
  return records.filter((_record, index) => chosen[index]).map((record) => toOutlookRollout(record, freshness.now));
}

function toOutlookRollout(record: RolloutRecord, now: Date): OutlookRollout {
  const step = nextStep(record, record.facts, now);
  return {
    id: record.id,
    number: record.number,
    product: record.productSlug,
    version: record.toVersion,
    status: record.status,
    statusReason: record.statusReason,
    wait: step.kind === "wait" ? { reason: step.reason, until: step.until } : null,
    currentBatch: record.currentBatch,
  };
}
