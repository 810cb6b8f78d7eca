import type { Database, Queryable } from "#lib/database/client.ts";

/**
 * Notes how many devices run which version, for each app whose counts have changed since the last sample. One
 * statement for any number of devices. A version that nobody runs any more gets a zero, so that its curve ends.
 */
export async function insertAdoptionSamples(db: Queryable, now: Date): Promise<number> {
  return db.$executeRaw`
    WITH current AS (
      SELECT a.app, coalesce(a.version, '') AS version, count(*)::int AS device_count
      FROM device_apps a JOIN devices d ON d.id = a.device_id AND d.retired_at IS NULL
      GROUP BY 1, 2
    ), last AS (
      SELECT s.app, s.version, s.device_count
      FROM adoption_samples s
      JOIN (SELECT app, max(sampled_at) AS sampled_at FROM adoption_samples GROUP BY app) newest USING (app, sampled_at)
      WHERE s.device_count > 0
    ), both_sides AS (
      SELECT app, version, coalesce(current.device_count, 0) AS device_count,
             coalesce(current.device_count, 0) <> coalesce(last.device_count, 0) AS has_changed
      FROM current FULL JOIN last USING (app, version)
    )
    INSERT INTO adoption_samples (app, sampled_at, version, device_count)
    SELECT app, ${now}::timestamptz, version, device_count FROM both_sides
    WHERE app IN (SELECT app FROM both_sides WHERE has_changed)
    ON CONFLICT DO NOTHING`;
}

export interface AdoptionRow {
  sampledAt: Date;
  version: string;
  deviceCount: number;
}

/**
 * Reads the samples of an app since a time, thinned to the last one of each span, and the one that held before, so
 * that the curve begins at the start.
 */
export async function readAdoption(
  db: Queryable,
  { app, since, spanSeconds }: { app: string; since: Date; spanSeconds: number },
): Promise<AdoptionRow[]> {
  return db.$queryRaw<AdoptionRow[]>`
    WITH before AS (
      SELECT max(sampled_at) AS sampled_at FROM adoption_samples WHERE app = ${app} AND sampled_at < ${since}::timestamptz
    ), thinned AS (
      SELECT max(sampled_at) AS sampled_at FROM adoption_samples
      WHERE app = ${app} AND sampled_at >= ${since}::timestamptz
      GROUP BY floor(extract(epoch FROM sampled_at) / ${spanSeconds}::float8)
      UNION ALL SELECT sampled_at FROM before WHERE sampled_at IS NOT NULL
    )
    SELECT sampled_at AS "sampledAt", version, device_count AS "deviceCount"
    FROM adoption_samples JOIN thinned USING (sampled_at)
    WHERE app = ${app}
    ORDER BY sampled_at, version`;
}

/** Deletes samples from before a time, but never the newest one of an app, with which the next is compared. */
export async function deleteOldAdoption(db: Database, before: Date): Promise<void> {
  await db.$executeRaw`
    DELETE FROM adoption_samples s
    WHERE s.sampled_at < ${before}::timestamptz
      AND s.sampled_at < (SELECT max(n.sampled_at) FROM adoption_samples n WHERE n.app = s.app)`;
}
