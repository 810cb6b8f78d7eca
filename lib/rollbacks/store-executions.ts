import type { ActorView } from "#lib/access/rules/actor.ts";
import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import type { ExecutionDetails, ExecutionRecord, ExecutionStage } from "#lib/rollbacks/record.ts";
import type { ExecutionStatus } from "#lib/rollbacks/rules/plan.ts";
import type { Whereabouts } from "#lib/rollbacks/rules/whereabouts.ts";

/** Inserts an execution whose machine is there already. Of one plan only one can be under way. */
export async function insertExecution(
  tx: Transaction,
  draft: { id: string; planId: string; machineId: string; startedBy: ActorView },
  now: Date,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO rollback_executions (id, plan_id, attempt, machine_id, status, started_by, started_at)
    SELECT ${draft.id}::uuid, ${draft.planId}::uuid, coalesce(max(attempt), 0) + 1, ${draft.machineId}::uuid, 'running',
           ${JSON.stringify(draft.startedBy)}::jsonb, ${now}::timestamptz
    FROM rollback_executions WHERE plan_id = ${draft.planId}::uuid`;
}

export async function saveExecution(
  tx: Transaction,
  executionId: string,
  change: {
    status?: ExecutionStatus;
    statusReason?: string | null;
    completedAt?: Date | null;
    rolloutId?: string;
    outcome?: Whereabouts;
  },
): Promise<void> {
  const { outcome, ...rest } = change;
  await tx.rollbackExecution.update({
    where: { id: executionId },
    data: { ...rest, ...(outcome && { outcome: { ...outcome } }) },
    select: { id: true },
  });
}

/** Finds a plan's newest execution, or null. */
export async function findNewestExecution(db: Queryable, planId: string): Promise<ExecutionRecord | null> {
  const row = await db.rollbackExecution.findFirst({ where: { planId }, orderBy: { attempt: "desc" } });
  // The columns hold only what this file writes, so the casts are safe.
  return row as unknown as ExecutionRecord | null;
}

/** Reads a plan's executions with their stages and rollouts, the newest first. */
export async function selectExecutions(db: Queryable, planId: string): Promise<ExecutionDetails[]> {
  const rows = await db.rollbackExecution.findMany({
    where: { planId },
    orderBy: { attempt: "desc" },
    include: {
      machine: { select: { status: true, stages: { orderBy: { position: "asc" } } } },
      rollouts: {
        orderBy: { rollbackRound: "asc" },
        select: { id: true, number: true, status: true, rollbackRound: true },
      },
    },
  });
  return rows.map(({ machine, rollouts, ...row }) => ({
    ...(row as unknown as ExecutionRecord),
    machineStatus: machine.status as ExecutionDetails["machineStatus"],
    stages: machine.stages.map((stage): ExecutionStage => ({
      name: stage.name,
      status: stage.status as ExecutionStage["status"],
      statusReason: stage.statusReason,
      attempt: stage.attempt,
      startedAt: stage.startedAt,
      completedAt: stage.completedAt,
      output: stage.output as Record<string, unknown> | null,
    })),
    rollouts: rollouts.map(({ rollbackRound, ...rollout }) => ({ ...rollout, round: rollbackRound ?? 1 })),
  }));
}

/** Locks the machine of a plan's newest execution, as everybody does before the plan; null where there is none. */
export async function lockMachineOf(tx: Transaction, planId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT id FROM machines
    WHERE id = (SELECT machine_id FROM rollback_executions WHERE plan_id = ${planId}::uuid ORDER BY attempt DESC LIMIT 1)
    FOR NO KEY UPDATE`;
}

export interface RoundRecord {
  id: string;
  round: number;
  /** How often a person had had it tried again when it was made. */
  retries: number;
}

/** Reads the rollouts that an execution has made, the oldest first. */
export async function selectRounds(db: Queryable, executionId: string): Promise<RoundRecord[]> {
  return db.$queryRaw`
    SELECT id, rollback_round AS round, coalesce((choice ->> 'retries')::int, 0) AS retries FROM image_rollouts
    WHERE rollback_execution_id = ${executionId}::uuid ORDER BY rollback_round`;
}

/** Finds the machines of the executions that made these rollouts. */
export async function selectMachinesOfRollouts(db: Queryable, rolloutIds: readonly string[]): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT DISTINCT x.machine_id AS id FROM image_rollouts r JOIN rollback_executions x ON x.id = r.rollback_execution_id
    WHERE r.id = ANY(${[...rolloutIds]}::uuid[])`;
  return rows.map(({ id }) => id);
}

/** Finds the machines of executions that wait until a version's deployments and rollouts have stopped. */
export async function selectRunningMachines(db: Queryable): Promise<string[]> {
  const rows = await db.rollbackExecution.findMany({ where: { status: "running" }, select: { machineId: true } });
  return rows.map(({ machineId }) => machineId);
}

/** Counts the rollbacks of a product that began by themselves since a time. The caller holds the product's lock. */
export async function countAutomatic(tx: Transaction, productId: string, since: Date): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>(Prisma.sql`
    SELECT count(*)::int AS count FROM rollback_plans p JOIN rollback_executions x ON x.plan_id = p.id
    WHERE p.product_id = ${productId}::uuid AND p.is_automatic AND x.attempt = 1
      AND x.started_by ->> 'kind' = 'system' AND x.started_at > ${since}::timestamptz`);
  return row?.count ?? 0;
}

interface EndedRelease {
  deploymentId: string;
  number: number;
}

/** Notes that a version is bad wherever it was deployed in a place, so that it is promoted from there no more. */
export async function endReleases(
  tx: Transaction,
  { productId, environmentId, versionId }: { productId: string; environmentId: string | null; versionId: string },
  now: Date,
): Promise<EndedRelease[]> {
  return tx.$queryRaw`
    UPDATE environment_releases r SET failed_at = ${now}::timestamptz
    FROM deployments d
    WHERE d.id = r.deployment_id AND r.product_id = ${productId}::uuid AND r.version_id = ${versionId}::uuid
      AND (${environmentId}::uuid IS NULL OR r.environment_id = ${environmentId}::uuid) AND r.failed_at IS NULL
    RETURNING r.deployment_id AS "deploymentId", d.number`;
}

/** Lists deployments and rollouts that still bring a version to devices of a place. */
export async function selectBringing(
  db: Queryable,
  place: {
    productId: string;
    environmentId: string | null;
    from: { versionId: string; version: string; digest: string | null };
  },
): Promise<{ deployments: { id: string; status: string }[]; rollouts: { id: string }[] }> {
  const { productId, environmentId, from } = place;
  const deployments = await db.$queryRaw<{ id: string; status: string }[]>`
    SELECT d.id, d.status FROM deployments d
    WHERE d.product_id = ${productId}::uuid AND d.status IN ('queued', 'running', 'paused')
      AND (d.version_id = ${from.versionId}::uuid OR d.release ->> 'digest' = ${from.digest})
      AND (${environmentId}::uuid IS NULL OR d.environment_id = ${environmentId}::uuid)
    ORDER BY d.number`;
  const rollouts = await db.$queryRaw<{ id: string }[]>`
    SELECT r.id FROM image_rollouts r LEFT JOIN deployments d ON d.id = r.deployment_id
    WHERE r.product_id = ${productId}::uuid AND r.status IN ('pending', 'scheduled', 'running', 'paused')
      AND r.digest = ${from.digest} AND r.rollback_execution_id IS NULL
      AND (d.environment_id IS NULL OR ${environmentId}::uuid IS NULL OR d.environment_id = ${environmentId}::uuid)
    ORDER BY r.number`;
  return { deployments, rollouts };
}
