import type { ActorView } from "#lib/access/rules/actor.ts";
import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import { isUuid } from "#lib/kernel/uuid.ts";
import type { ChangelogEntry } from "#lib/products/rules/changelog.ts";
import type { Compatibility } from "#lib/products/rules/compatibility.ts";
import type { KnownVersion } from "#lib/products/rules/import-plan.ts";
import { parseVersionTag, precedenceKey, type SemanticVersion } from "#lib/products/rules/semver.ts";
import { lockDigest, refreshOffers } from "#lib/products/store-offers.ts";
import type { Deprecation, VersionView } from "#lib/products/view.ts";

export interface NewVersion {
  productId: string;
  version: SemanticVersion;
  digest: string | null;
  changelog: readonly ChangelogEntry[];
  releaseNotes: string;
  isStable: boolean;
  isFloor?: boolean;
  compatibility?: Compatibility;
  releasedAt: Date;
  releasedBy: ActorView;
  metadata: Record<string, unknown>;
}

/** Inserts a version and answers its id. Null means that the product has it already. */
export async function insertVersion(tx: Transaction, draft: NewVersion): Promise<string | null> {
  const { version, isFloor = false, compatibility = {} } = draft;
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO versions (product_id, version, major, minor, patch, prerelease, build, precedence_key, digest,
                          changelog, release_notes, is_stable, is_floor, compatibility, released_at, released_by,
                          metadata)
    VALUES (${draft.productId}::uuid, ${version.version}, ${version.major}, ${version.minor}, ${version.patch},
            ${version.prerelease.join(".") || null}, ${version.build}, ${precedenceKey(version)}, ${draft.digest},
            ${JSON.stringify(draft.changelog)}::jsonb, ${draft.releaseNotes}, ${draft.isStable}, ${isFloor},
            ${JSON.stringify(compatibility)}::jsonb, ${draft.releasedAt}::timestamptz,
            ${JSON.stringify(draft.releasedBy)}::jsonb, ${JSON.stringify(draft.metadata)}::jsonb)
    ON CONFLICT (product_id, version) DO NOTHING
    RETURNING id`;
  return row?.id ?? null;
}

export async function findVersionRow(db: Queryable, id: string): Promise<VersionView | null> {
  const [row] = await selectViews(db, [id]);
  return row ?? null;
}

/** Finds a product's version by its number or id. */
export async function findVersionId(db: Queryable, productId: string, versionOrId: string): Promise<string | null> {
  const names = isUuid(versionOrId) ? { id: versionOrId } : { version: versionOrId };
  const row = await db.version.findFirst({ where: { productId, ...names }, select: { id: true } });
  return row?.id ?? null;
}

/**
 * Finds why nobody is to be offered what a tag names, or what it points to where it names no version; null where that
 * is not deprecated.
 */
export async function findDeprecation(
  db: Queryable,
  { productId, tag, digest }: { productId: string; tag: string; digest: string | null },
): Promise<{ version: string; reason: string; replacement: string | null } | null> {
  const number = parseVersionTag(tag)?.version ?? tag;
  const [row] = await db.$queryRaw<DeprecationRow[]>`
    SELECT v.version, v.is_deprecated AS "isDeprecated", v.deprecation->>'reason' AS reason, r.version AS replacement
    FROM versions v LEFT JOIN versions r ON r.id = v.replacement_id
    WHERE v.product_id = ${productId}::uuid AND (v.version = ${number} OR v.digest = ${digest})
    -- Of several with this content one that is good is enough.
    ORDER BY v.version <> ${number}, v.is_deprecated LIMIT 1`;
  if (!row?.isDeprecated) return null;
  return { version: row.version, reason: row.reason ?? "", replacement: row.replacement };
}

interface DeprecationRow {
  version: string;
  isDeprecated: boolean;
  reason: string | null;
  replacement: string | null;
}

/** Locks and reads a product's version by its text. */
export async function lockVersion(
  tx: Transaction,
  productId: string,
  version: string,
): Promise<{ id: string; digest: string | null } | null> {
  const [row] = await tx.$queryRaw<{ id: string; digest: string | null }[]>`
    SELECT id, digest FROM versions WHERE product_id = ${productId}::uuid AND version = ${version} FOR UPDATE`;
  return row ?? null;
}

/** Locks a version against everybody else who decides about it, and reads it. */
export async function lockVersionRow(tx: Transaction, id: string): Promise<VersionView | null> {
  await tx.$queryRaw`SELECT 1 FROM versions WHERE id = ${id}::uuid FOR UPDATE`;
  return findVersionRow(tx, id);
}

/** Gives a version that the caller has locked another content; null takes it away. */
export async function saveDigest(
  tx: Transaction,
  { id, productId }: Pick<VersionView, "id" | "productId">,
  digest: string | null,
): Promise<void> {
  if (digest !== null) await lockDigest(tx, productId, digest);
  await tx.version.update({ where: { id }, data: { digest }, select: { id: true } });
  await refreshOffers(tx, { productId, versionId: id });
}

/** Locks and reads those of these versions that a product has. */
export async function lockKnownVersions(
  tx: Transaction,
  productId: string,
  versions: readonly string[],
): Promise<KnownVersion[]> {
  return tx.$queryRaw`
    SELECT id, version, changelog, release_notes AS "releaseNotes" FROM versions
    WHERE product_id = ${productId}::uuid AND version = ANY(${[...versions]}::text[]) ORDER BY id FOR UPDATE`;
}

export type VersionChange = Partial<Pick<NewVersion, "changelog" | "releaseNotes" | "isFloor" | "compatibility">> & {
  metadata?: Record<string, unknown>;
};

export async function saveVersion(tx: Transaction, id: string, change: VersionChange): Promise<void> {
  const { changelog, compatibility, metadata, ...columns } = change;
  await tx.version.update({
    where: { id },
    data: {
      ...columns,
      // The inputs are plain JSON, which the types of interfaces do not say.
      ...(changelog !== undefined && { changelog: changelog as unknown as Prisma.InputJsonValue }),
      ...(compatibility !== undefined && { compatibility: compatibility as unknown as Prisma.InputJsonValue }),
      ...(metadata !== undefined && { metadata: metadata as Prisma.InputJsonValue }),
    },
    select: { id: true },
  });
}

/** Deprecates a version, or restores it with null, and takes its offers along. */
export async function saveDeprecation(
  tx: Transaction,
  { id, productId }: Pick<VersionView, "id" | "productId">,
  deprecation: (Deprecation & { replacementId: string | null }) | null,
): Promise<void> {
  const { replacementId = null, ...facts } = deprecation ?? {};
  await tx.version.update({
    where: { id },
    data: {
      isDeprecated: deprecation !== null,
      deprecation: deprecation === null ? Prisma.DbNull : (facts as unknown as Prisma.InputJsonValue),
      replacementId,
    },
    select: { id: true },
  });
  await refreshOffers(tx, { productId, versionId: id });
}

export interface VersionQuery {
  productId: string;
  includePrerelease: boolean;
  includeDeprecated: boolean;
  /** Leave out what an operator holds back. */
  includeHeld?: boolean;
  /** Only what was promoted to it. */
  channel?: string | undefined;
  /** A part of the number. */
  q?: string | undefined;
  /** Place after which to go on: precedence key and id of the last version seen. */
  after: readonly [string, string] | null;
  limit: number;
}

/** Reads versions, newest by precedence first, one more than asked for where there are more. */
export async function selectVersions(db: Queryable, query: VersionQuery): Promise<VersionRow[]> {
  const { productId, channel, after } = query;
  const conditions = [Prisma.sql`v.product_id = ${productId}::uuid`];
  if (!query.includePrerelease) conditions.push(Prisma.sql`v.prerelease IS NULL`);
  if (!query.includeDeprecated) conditions.push(Prisma.sql`NOT v.is_deprecated`);
  if (query.includeHeld === false) conditions.push(Prisma.sql`NOT EXISTS (${openHold})`);
  if (channel !== undefined) {
    conditions.push(Prisma.sql`
      EXISTS (SELECT 1 FROM channel_versions cv JOIN channels c ON c.id = cv.channel_id
              WHERE cv.version_id = v.id AND c.product_id = v.product_id AND c.name = ${channel})`);
  }
  if (query.q) conditions.push(Prisma.sql`strpos(v.version, ${query.q}) > 0`);
  if (after) conditions.push(Prisma.sql`(v.precedence_key, v.id) < (${after[0]}, ${after[1]}::uuid)`);
  const places = await db.$queryRaw<{ id: string; key: string }[]>`
    SELECT v.id, v.precedence_key AS key FROM versions v WHERE ${Prisma.join(conditions, " AND ")}
    ORDER BY v.precedence_key DESC, v.id DESC LIMIT ${query.limit + 1}`;
  const views = await selectViews(
    db,
    places.map(({ id }) => id),
  );
  const byId = new Map(views.map((view) => [view.id, view]));
  return places.flatMap(({ id, key }) => {
    const view = byId.get(id);
    return view ? [{ key, view }] : [];
  });
}

export interface VersionRow {
  key: string;
  view: VersionView;
}

/** Reads the versions between two places of precedence, newest first: after `from`, up to and with `to`. */
export async function selectRange(
  db: Queryable,
  range: { productId: string; fromKey: string | null; toKey: string | null; includePrerelease: boolean; limit: number },
): Promise<VersionView[]> {
  const { productId, fromKey, toKey, includePrerelease, limit } = range;
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT v.id FROM versions v
    WHERE v.product_id = ${productId}::uuid AND (${includePrerelease} OR v.prerelease IS NULL)
      AND (${fromKey}::text IS NULL OR v.precedence_key > ${fromKey} COLLATE "C")
      AND (${toKey}::text IS NULL OR v.precedence_key <= ${toKey} COLLATE "C")
    ORDER BY v.precedence_key DESC, v.id DESC LIMIT ${limit}`;
  const views = await selectViews(
    db,
    rows.map(({ id }) => id),
  );
  const byId = new Map(views.map((view) => [view.id, view]));
  return rows.flatMap(({ id }) => byId.get(id) ?? []);
}

/** The hold in force on what version `v` consists of. */
const openHold = Prisma.sql`
  SELECT 1 FROM release_holds h
  WHERE h.product_id = v.product_id AND h.digest = v.digest AND h.released_at IS NULL`;

interface ViewRow extends Omit<VersionView, "releasedAt"> {
  releasedAt: Date;
}

/** The JSON columns hold only what insertVersion and the changes above wrote, so their types are what they say. */
async function selectViews(db: Queryable, ids: readonly string[]): Promise<VersionView[]> {
  if (ids.length === 0) return [];
  const rows = await db.$queryRaw<ViewRow[]>`
    SELECT v.id, v.product_id AS "productId", v.version, v.major, v.minor, v.patch, v.prerelease, v.build, v.digest,
           v.changelog, v.release_notes AS "releaseNotes", v.is_stable AS "isStable",
           v.is_deprecated AS "isDeprecated", v.deprecation,
           (SELECT jsonb_build_object('id', r.id, 'version', r.version) FROM versions r
            WHERE r.id = v.replacement_id) AS replacement,
           EXISTS (${openHold}) AS "isHeld", v.is_floor AS "isFloor", v.compatibility,
           (SELECT coalesce(jsonb_agg(c.name ORDER BY c.name <> 'stable', c.created_at, c.name), '[]'::jsonb)
            FROM channel_versions cv JOIN channels c ON c.id = cv.channel_id
            WHERE cv.version_id = v.id) AS channels,
           (SELECT older.version FROM versions older
            WHERE older.product_id = v.product_id AND older.precedence_key < v.precedence_key
              AND (v.prerelease IS NOT NULL OR older.prerelease IS NULL)
            ORDER BY older.precedence_key DESC LIMIT 1) AS "previousVersion",
           v.released_at AS "releasedAt", v.released_by AS "releasedBy", v.metadata
    FROM versions v WHERE v.id = ANY(${[...ids]}::uuid[])`;
  return rows.map((row) => ({ ...row, releasedAt: row.releasedAt.toISOString() }));
}
