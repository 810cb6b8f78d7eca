import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { Prisma } from "#lib/database/generated/client.ts";
import type { Override } from "#lib/deployments/rules/deployment.ts";

export async function findOverride(db: Queryable, deploymentId: string): Promise<Override | null> {
  const row = await db.deployment.findUniqueOrThrow({ where: { id: deploymentId }, select: { override: true } });
  // Written by saveOverride and when the deployment was made.
  return row.override as unknown as Override | null;
}

export async function saveOverride(tx: Transaction, deploymentId: string, override: Override): Promise<void> {
  await tx.deployment.update({
    where: { id: deploymentId },
    data: { override: override as unknown as Prisma.InputJsonValue },
    select: { id: true },
  });
}
