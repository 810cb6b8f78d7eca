import { readActor, type ActorView } from "#lib/access/rules/actor.ts";
import type { Queryable, Transaction } from "#lib/database/client.ts";
import { lockMachineAndDeployment } from "#lib/deployments/store.ts";
import type { ApprovalNeed } from "#lib/environments/rules/approval.ts";
import type { Plan } from "#lib/templates/rules/plan.ts";

export interface AskedDeployment {
  id: string;
  number: number;
  productId: string;
  status: string;
  machineId: string;
  approvalNeed: ApprovalNeed | null;
  plan: Plan;
  createdBy: ActorView;
  /** The states of its stages by name. */
  stages: ReadonlyMap<string, string>;
  /** Those that note themselves that they ask people now. */
  asking: ReadonlySet<string>;
}

/** Locks a deployment, so that of two who decide at once the second one sees what the first one said. */
export async function lockDeployment(tx: Transaction, id: string): Promise<void> {
  await lockMachineAndDeployment(tx, id);
}

/** The columns hold only what makes deployments, so the casts are safe. */
export async function findAsked(db: Queryable, id: string): Promise<AskedDeployment | null> {
  const row = await db.deployment.findUnique({
    where: { id },
    select: {
      id: true,
      number: true,
      productId: true,
      status: true,
      machineId: true,
      approvalNeed: true,
      plan: true,
      createdBy: true,
      machine: { select: { stages: { select: { name: true, status: true } } } },
    },
  });
  if (!row) return null;
  const { machine, ...rest } = row;
  const asking = await db.$queryRaw<{ name: string }[]>`
    SELECT name FROM machine_stages
    WHERE machine_id = ${row.machineId}::uuid AND output->'asksPeople' = 'true'::jsonb`;
  return {
    ...rest,
    approvalNeed: row.approvalNeed as unknown as ApprovalNeed | null,
    plan: row.plan as unknown as Plan,
    createdBy: readActor(row.createdBy),
    stages: new Map(machine.stages.map(({ name, status }) => [name, status])),
    asking: new Set(asking.map(({ name }) => name)),
  };
}
