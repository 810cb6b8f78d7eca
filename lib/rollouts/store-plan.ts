import { Prisma, type Transaction } from "#lib/database/client.ts";
import type { Freshness } from "#lib/devices/rules/device.ts";
import { countSelected, selectionWhere } from "#lib/devices/store-selection.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import { planBatches } from "#lib/rollouts/rules/batches.ts";

/** The reason of a device that is left out because it has what it would get. */
export const ALREADY_RUNS = "already runs this digest";
const TAKES_NO_IMAGES = "speaks hawkBit's protocol, which carries files and no images";

export interface Plan {
  deviceCount: number;
  /** What most of the devices run now. */
  fromVersion: string | null;
  batches: { index: number; percent: number; deviceCount: number; skipped: number }[];
}

/**
 * Puts the selected devices into batches, in the order by sha256(deviceId + rolloutId), and remembers what each runs, to
 * which it would be rolled back. Two statements for any number of devices; the tallies follow by trigger.
 */
export async function insertPlan(tx: Transaction, rollout: RolloutRecord, freshness: Freshness): Promise<Plan> {
  const { settings } = rollout;
  const { now } = freshness;
  const planned = planBatches(settings.batches, await countSelected(tx, settings.deviceFilter, freshness));
  await tx.rolloutBatch.createMany({
    data: planned.map(({ index, percent }) => ({ rolloutId: rollout.id, index, percent, status: "pending" })),
  });
  // A device that is registered between the two statements is one more in the last batch.
  const starts = planned.slice(1).map((batch) => batch.start);
  await tx.$executeRaw`
    WITH chosen AS (
      SELECT d.id, d.controller_id, row_number() OVER (ORDER BY sha256(convert_to(d.id::text || ${rollout.id}::text, 'UTF8'))) - 1 AS position
      FROM devices d WHERE ${selectionWhere(settings.deviceFilter, freshness)}
    ), running AS (
      -- The app of the product's name; else one that runs the same image under another name.
      SELECT DISTINCT ON (device_id) device_id, image, digest, version
      FROM device_apps WHERE app = ${rollout.productSlug} OR image = ${rollout.image}
      ORDER BY device_id, (app = ${rollout.productSlug}) DESC, reported_at DESC
    )
    INSERT INTO rollout_device_status
      (rollout_id, device_id, batch_index, position, status, reason, previous, updated_at)
    SELECT ${rollout.id}::uuid, chosen.id,
      width_bucket(chosen.position::int, ${starts}::int[]),
      chosen.position,
      ${placeOf(rollout)},
      ${now}::timestamptz
    FROM chosen LEFT JOIN running ON running.device_id = chosen.id`;
  await savePlanned(tx, rollout.id, now);
  return readPlan(tx, rollout.id);
}

/**
 * Status, reason and previous release of a device that joins a rollout, over `chosen` (the device) and `running` (what it
 * runs of the product, if anything).
 */
export function placeOf({ digest, productKind }: Pick<RolloutRecord, "digest" | "productKind">): Prisma.Sql {
  const runsIt = Prisma.sql`running.digest = ${digest}`;
  const takesNone = Prisma.sql`(chosen.controller_id IS NOT NULL AND ${productKind} = 'image')`;
  return Prisma.sql`
    CASE WHEN ${runsIt} OR ${takesNone} THEN 'skipped' ELSE 'pending' END,
    CASE WHEN ${runsIt} THEN ${ALREADY_RUNS} WHEN ${takesNone} THEN ${TAKES_NO_IMAGES} END,
    CASE WHEN running.device_id IS NOT NULL
         THEN jsonb_build_object('image', running.image, 'digest', running.digest, 'version', running.version) END`;
}

async function savePlanned(tx: Transaction, rolloutId: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE image_rollouts SET planned_at = ${now}::timestamptz, updated_at = ${now}::timestamptz,
      from_version = coalesce(from_version, (
        SELECT previous->>'version' FROM rollout_device_status
        WHERE rollout_id = ${rolloutId}::uuid AND status = 'pending'
        GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1))
    WHERE id = ${rolloutId}::uuid`;
}

async function readPlan(tx: Transaction, rolloutId: string): Promise<Plan> {
  const batches = await tx.rolloutBatch.findMany({
    where: { rolloutId },
    orderBy: { index: "asc" },
    select: { index: true, percent: true, deviceCount: true, skipped: true },
  });
  const { fromVersion } = await tx.rollout.findUniqueOrThrow({
    where: { id: rolloutId },
    select: { fromVersion: true },
  });
  return { deviceCount: batches.reduce((sum, batch) => sum + batch.deviceCount, 0), fromVersion, batches };
}
