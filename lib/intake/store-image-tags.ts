import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { ImageTag } from "#lib/database/generated/client.ts";

/** What a tag points to, as the registry last said, and the rollout that was made for it. */
export type KnownTag = ImageTag;

/** No valid tag: the row under this name says when a repository was last polled, and so that it was polled before. */
const POLL_MARK = "*";
const KNOWN_TAGS_MAX = 5_000;
/** A preview follows every keystroke, so it looks at the latest deliveries and not at a month of them. */
const DELIVERIES_HEARD_MAX = 2_000;

/**
 * Puts all who decide about an image in line, for the rest of the transaction. Several images must be locked in the
 * order of their names. Taken before any rollout's row.
 */
export async function lockImage(tx: Transaction, image: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`slipway image ${image}`}, 0))`;
}

export async function findImageTag(db: Queryable, image: string, tag: string): Promise<KnownTag | null> {
  return db.imageTag.findUnique({ where: { image_tag: { image, tag } } });
}

/** Notes which rollout was made for a tag. What the tag points to is left as the registry last said. */
export async function saveTagRollout(
  tx: Transaction,
  { image, tag, rolloutId }: { image: string; tag: string; rolloutId: string },
  now: Date,
): Promise<void> {
  await tx.imageTag.upsert({
    where: { image_tag: { image, tag } },
    create: { image, tag, rolloutId, checkedAt: now },
    update: { rolloutId, checkedAt: now },
  });
}

/** Notes what the registry says a tag points to. `rolloutId` is left as it is when not given. */
export async function saveTagDigest(
  tx: Transaction,
  { image, tag, digest, rolloutId }: { image: string; tag: string; digest: string; rolloutId?: string },
  now: Date,
): Promise<void> {
  const change = { digest, checkedAt: now, ...(rolloutId !== undefined && { rolloutId }) };
  await tx.imageTag.upsert({
    where: { image_tag: { image, tag } },
    create: { image, tag, ...change },
    update: change,
  });
}

export async function saveTagsChecked(db: Queryable, image: string, tags: readonly string[], now: Date): Promise<void> {
  await db.imageTag.updateMany({ where: { image, tag: { in: [...tags] } }, data: { checkedAt: now } });
}

/** Notes tags that exist, without a digest. Those that are known already are left alone. */
export async function insertTags(tx: Transaction, image: string, tags: readonly string[], now: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO image_tags (image, tag, checked_at)
    SELECT ${image}, tag, ${now}::timestamptz FROM unnest(${[...tags]}::text[]) AS tag
    ON CONFLICT (image, tag) DO NOTHING`;
}

/** Says that a repository has been polled now; answers whether it was polled before. */
export async function markPolled(tx: Transaction, image: string, now: Date): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ isNew: boolean }[]>`
    INSERT INTO image_tags (image, tag, checked_at) VALUES (${image}, ${POLL_MARK}, ${now}::timestamptz)
    ON CONFLICT (image, tag) DO UPDATE SET checked_at = excluded.checked_at
    RETURNING (xmax = 0) AS "isNew"`;
  return row?.isNew === false;
}

/** Reads all that is known of a repository's tags, those that were checked longest ago first. */
export async function selectTagsOfImage(db: Queryable, image: string): Promise<KnownTag[]> {
  return db.imageTag.findMany({
    where: { image, tag: { not: POLL_MARK } },
    orderBy: [{ checkedAt: "asc" }, { tag: "asc" }],
  });
}

/**
 * Lists the images about which a registry has answered. Those that a delivery merely named do not count: they may be at a
 * registry that must not be asked.
 */
export async function selectKnownImages(db: Queryable): Promise<string[]> {
  const rows = await db.$queryRaw<{ image: string }[]>`
    SELECT DISTINCT image FROM image_tags WHERE digest IS NOT NULL ORDER BY image`;
  return rows.map((row) => row.image);
}

/** Lists tags that we have heard of, from registries and from deliveries, the latest first. */
export async function selectKnownTags(db: Queryable): Promise<{ image: string; tag: string }[]> {
  return db.$queryRaw<{ image: string; tag: string }[]>`
    SELECT image, tag FROM (
      SELECT image, tag, checked_at AS at FROM image_tags WHERE tag <> ${POLL_MARK}
      UNION ALL
      SELECT (push->>'registryHost') || '/' || (push->>'repository'), push->>'tag', received_at
      FROM (
        SELECT pushes, received_at FROM webhook_deliveries WHERE pushes <> '[]'::jsonb
        ORDER BY received_at DESC LIMIT ${DELIVERIES_HEARD_MAX}
      ) AS latest, jsonb_array_elements(pushes) AS push
    ) AS heard
    GROUP BY image, tag ORDER BY max(at) DESC, image, tag LIMIT ${KNOWN_TAGS_MAX}`;
}
