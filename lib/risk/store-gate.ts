import type { Transaction } from "#lib/database/client.ts";
import type { ApprovalNeed, Limits } from "#lib/environments/rules/approval.ts";
import type { Unassessed } from "#lib/risk/store-outcomes.ts";

/** What the environment of a deployment allows; null where it has none. */
export async function findLimits(tx: Transaction, deploymentId: string): Promise<Limits | null> {
  const [row] = await tx.$queryRaw<Limits[]>`
    SELECT e.required_approvals AS "requiredApprovals", e.approver_role AS "approverRole", e.risk_limit AS "riskLimit"
    FROM deployments d JOIN environments e ON e.id = d.environment_id WHERE d.id = ${deploymentId}::uuid`;
  return row ?? null;
}

/** A deployment, in the words that its events tell it by. */
export interface GatedDeployment {
  number: number;
  productId: string;
  product: string;
  version: string | null;
  environment: string | null;
}

/**
 * Asks for approvals of a deployment that still waits and asks for none. Returns what was held; null where it has begun
 * meanwhile.
 */
export async function saveNeed(
  tx: Transaction,
  deploymentId: string,
  need: ApprovalNeed,
): Promise<GatedDeployment | null> {
  const [row] = await tx.$queryRaw<GatedDeployment[]>`
    UPDATE deployments d SET approval_need = ${JSON.stringify(need)}::jsonb
    FROM products p
    WHERE p.id = d.product_id AND d.id = ${deploymentId}::uuid AND d.status = 'queued' AND d.approval_need IS NULL
    RETURNING d.number, d.product_id AS "productId", p.slug AS product, d.release ->> 'version' AS version,
              (SELECT slug FROM environments e WHERE e.id = d.environment_id) AS environment`;
  return row ?? null;
}

/** Says whether somebody else has assessed it in full meanwhile; who asks next waits until this transaction is over. */
export async function isAssessed(tx: Transaction, { deploymentId, rolloutId }: Unassessed): Promise<boolean> {
  const id = deploymentId ?? rolloutId;
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('slipway risk ' || ${id}::text, 0))`;
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM risk_assessments
    WHERE (deployment_id = ${deploymentId}::uuid OR rollout_id = ${rolloutId}::uuid) AND features->'compared' <> 'null'`;
  return (row?.count ?? 0) > 0;
}

/** The full assessment takes the place of the one that was made before anything was compared. */
export async function deletePreliminary(tx: Transaction, deploymentId: string): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM risk_assessments WHERE deployment_id = ${deploymentId}::uuid AND features->'compared' = 'null'`;
}
