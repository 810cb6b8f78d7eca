import { Prisma, type Queryable } from "#lib/database/client.ts";
import type { DeviceFilter } from "#lib/devices/rules/filter.ts";

/** What a deployment or a rollout brought, and where. */
export interface Source {
  productId: string;
  environmentId: string | null;
  deployment: { id: string; number: number } | null;
  rollout: { id: string; number: number } | null;
  versionId: string | null;
  /** What ran there before, as it was noted. */
  before: string | null;
  /** Of a rollout: its devices. */
  deviceFilter: DeviceFilter | null;
}

export async function findDeploymentSource(db: Queryable, id: string): Promise<Source | null> {
  const row = await db.deployment.findUnique({
    where: { id },
    select: { id: true, number: true, productId: true, environmentId: true, versionId: true, fromVersion: true },
  });
  if (row === null) return null;
  const { number, productId, environmentId, versionId, fromVersion } = row;
  const deployment = { id, number };
  return { productId, environmentId, deployment, rollout: null, versionId, before: fromVersion, deviceFilter: null };
}

export async function findRolloutSource(db: Queryable, id: string): Promise<Source | null> {
  const [row] = await db.$queryRaw<(Omit<Source, "rollout" | "deployment"> & { number: number })[]>`
    SELECT r.number, r.product_id AS "productId", d.environment_id AS "environmentId",
           (SELECT v.id FROM versions v WHERE v.product_id = r.product_id AND (v.version = r.to_version OR v.digest = r.digest)
            ORDER BY v.version <> r.to_version LIMIT 1) AS "versionId",
           r.from_version AS before, r.settings -> 'deviceFilter' AS "deviceFilter"
    FROM image_rollouts r LEFT JOIN deployments d ON d.id = r.deployment_id
    WHERE r.id = ${id}::uuid`;
  if (row === undefined) return null;
  const { number, ...source } = row;
  return { ...source, deployment: null, rollout: { id, number } };
}

/** Finds what was deployed of a product last: in an environment, or anywhere. */
export async function findNewestRelease(
  db: Queryable,
  productId: string,
  environmentId: string | null,
): Promise<{ versionId: string; deployment: { id: string; number: number }; before: string | null } | null> {
  const row = await db.environmentRelease.findFirst({
    where: {
      productId,
      ...(environmentId !== null && { environmentId }),
      deployment: { status: { not: "rolledBack" } },
    },
    orderBy: { deployedAt: "desc" },
    select: { versionId: true, deployment: { select: { id: true, number: true, fromVersion: true } } },
  });
  if (row === null) return null;
  const { id, number, fromVersion } = row.deployment;
  return { versionId: row.versionId, deployment: { id, number }, before: fromVersion };
}

/** Finds the version that most devices run of a product, where nothing was deployed to an environment. */
export async function findMostRun(db: Queryable, productId: string, productSlug: string): Promise<string | null> {
  const [row] = await db.$queryRaw<{ id: string }[]>`
    -- Counted first: a hundred thousand devices run a handful of versions.
    WITH runs AS (
      SELECT a.digest, a.version, count(*) AS devices
      FROM device_apps a JOIN devices d ON d.id = a.device_id AND d.retired_at IS NULL
      WHERE a.app = ${productSlug} GROUP BY a.digest, a.version
    )
    SELECT v.id FROM runs
    JOIN versions v ON v.product_id = ${productId}::uuid
      AND (v.digest = runs.digest OR (runs.digest IS NULL AND v.version = runs.version))
    GROUP BY v.id ORDER BY sum(runs.devices) DESC, v.id LIMIT 1`;
  return row?.id ?? null;
}

/**
 * Finds the last version that was healthy, another one than that which is taken back: whose deployment passed all its
 * checks there and was not found bad since; else that of the last completed rollout.
 */
export async function findLastHealthy(
  db: Queryable,
  { productId, environmentId, versionId }: { productId: string; environmentId: string | null; versionId: string },
): Promise<string | null> {
  const usable = Prisma.sql`
    v.id <> ${versionId}::uuid AND NOT v.is_deprecated AND v.digest IS NOT NULL
    AND v.digest IS DISTINCT FROM (SELECT f.digest FROM versions f WHERE f.id = ${versionId}::uuid)
    AND NOT EXISTS (SELECT 1 FROM release_holds h
                    WHERE h.product_id = v.product_id AND h.digest = v.digest AND h.released_at IS NULL)`;
  const [released] = await db.$queryRaw<{ id: string }[]>`
    SELECT v.id FROM environment_releases r JOIN versions v ON v.id = r.version_id
    JOIN deployments d ON d.id = r.deployment_id
    WHERE r.product_id = ${productId}::uuid AND (${environmentId}::uuid IS NULL OR r.environment_id = ${environmentId}::uuid)
      AND r.verified_at IS NOT NULL AND r.failed_at IS NULL AND d.status = 'completed' AND ${usable}
    ORDER BY r.deployed_at DESC LIMIT 1`;
  if (released) return released.id;
  const [rolledOut] = await db.$queryRaw<{ id: string }[]>`
    SELECT v.id FROM image_rollouts r LEFT JOIN deployments d ON d.id = r.deployment_id
    JOIN versions v ON v.product_id = r.product_id AND v.digest = r.digest
    WHERE r.product_id = ${productId}::uuid AND r.status = 'completed' AND ${usable}
      AND (${environmentId}::uuid IS NULL OR d.environment_id IS NULL OR d.environment_id = ${environmentId}::uuid)
    ORDER BY r.completed_at DESC LIMIT 1`;
  return rolledOut?.id ?? null;
}
