import { readActor, type ActorView } from "#lib/access/rules/actor.ts";
import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import type { DeploymentRecord } from "#lib/deployments/record.ts";
import { selectDeployments } from "#lib/deployments/store.ts";

export async function insertGroup(tx: Transaction, name: string, by: ActorView, at: Date): Promise<string> {
  const row = await tx.deploymentGroup.create({ data: { name, createdBy: { ...by }, createdAt: at } });
  return row.id;
}

export interface GroupRecord {
  id: string;
  number: number;
  name: string;
  createdAt: Date;
  createdBy: ActorView;
}

/** The column holds only what insertGroup wrote, so the cast is safe. */
export async function findGroup(db: Queryable, id: string): Promise<GroupRecord | null> {
  const row = await db.deploymentGroup.findUnique({ where: { id } });
  return row && { ...row, createdBy: readActor(row.createdBy) };
}

export async function selectOfGroup(db: Queryable, groupId: string): Promise<DeploymentRecord[]> {
  return selectDeployments(db, Prisma.sql`WHERE d.group_id = ${groupId}::uuid ORDER BY d.number`);
}
