import { Prisma } from "#lib/database/client.ts";
import { type Freshness, MISSED_POLLS_MAX, ONLINE_SECONDS_MIN } from "#lib/devices/rules/device.ts";

/**
 * Says in SQL whether a device under the alias `d` is online, as `isOnline` does: heard from within three of its own
 * polls. Null, which counts as no, where it was never heard from.
 */
export function isOnlineNow({ pollSeconds, now }: Freshness): Prisma.Sql {
  return Prisma.sql`(d.last_seen_at >= ${now}::timestamptz - make_interval(secs => greatest(
    coalesce(d.poll_seconds, ${pollSeconds}::int) * ${MISSED_POLLS_MAX}::int, ${ONLINE_SECONDS_MIN}::int)))`;
}
