import type { Queryable } from "#lib/database/client.ts";
import { isUuid } from "#lib/kernel/uuid.ts";
import type { Compatibility } from "#lib/updates/rules/compatibility.ts";
import type { DeltaFormat } from "#lib/updates/rules/formats.ts";
import { toDistributionFacts } from "#lib/updates/store-distribution-facts.ts";
import type { Distribution } from "#lib/updates/rules/gate.ts";
import { platformOfFile } from "#lib/updates/rules/platform.ts";
import type {
  IndexedChannel,
  IndexedDelta,
  IndexedFile,
  IndexedVersion,
  ProductIndex,
  VersionNotes,
} from "#lib/updates/product-index.ts";

/** So many of the newest versions of a channel are ever looked at; nobody is offered one that is older. */
const VERSIONS_OF_CHANNEL_MAX = 200;
const DISTRIBUTIONS_MAX = 500;
const DEPRECATED_MAX = 1_000;

/** Reads all that update checks of a product need. Null where there is none. */
export async function readProductIndex(db: Queryable, idOrSlug: string): Promise<ProductIndex | null> {
  const product = await db.product.findFirst({ where: isUuid(idOrSlug) ? { id: idOrSlug } : { slug: idOrSlug } });
  if (product === null) return null;
  const rows = await readVersions(db, product.id);
  const versionIds = [...new Set(rows.map((row) => row.id))];
  const [files, deltas, distributions, deprecated] = await Promise.all([
    readFiles(db, versionIds),
    readDeltas(db, versionIds),
    readDistributions(db, product.id),
    readDeprecated(db, product.id),
  ]);
  const versions = Map.groupBy(rows, (row) => row.channelId);
  const channels = (await readChannels(db, product.id)).map(({ id, name }): [string, IndexedChannel] => [
    name,
    {
      id,
      name,
      versions: (versions.get(id) ?? []).map((row) => toIndexedVersion(row, product, files.get(row.id) ?? [])),
      distributions: distributions.get(id) ?? [],
    },
  ]);
  return {
    id: product.id,
    slug: product.slug,
    name: product.name,
    image: product.image,
    isPrivate: product.isPrivate,
    channels: new Map(channels),
    deltasByResult: Map.groupBy(deltas, (delta) => delta.resultSha256),
    deprecated,
    bodies: new Map(),
    answers: new Map(),
    notes: new Map(),
  };
}

interface VersionRow {
  channelId: string;
  id: string;
  version: string;
  precedenceKey: string;
  digest: string | null;
  isOffered: boolean;
  isFloor: boolean;
  compatibility: Compatibility;
  metadata: Record<string, unknown>;
  releasedAt: Date;
}

/** The newest offered ones of each channel, and every floor. */
async function readVersions(db: Queryable, productId: string): Promise<VersionRow[]> {
  return db.$queryRaw<VersionRow[]>`
    WITH placed AS (
      SELECT c.id AS channel_id, cv.version_id, cv.is_offered
      FROM channels c CROSS JOIN LATERAL (
        (SELECT version_id, is_offered FROM channel_versions
         WHERE channel_id = c.id AND is_offered
         ORDER BY precedence_key DESC, version_id DESC LIMIT ${VERSIONS_OF_CHANNEL_MAX})
        UNION
        (SELECT f.version_id, f.is_offered FROM channel_versions f JOIN versions fv ON fv.id = f.version_id
         WHERE f.channel_id = c.id AND fv.is_floor)
      ) cv
      WHERE c.product_id = ${productId}::uuid
    )
    SELECT placed.channel_id AS "channelId", v.id, v.version, v.precedence_key AS "precedenceKey", v.digest,
           placed.is_offered AND NOT v.is_deprecated AND NOT EXISTS (
             SELECT 1 FROM release_holds h
             WHERE h.product_id = v.product_id AND h.digest = v.digest AND h.released_at IS NULL) AS "isOffered",
           v.is_floor AS "isFloor", v.compatibility, v.metadata, v.released_at AS "releasedAt"
    FROM placed JOIN versions v ON v.id = placed.version_id
    ORDER BY v.precedence_key DESC, v.id DESC`;
}

async function readChannels(db: Queryable, productId: string): Promise<{ id: string; name: string }[]> {
  return db.channel.findMany({
    where: { productId },
    select: { id: true, name: true },
    orderBy: [{ createdAt: "asc" }, { name: "asc" }],
  });
}

interface FileRow {
  id: string;
  fileId: string;
  toVersionId: string;
  fileName: string;
  size: bigint;
  sha256: string;
  mimeType: string;
  metadata: Record<string, unknown>;
}

async function readFiles(db: Queryable, versionIds: readonly string[]): Promise<Map<string, IndexedFile[]>> {
  const rows = await db.$queryRaw<FileRow[]>`
    SELECT p.id, f.id AS "fileId", p.to_version_id AS "toVersionId", p.file_name AS "fileName", f.file_size AS size,
           f.sha256, f.mime_type AS "mimeType", f.metadata
    FROM update_packages p JOIN cdn_files f ON f.id = p.file_id
    WHERE p.to_version_id = ANY(${[...versionIds]}::uuid[]) AND NOT p.is_delta AND p.state = 'ready'
    ORDER BY f.file_size DESC, p.file_name`;
  const files = Map.groupBy(rows, (row) => row.toVersionId);
  return new Map([...files].map(([versionId, ofVersion]) => [versionId, ofVersion.map(toIndexedFile)]));
}

function toIndexedFile(row: FileRow): IndexedFile {
  const { id, fileId, fileName, sha256, mimeType } = row;
  const size = Number(row.size);
  return { id, fileId, fileName, sha256, size, mimeType, for: platformOfFile(fileName, row.metadata) };
}

async function readDeltas(db: Queryable, versionIds: readonly string[]): Promise<IndexedDelta[]> {
  const rows = await db.$queryRaw<(Omit<IndexedDelta, "size" | "format"> & { size: bigint; format: string })[]>`
    SELECT p.id, p.format, older.precedence_key AS "fromKey", newer.precedence_key AS "toKey",
           older.version AS "fromVersion", p.base_sha256 AS "baseSha256", p.result_sha256 AS "resultSha256",
           f.file_size AS size, f.file_name AS "downloadName", f.sha256 AS checksum
    FROM update_packages p
    JOIN cdn_files f ON f.id = p.file_id
    JOIN versions older ON older.id = p.from_version_id
    JOIN versions newer ON newer.id = p.to_version_id
    WHERE p.to_version_id = ANY(${[...versionIds]}::uuid[]) AND p.is_delta AND p.state = 'ready'
    ORDER BY f.file_size`;
  // The column holds only what the delta tools wrote, so the cast is safe.
  return rows.map((row) => ({ ...row, format: row.format as DeltaFormat, size: Number(row.size) }));
}

async function readDistributions(db: Queryable, productId: string): Promise<Map<string, Distribution[]>> {
  const rows = await db.updateDistribution.findMany({
    where: { productId },
    orderBy: { createdAt: "desc" },
    take: DISTRIBUTIONS_MAX,
  });
  const ofChannel = Map.groupBy(rows, (row) => row.channelId);
  return new Map([...ofChannel].map(([channelId, few]) => [channelId, few.map(toDistributionFacts)]));
}

async function readDeprecated(db: Queryable, productId: string): Promise<Set<string>> {
  const rows = await db.version.findMany({
    where: { productId, isDeprecated: true },
    select: { version: true },
    orderBy: { releasedAt: "desc" },
    take: DEPRECATED_MAX,
  });
  return new Set(rows.map((row) => row.version));
}

/** What consists of files can be had only when there is one; an image, only when its digest is known. */
function toIndexedVersion(row: VersionRow, product: { kind: string }, files: IndexedFile[]): IndexedVersion {
  const { channelId: _channelId, metadata, ...rest } = row;
  const isImage = product.kind === "image";
  return {
    ...rest,
    isOffered: row.isOffered && (isImage ? row.digest !== null : files.length > 0),
    downloads: isImage ? null : files.map((file) => file.for),
    files,
    isMandatory: row.isFloor || metadata.mandatory === true,
  };
}

export async function readNotes(db: Queryable, versionId: string): Promise<VersionNotes> {
  const row = await db.version.findUnique({
    where: { id: versionId },
    select: { releaseNotes: true, changelog: true },
  });
  return { releaseNotes: row?.releaseNotes ?? "", changelog: (row?.changelog as unknown[] | undefined) ?? [] };
}

/** The channel that a device follows: its own, or its fleet's. Null where neither says one, or there is no such device. */
export async function readDeviceChannel(db: Queryable, deviceId: string): Promise<string | null> {
  const device = await db.device.findUnique({
    where: { id: deviceId },
    select: { channel: true, fleet: { select: { channel: true } } },
  });
  return device?.channel ?? device?.fleet?.channel ?? null;
}
