import type { Queryable, Transaction } from "#lib/database/client.ts";

/**
 * Finds the versions of a product that were built from a commit, the newest first. Builds may name a commit by its
 * beginning, as people do, and so may a CI system.
 */
export async function findVersionsOf(db: Queryable, productId: string, commit: string): Promise<string[]> {
  const rows = await db.$queryRaw<{ versionId: string }[]>`
    SELECT version_id AS "versionId" FROM deployment_artifacts
    WHERE product_id = ${productId}::uuid AND version_id IS NOT NULL AND length(git_commit) >= 7
      AND (starts_with(${commit}::text, lower(git_commit)) OR starts_with(lower(git_commit), ${commit}::text))
    GROUP BY version_id ORDER BY max(created_at) DESC`;
  return rows.map(({ versionId }) => versionId);
}

/** Lets those who start by a trigger do so one after the other. */
export async function lockStarts(tx: Transaction, triggerId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('slipway ci starts ' || ${triggerId}, 0))`;
}

export interface Place {
  productId: string;
  environmentId: string;
}

/** Finds a deployment that a trigger made of a version, and that has not gone wrong. */
export async function findStarted(
  db: Queryable,
  { triggerId, versionId, environmentId }: { triggerId: string; versionId: string; environmentId: string },
): Promise<{ id: string; number: number } | null> {
  const rows = await db.$queryRaw<{ id: string; number: number }[]>`
    SELECT id, number FROM deployments
    WHERE version_id = ${versionId}::uuid AND environment_id = ${environmentId}::uuid
      AND trigger ->> 'kind' = 'ci' AND trigger ->> 'id' = ${triggerId}
      AND status NOT IN ('failed', 'cancelled', 'rolledBack')
    ORDER BY number DESC LIMIT 1`;
  return rows[0] ?? null;
}

/** Finds the deployment that the same run started by a trigger, in whichever attempt. */
export async function findStartedByRun(
  db: Queryable,
  {
    provider,
    repository,
    runId,
    triggerId,
  }: { provider: string; repository: string; runId: string; triggerId: string },
): Promise<{ id: string; number: number } | null> {
  const rows = await db.$queryRaw<{ id: string; number: number }[]>`
    SELECT result -> 'deployment' ->> 'id' AS id, (result -> 'deployment' ->> 'number')::int AS number
    FROM ci_runs r, jsonb_array_elements(r.outcome -> 'results') AS result
    WHERE r.provider = ${provider} AND r.repository = ${repository} AND r.run_id = ${runId}
      AND result ->> 'triggerId' = ${triggerId} AND result ->> 'did' = 'started' LIMIT 1`;
  return rows[0] ?? null;
}

export interface OpenDeployment {
  id: string;
  number: number;
  machineId: string;
  status: string;
}

/** Lists deployments of these versions to an environment that are not over. */
export async function selectOpenOf(
  db: Queryable,
  place: Place,
  versionIds: readonly string[],
): Promise<OpenDeployment[]> {
  return db.deployment.findMany({
    where: { ...place, versionId: { in: [...versionIds] }, status: { in: ["queued", "running", "paused"] } },
    orderBy: { number: "asc" },
    select: { id: true, number: true, machineId: true, status: true },
  });
}

/** Finds the release of one of these versions that an environment runs, and that is not known to be bad. */
export async function findRunningOf(
  db: Queryable,
  place: Place,
  versionIds: readonly string[],
): Promise<{ id: string; number: number } | null> {
  const newest = await db.environmentRelease.findFirst({
    where: { ...place, deployment: { status: { not: "rolledBack" } } },
    orderBy: { deployedAt: "desc" },
    select: { versionId: true, failedAt: true, deployment: { select: { id: true, number: true } } },
  });
  const isMeant = newest !== null && newest.failedAt === null && versionIds.includes(newest.versionId);
  return isMeant ? newest.deployment : null;
}
