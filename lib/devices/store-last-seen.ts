import type { Queryable } from "#lib/database/client.ts";

export interface Sighting {
  deviceId: string;
  at: Date;
  address: string | null;
}

const ROWS_PER_STATEMENT = 5_000;

/**
 * Writes when devices were last seen, set-based. Rows are locked in the order of their ids, so that two processes that
 * write at once wait for each other instead of deadlocking. An older sighting never replaces a newer one.
 */
export async function saveSightings(db: Queryable, sightings: readonly Sighting[]): Promise<void> {
  for (let start = 0; start < sightings.length; start += ROWS_PER_STATEMENT) {
    const rows = sightings.slice(start, start + ROWS_PER_STATEMENT);
    await db.$executeRaw`
      WITH seen AS (
        SELECT * FROM unnest(${rows.map((row) => row.deviceId)}::uuid[],
                             ${rows.map((row) => row.at.toISOString())}::timestamptz[],
                             ${rows.map((row) => row.address)}::text[]) AS s(id, at, address)
      ), locked AS (
        SELECT d.id FROM devices d JOIN seen s ON s.id = d.id ORDER BY d.id FOR NO KEY UPDATE OF d
      )
      UPDATE devices d
      SET last_seen_at = s.at, address = coalesce(s.address, d.address)
      FROM seen s JOIN locked l ON l.id = s.id
      WHERE d.id = s.id AND (d.last_seen_at IS NULL OR d.last_seen_at < s.at)`;
  }
}
