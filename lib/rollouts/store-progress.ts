import type { Queryable } from "#lib/database/client.ts";
import type { Freshness } from "#lib/devices/rules/device.ts";
import { isOnlineNow } from "#lib/devices/store-online.ts";
import { ALREADY_RUNS } from "#lib/rollouts/store-plan.ts";
import type { RolloutProgress } from "#lib/rollouts/view.ts";

type CountRow = Omit<RolloutProgress, "notSeenSince" | "waiting"> & RolloutProgress["notSeenSince"];

/** Counts how far the devices of a rollout are, and which of the others cannot be reached: one look at each device. */
export async function countProgress(
  db: Queryable,
  rolloutId: string,
  freshness: Freshness,
): Promise<Omit<RolloutProgress, "waiting">> {
  const [row] = await db.$queryRaw<CountRow[]>`
    WITH device AS (
      SELECT done.is_done, d.id IS NOT NULL AND d.retired_at IS NULL AND NOT done.is_done AS lacks_it,
             (d.retired_at IS NULL AND ${isOnlineNow(freshness)}) IS TRUE AS is_reachable,
             ${freshness.now}::timestamptz - d.last_seen_at AS silence
      FROM rollout_device_status s
      -- A deleted device keeps its place, and is never reached again.
      LEFT JOIN devices d ON d.id = s.device_id
      CROSS JOIN LATERAL (
        SELECT s.status = 'healthy' OR (s.status = 'skipped' AND s.reason = ${ALREADY_RUNS}) IS TRUE AS is_done
      ) done
      WHERE s.rollout_id = ${rolloutId}::uuid
    )
    SELECT count(*)::int AS devices,
           (count(*) FILTER (WHERE is_done))::int AS done,
           (count(*) FILTER (WHERE is_reachable))::int AS reachable,
           (count(*) FILTER (WHERE is_reachable AND is_done))::int AS "reachableDone",
           (count(*) FILTER (WHERE lacks_it AND silence > interval '1 hour'))::int AS hour,
           (count(*) FILTER (WHERE lacks_it AND silence > interval '1 day'))::int AS day,
           (count(*) FILTER (WHERE lacks_it AND silence > interval '7 days'))::int AS week,
           (count(*) FILTER (WHERE lacks_it AND silence IS NULL))::int AS ever
    FROM device`;
  if (row === undefined) throw new Error("A count always has a row.");
  const { hour, day, week, ever, ...counts } = row;
  return { ...counts, notSeenSince: { hour, day, week, ever } };
}

/** Counts the open actions of a rollout by what keeps their devices from going on. */
export async function countWaiting(db: Queryable, rolloutId: string): Promise<RolloutProgress["waiting"]> {
  const [row] = await db.$queryRaw<RolloutProgress["waiting"][]>`
    SELECT (count(*) FILTER (WHERE waiting_for = 'consent'))::int AS consent,
           (count(*) FILTER (WHERE waiting_for = 'confirmation'))::int AS confirmation,
           (count(*) FILTER (WHERE waiting_for = 'window'))::int AS window
    FROM device_actions
    WHERE rollout_id = ${rolloutId}::uuid AND closed_at IS NULL AND waiting_for IS NOT NULL`;
  return row ?? { consent: 0, confirmation: 0, window: 0 };
}
