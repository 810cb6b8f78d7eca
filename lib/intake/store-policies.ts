import type { Reach } from "#lib/access/rules/reach.ts";
import { productsWithin } from "#lib/access/teams/store-reach.ts";
import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import type { Policy as PolicyRow } from "#lib/database/generated/client.ts";
import type { Policy, PolicyDraft } from "#lib/intake/rules/policy.ts";
import { freezeSettings } from "#lib/rollouts/store-policy.ts";

/** Reads the policies that may match: switched on and not deleted. There are dozens, not thousands. */
export async function selectEnabledPolicies(db: Queryable): Promise<Policy[]> {
  const rows = await db.policy.findMany({ where: { enabled: true, deletedAt: null }, orderBy: { id: "asc" } });
  return rows.map(toPolicy);
}

/** Reads all policies that are not deleted, those switched off too. */
export async function selectAllPolicies(db: Queryable): Promise<Policy[]> {
  const rows = await db.policy.findMany({ where: { deletedAt: null }, orderBy: { id: "asc" } });
  return rows.map(toPolicy);
}

export async function findPolicyRow(db: Queryable, policyId: string): Promise<Policy | null> {
  const row = await db.policy.findFirst({ where: { id: policyId, deletedAt: null } });
  return row && toPolicy(row);
}

/** Locks a policy against an editor at the same time. */
export async function lockPolicy(tx: Transaction, policyId: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM image_update_policies WHERE id = ${policyId}::uuid FOR UPDATE`;
}

export async function isPolicyNameTaken(db: Queryable, name: string, exceptId: string | null): Promise<boolean> {
  const row = await db.policy.findUnique({ where: { name }, select: { id: true } });
  return row !== null && row.id !== exceptId;
}

export interface PolicyQuery {
  enabled?: boolean | undefined;
  productId?: string | undefined;
  q?: string | undefined;
  reach: Reach | undefined;
  after: { priority: number; name: string } | null;
  limit: number;
}

/** Reads policies, the most important first, one more than asked for where there are more. */
export async function selectPolicies(db: Queryable, query: PolicyQuery): Promise<Policy[]> {
  const { after } = query;
  const contains = query.q === undefined ? undefined : { contains: query.q, mode: "insensitive" as const };
  const rows = await db.policy.findMany({
    where: {
      deletedAt: null,
      ...(query.enabled !== undefined && { enabled: query.enabled }),
      ...(query.productId !== undefined && { productId: query.productId }),
      AND: [
        productsWithin(query.reach),
        contains ? { OR: [{ name: contains }, { imagePattern: contains }] } : {},
        after
          ? { OR: [{ priority: { lt: after.priority } }, { priority: after.priority, name: { gt: after.name } }] }
          : {},
      ],
    },
    orderBy: [{ priority: "desc" }, { name: "asc" }],
    take: query.limit + 1,
  });
  return rows.map(toPolicy);
}

export async function insertPolicy(tx: Transaction, draft: PolicyDraft, now: Date): Promise<Policy> {
  return toPolicy(await tx.policy.create({ data: { ...toColumns(draft), createdAt: now, updatedAt: now } }));
}

export async function savePolicy(tx: Transaction, policyId: string, draft: PolicyDraft, now: Date): Promise<Policy> {
  return toPolicy(await tx.policy.update({ where: { id: policyId }, data: { ...toColumns(draft), updatedAt: now } }));
}

/** Marks a policy as deleted: its rollouts keep it. The name becomes free for another one. */
export async function removePolicy(tx: Transaction, policy: Policy, now: Date): Promise<void> {
  await tx.policy.update({
    where: { id: policy.id },
    data: { name: `${policy.name} (deleted ${policy.id})`, enabled: false, deletedAt: now, updatedAt: now },
  });
}

function toColumns({ batches, ...draft }: PolicyDraft) {
  return {
    ...draft,
    batchPercentages: batches,
    stagedBatches: batches.length,
    tagRule: draft.tagRule === null ? Prisma.DbNull : { ...draft.tagRule },
    healthCheckConfig: draft.healthCheckConfig === null ? Prisma.DbNull : { ...draft.healthCheckConfig },
    deviceFilter: { ...draft.deviceFilter },
    maintenanceWindow: draft.maintenanceWindow === null ? Prisma.DbNull : { ...draft.maintenanceWindow },
  };
}

/** The columns hold only what createPolicyInput accepted, so the casts are safe. */
function toPolicy(row: PolicyRow): Policy {
  return {
    id: row.id,
    name: row.name,
    productId: row.productId,
    imagePattern: row.imagePattern,
    tagRule: row.tagRule as Policy["tagRule"],
    updateStrategy: row.updateStrategy as Policy["updateStrategy"],
    ...freezeSettings(row),
    priority: row.priority,
    enabled: row.enabled,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}
