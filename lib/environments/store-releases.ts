import type { Transaction } from "#lib/database/client.ts";

export async function insertRelease(tx: Transaction, deploymentId: string, at: Date): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO environment_releases (environment_id, product_id, version_id, deployment_id, release, deployed_at,
                                      verified_at)
    SELECT d.environment_id, d.product_id, d.version_id, d.id, d.release, ${at}::timestamptz,
           CASE WHEN NOT EXISTS (
             SELECT 1 FROM machine_stages s
             WHERE s.machine_id = d.machine_id AND s.status IN ('failed', 'cancelled', 'rolledBack', 'rollbackFailed')
           ) THEN ${at}::timestamptz END
    FROM deployments d
    WHERE d.id = ${deploymentId}::uuid AND d.environment_id IS NOT NULL AND d.version_id IS NOT NULL
    ON CONFLICT (deployment_id) DO NOTHING`;
}

export async function saveFailure(tx: Transaction, deploymentId: string, at: Date): Promise<void> {
  await tx.environmentRelease.updateMany({ where: { deploymentId, failedAt: null }, data: { failedAt: at } });
}
