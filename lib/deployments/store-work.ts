import type { Queryable } from "#lib/database/client.ts";

/** Finds the machines of the deployments that made these rollouts. */
export async function selectMachinesOfRollouts(db: Queryable, rolloutIds: readonly string[]): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT d.machine_id AS id FROM image_rollouts r JOIN deployments d ON d.id = r.deployment_id
    WHERE r.id = ANY(${[...rolloutIds]}::uuid[])`;
  return rows.map(({ id }) => id);
}

/**
 * Names the versions of policies' deployments whose rollouts have learned meanwhile from the registry what they are, in
 * the deployment and for its stages.
 */
export async function nameVersions(db: Queryable): Promise<void> {
  await db.$executeRaw`
    WITH named AS (
      UPDATE deployments d SET version_id = v.id, from_version = r.from_version,
        release = d.release || jsonb_build_object('digest', r.digest, 'version', v.version)
      FROM image_rollouts r, versions v
      WHERE d.version_id IS NULL AND r.deployment_id = d.id AND r.digest IS NOT NULL
        AND v.product_id = r.product_id AND v.version = r.to_version
      RETURNING d.machine_id, v.id AS version_id, v.version, r.digest)
    UPDATE machines m SET context = m.context || jsonb_build_object('release', (m.context->'release')
      || jsonb_build_object('versionId', n.version_id, 'version', n.version, 'digest', n.digest))
    FROM named n WHERE m.id = n.machine_id`;
}

/**
 * Finds deployments of a single rollout that are over, and whose rollout somebody takes back: the deployment is then
 * taken back too.
 */
export async function selectTakenBack(db: Queryable, limit: number): Promise<{ id: string; reason: string | null }[]> {
  return db.$queryRaw`
    SELECT d.id, r.status_reason AS reason
    FROM image_rollouts r JOIN deployments d ON d.id = r.deployment_id JOIN machines m ON m.id = d.machine_id
    WHERE r.status IN ('rollingBack', 'rolledBack') AND d.template_id IS NULL
      AND m.status IN ('completed', 'failed', 'cancelled')
      -- A way back that could not be gone to its end is a person's to retry.
      AND NOT EXISTS (SELECT 1 FROM machine_stages s WHERE s.machine_id = m.id AND s.status = 'rollbackFailed')
    ORDER BY d.number LIMIT ${limit}`;
}
