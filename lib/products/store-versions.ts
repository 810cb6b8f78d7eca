import type { ActorView } from "#lib/access/rules/actor.ts";
import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import type { Version } from "#lib/database/generated/client.ts";
import { precedenceKey, type SemanticVersion } from "#lib/products/rules/semver.ts";
import type { ChangelogEntry, VersionView } from "#lib/products/view.ts";

export interface NewVersion {
  productId: string;
  version: SemanticVersion;
  digest: string | null;
  changelog: readonly ChangelogEntry[];
  releaseNotes: string;
  isStable: boolean;
  releasedAt: Date;
  releasedBy: ActorView;
  metadata: Record<string, unknown>;
}

/** Inserts a version and answers its id. Null means that the product has it already. */
export async function insertVersion(tx: Transaction, draft: NewVersion): Promise<string | null> {
  const { version } = draft;
  const [row] = await tx.$queryRaw<{ id: string }[]>`
    INSERT INTO versions (product_id, version, major, minor, patch, prerelease, build, precedence_key, digest,
                          changelog, release_notes, is_stable, released_at, released_by, metadata)
    VALUES (${draft.productId}::uuid, ${version.version}, ${version.major}, ${version.minor}, ${version.patch},
            ${version.prerelease.join(".") || null}, ${version.build}, ${precedenceKey(version)}, ${draft.digest},
            ${JSON.stringify(draft.changelog)}::jsonb, ${draft.releaseNotes}, ${draft.isStable},
            ${draft.releasedAt}::timestamptz, ${JSON.stringify(draft.releasedBy)}::jsonb,
            ${JSON.stringify(draft.metadata)}::jsonb)
    ON CONFLICT (product_id, version) DO NOTHING
    RETURNING id`;
  return row?.id ?? null;
}

export async function findVersionRow(db: Queryable, id: string): Promise<VersionView | null> {
  const row = await db.version.findUnique({ where: { id } });
  return row && toVersionView(row);
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

export async function saveDigest(tx: Transaction, versionId: string, digest: string): Promise<void> {
  await tx.version.update({ where: { id: versionId }, data: { digest } });
}

export interface VersionQuery {
  productId: string;
  includePrerelease: boolean;
  includeDeprecated: boolean;
  /** Place after which to go on: precedence key and id of the last version seen. */
  after: readonly [string, string] | null;
  limit: number;
}

/** Reads versions, newest by precedence first, one more than asked for where there are more. */
export async function selectVersions(db: Queryable, query: VersionQuery): Promise<VersionRow[]> {
  const conditions = [Prisma.sql`product_id = ${query.productId}::uuid`];
  if (!query.includePrerelease) conditions.push(Prisma.sql`prerelease IS NULL`);
  if (!query.includeDeprecated) conditions.push(Prisma.sql`NOT is_deprecated`);
  if (query.after) {
    const [key, id] = query.after;
    conditions.push(Prisma.sql`(precedence_key, id) < (${key}, ${id}::uuid)`);
  }
  const places = await db.$queryRaw<{ id: string; key: string }[]>`
    SELECT id, precedence_key AS key FROM versions WHERE ${Prisma.join(conditions, " AND ")}
    ORDER BY precedence_key DESC, id DESC LIMIT ${query.limit + 1}`;
  const rows = await db.version.findMany({ where: { id: { in: places.map(({ id }) => id) } } });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return places.flatMap(({ id, key }) => {
    const row = byId.get(id);
    return row ? [{ key, view: toVersionView(row) }] : [];
  });
}

export interface VersionRow {
  key: string;
  view: VersionView;
}

/** The JSON columns hold only what insertVersion wrote, so the casts are safe. */
function toVersionView(row: Version): VersionView {
  const { precedenceKey: _key, number: _number, ...columns } = row;
  return {
    ...columns,
    changelog: row.changelog as unknown as ChangelogEntry[],
    releasedAt: row.releasedAt.toISOString(),
    releasedBy: row.releasedBy as unknown as ActorView,
    metadata: row.metadata as Record<string, unknown>,
  };
}
