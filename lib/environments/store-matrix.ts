import { Prisma, type Queryable } from "#lib/database/client.ts";
import type { Freshness } from "#lib/devices/rules/device.ts";
import type { DeviceFilter } from "#lib/devices/rules/filter.ts";
import { selectionWhere } from "#lib/devices/store-selection.ts";
import type { OpenDeployment, ReleaseView } from "#lib/environments/view.ts";

export interface ReleaseRow {
  id: string;
  environmentId: string;
  productId: string;
  versionId: string;
  version: string;
  digest: string | null;
  deploymentId: string;
  deploymentNumber: number;
  deploymentStatus: string;
  deployedAt: Date;
  verifiedAt: Date | null;
  failedAt: Date | null;
}

const columns = Prisma.sql`
  r.id, r.environment_id AS "environmentId", r.product_id AS "productId", r.version_id AS "versionId", v.version,
  r.release->>'digest' AS digest, d.id AS "deploymentId", d.number AS "deploymentNumber",
  d.status AS "deploymentStatus", r.deployed_at AS "deployedAt", r.verified_at AS "verifiedAt",
  r.failed_at AS "failedAt"`;

const joins = Prisma.sql`
  environment_releases r JOIN versions v ON v.id = r.version_id JOIN deployments d ON d.id = r.deployment_id`;

/**
 * Reads what runs in each environment of each product: the newest that was deployed and not taken back. One that a check
 * found bad afterwards still runs.
 */
export async function selectRunning(
  db: Queryable,
  productIds: readonly string[],
  environmentIds: readonly string[],
): Promise<ReleaseRow[]> {
  return db.$queryRaw<ReleaseRow[]>`
    SELECT DISTINCT ON (r.product_id, r.environment_id) ${columns} FROM ${joins}
    WHERE r.product_id = ANY(${productIds}::uuid[]) AND r.environment_id = ANY(${environmentIds}::uuid[])
      AND d.status <> 'rolledBack'
    ORDER BY r.product_id, r.environment_id, r.deployed_at DESC, d.number DESC`;
}

export interface ReleaseQuery {
  environmentId: string;
  productId: string;
  after: { deployedAt: string; id: string } | null;
  limit: number;
}

/** Reads what was deployed to one cell, the newest first, one more than asked for where there are more. */
export async function selectReleases(db: Queryable, query: ReleaseQuery): Promise<ReleaseRow[]> {
  const { after } = query;
  const older = after
    ? Prisma.sql`AND (r.deployed_at, r.id) < (${after.deployedAt}::timestamptz, ${after.id}::uuid)`
    : Prisma.empty;
  return db.$queryRaw<ReleaseRow[]>`
    SELECT ${columns} FROM ${joins}
    WHERE r.environment_id = ${query.environmentId}::uuid AND r.product_id = ${query.productId}::uuid ${older}
    ORDER BY r.deployed_at DESC, r.id DESC LIMIT ${query.limit + 1}`;
}

export interface OpenRow extends OpenDeployment {
  productId: string;
  environmentId: string;
}

/** Reads of each cell the newest deployment that is not over. */
export async function selectOpen(
  db: Queryable,
  productIds: readonly string[],
  environmentIds: readonly string[],
): Promise<OpenRow[]> {
  return db.$queryRaw<OpenRow[]>`
    SELECT DISTINCT ON (d.product_id, d.environment_id) d.product_id AS "productId",
           d.environment_id AS "environmentId", d.id, d.number, v.version, d.status
    FROM deployments d LEFT JOIN versions v ON v.id = d.version_id
    WHERE d.product_id = ANY(${productIds}::uuid[]) AND d.environment_id = ANY(${environmentIds}::uuid[])
      AND d.status IN ('queued', 'running', 'paused', 'rollingBack')
    ORDER BY d.product_id, d.environment_id, d.number DESC`;
}

export interface Span {
  productId: string;
  older: string;
  newer: string;
}

/** Counts of each span the product's versions that are newer than one end and not newer than the other. */
export async function countBetween(db: Queryable, spans: readonly Span[]): Promise<number[]> {
  if (spans.length === 0) return [];
  const rows = await db.$queryRaw<{ count: number }[]>`
    SELECT (SELECT count(*)::int FROM versions v
            WHERE v.product_id = s.product_id AND v.precedence_key > s.older AND v.precedence_key <= s.newer) AS count
    FROM unnest(${spans.map(({ productId }) => productId)}::uuid[], ${spans.map(({ older }) => older)}::text[],
                ${spans.map(({ newer }) => newer)}::text[]) WITH ORDINALITY AS s(product_id, older, newer, place)
    ORDER BY s.place`;
  return rows.map(({ count }) => count);
}

const VERSIONS_SHOWN = 20;

/** Counts what the devices of a filter say that they run of a product. */
export async function countRunning(
  db: Queryable,
  app: string,
  filter: DeviceFilter,
  freshness: Freshness,
): Promise<{ version: string | null; deviceCount: number }[]> {
  return db.$queryRaw`
    SELECT a.version, count(*)::int AS "deviceCount"
    FROM devices d LEFT JOIN device_apps a ON a.device_id = d.id AND a.app = ${app}
    WHERE ${selectionWhere(filter, freshness)}
    GROUP BY a.version ORDER BY count(*) DESC, a.version LIMIT ${VERSIONS_SHOWN}`;
}

export function toReleaseView(row: ReleaseRow): ReleaseView {
  return {
    id: row.id,
    versionId: row.versionId,
    version: row.version,
    digest: row.digest,
    deployment: { id: row.deploymentId, number: row.deploymentNumber, status: row.deploymentStatus },
    deployedAt: row.deployedAt.toISOString(),
    verifiedAt: row.verifiedAt?.toISOString() ?? null,
    failedAt: row.failedAt?.toISOString() ?? null,
  };
}
