import { Prisma } from "#lib/database/client.ts";

/**
 * Why nobody may be offered what rollout `r` installs: its version is deprecated, or its release is held. A tag that
 * names no version is judged by what it points to: deprecated are then only digests of which every version is. A hold
 * that a failed rollout left keeps others from starting; one that a person put on the version stops them under way too.
 */
export const withdrawal = Prisma.sql`
  CASE
    WHEN r.status NOT IN ('pending', 'scheduled', 'running', 'paused') THEN NULL
    WHEN coalesce(
      (SELECT v.is_deprecated FROM versions v WHERE v.product_id = r.product_id AND v.version = r.to_version),
      (SELECT bool_and(v.is_deprecated) FROM versions v WHERE v.product_id = r.product_id AND v.digest = r.digest),
      false) THEN 'deprecated'
    WHEN EXISTS (SELECT 1 FROM release_holds h
                 WHERE h.product_id = r.product_id AND h.digest = r.digest AND h.released_at IS NULL
                   AND (h.rollout_id IS NULL OR r.status IN ('pending', 'scheduled'))) THEN 'held'
  END`;

/** Says of `s`, a device of rollout `r`, that nobody may be offered what it ran before: that is held by now. */
export const isHeldBefore = Prisma.sql`
  EXISTS (SELECT 1 FROM release_holds h
          WHERE h.product_id = r.product_id AND h.digest = s.previous->>'digest' AND h.released_at IS NULL OFFSET 0)`;

/** How rollout `r` stands for devices: from the commit on that withdraws its version, nobody may begin any more. */
export const statusForDevices = Prisma.sql`
  CASE WHEN r.status = 'running' AND (${withdrawal}) IS NOT NULL THEN 'paused' ELSE r.status END`;
