import { readActor, type ActorView } from "#lib/access/rules/actor.ts";
import type { Reach } from "#lib/access/rules/reach.ts";
import { withinReach } from "#lib/access/teams/store-reach.ts";
import type { ConfigFile } from "#lib/builds/rules/config-files.ts";
import type { DependencyManifest } from "#lib/builds/rules/dependencies.ts";
import { maskVariables } from "#lib/builds/rules/environment.ts";
import type { ArtifactListItem, ArtifactView } from "#lib/builds/view.ts";
import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";

export interface NewArtifact {
  id: string;
  productId: string;
  versionId: string | null;
  gitCommit: string | null;
  gitRef: string | null;
  sourceUrl: string | null;
  buildNumber: string | null;
  buildUrl: string | null;
  author: string | null;
  builtAt: Date;
  digest: string | null;
  size: number | null;
  fileId: string | null;
  imageTags: readonly string[];
  dependencies: readonly DependencyManifest[];
  configFiles: readonly ConfigFile[];
  environmentSealed: string | null;
  environmentNames: readonly string[];
  metadata: Record<string, unknown>;
  createdAt: Date;
  createdBy: ActorView;
}

export async function insertArtifact(tx: Transaction, artifact: NewArtifact): Promise<void> {
  await tx.artifact.create({
    data: {
      ...artifact,
      size: artifact.size === null ? null : BigInt(artifact.size),
      imageTags: [...artifact.imageTags],
      environmentNames: [...artifact.environmentNames],
      dependencies: artifact.dependencies.map((manifest) => ({ ...manifest })),
      configFiles: artifact.configFiles.map((file) => ({ ...file })),
      metadata: artifact.metadata as Prisma.InputJsonObject,
      createdBy: { ...artifact.createdBy },
    },
    select: { id: true },
  });
}

export async function findArtifactView(db: Queryable, id: string): Promise<ArtifactView | null> {
  const row = await db.artifact.findUnique({ where: { id }, include: SHOWN_WITH });
  if (!row) return null;
  const latest = await findLatestArtifacts(db, [row.productId]);
  // The columns hold only what insertArtifact wrote, so the casts are safe.
  return {
    ...toListItem(row, latest),
    environment: maskVariables(row.environmentNames),
    dependencies: row.dependencies as unknown as DependencyManifest[],
    configFiles: row.configFiles as unknown as ConfigFile[],
    metadata: row.metadata as Record<string, unknown>,
  };
}

/** Finds a product's version by its text, in its exact spelling. */
export async function findVersionId(db: Queryable, productId: string, version: string): Promise<string | null> {
  const row = await db.version.findUnique({
    where: { productId_version: { productId, version } },
    select: { id: true },
  });
  return row?.id ?? null;
}

export async function findSealedEnvironment(
  db: Queryable,
  id: string,
): Promise<{ environmentSealed: string | null } | null> {
  return db.artifact.findUnique({ where: { id }, select: { environmentSealed: true } });
}

export interface ArtifactQuery {
  reach: Reach | undefined;
  productId?: string | undefined;
  versionId?: string | undefined;
  q?: string | undefined;
  after: { createdAt: string; id: string } | null;
  limit: number;
}

/** Reads builds, the newest first, one more than asked for where there are more. What is large stays where it is. */
export async function selectArtifacts(db: Queryable, query: ArtifactQuery): Promise<ArtifactListItem[]> {
  const conditions = [withinReach(query.reach, { product: Prisma.sql`a.product_id` })];
  if (query.productId !== undefined) conditions.push(Prisma.sql`a.product_id = ${query.productId}::uuid`);
  if (query.versionId !== undefined) conditions.push(Prisma.sql`a.version_id = ${query.versionId}::uuid`);
  if (query.q) conditions.push(contains(query.q));
  if (query.after !== null) {
    const { createdAt, id } = query.after;
    conditions.push(Prisma.sql`(a.created_at, a.id) < (${createdAt}::timestamptz, ${id}::uuid)`);
  }
  const places = await db.$queryRaw<{ id: string; productId: string }[]>`
    SELECT a.id, a.product_id AS "productId"
    FROM deployment_artifacts a
    LEFT JOIN versions v ON v.id = a.version_id
    LEFT JOIN cdn_files f ON f.id = a.file_id
    WHERE ${Prisma.join(conditions, " AND ")}
    ORDER BY a.created_at DESC, a.id DESC LIMIT ${query.limit + 1}`;
  const ids = places.map(({ id }) => id);
  const rows = await db.artifact.findMany({ where: { id: { in: ids } }, include: SHOWN_WITH, omit: LARGE });
  const latest = await findLatestArtifacts(db, [...new Set(places.map(({ productId }) => productId))]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []).map((row) => toListItem(row, latest));
}

const LARGE = {
  dependencies: true,
  configFiles: true,
  environmentSealed: true,
  environmentNames: true,
  metadata: true,
};

const SHOWN_WITH = {
  product: { select: { id: true, slug: true, name: true } },
  version: { select: { version: true } },
  file: { select: { id: true, fileName: true, fileSize: true, mimeType: true, sha256: true } },
} satisfies Prisma.ArtifactInclude;

type ArtifactRow = Prisma.ArtifactGetPayload<{ include: typeof SHOWN_WITH; omit: typeof LARGE }>;

function contains(text: string): Prisma.Sql {
  const pattern = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  return Prisma.sql`(
    a.git_commit ILIKE ${pattern} OR a.git_ref ILIKE ${pattern} OR a.build_number ILIKE ${pattern}
    OR a.author ILIKE ${pattern} OR v.version ILIKE ${pattern} OR f.file_name ILIKE ${pattern}
    OR array_to_string(a.image_tags, ' ') ILIKE ${pattern})`;
}

/** Finds the latest build of each of some products. */
async function findLatestArtifacts(db: Queryable, productIds: readonly string[]): Promise<Set<string>> {
  if (productIds.length === 0) return new Set();
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT latest.id
    FROM unnest(${[...productIds]}::uuid[]) AS p(id)
    CROSS JOIN LATERAL (
      SELECT a.id
      FROM deployment_artifacts a LEFT JOIN versions v ON v.id = a.version_id AND NOT v.is_deprecated
      WHERE a.product_id = p.id
      ORDER BY v.precedence_key DESC NULLS LAST, a.created_at DESC, a.id DESC LIMIT 1) latest`;
  return new Set(rows.map(({ id }) => id));
}

function toListItem(row: ArtifactRow, latest: ReadonlySet<string>): ArtifactListItem {
  return {
    id: row.id,
    product: row.product,
    versionId: row.versionId,
    version: row.version?.version ?? null,
    isLatest: latest.has(row.id),
    gitCommit: row.gitCommit,
    gitRef: row.gitRef,
    sourceUrl: row.sourceUrl,
    buildNumber: row.buildNumber,
    buildUrl: row.buildUrl,
    author: row.author,
    builtAt: row.builtAt.toISOString(),
    digest: row.digest,
    size: row.size === null ? null : Number(row.size),
    file: row.file && { ...row.file, fileSize: Number(row.file.fileSize) },
    imageTags: row.imageTags,
    createdAt: row.createdAt.toISOString(),
    createdBy: readActor(row.createdBy),
  };
}
