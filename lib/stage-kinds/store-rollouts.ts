import type { Queryable, Transaction } from "#lib/database/client.ts";

/** Of one stage of one deployment; `part` tells those of one stage apart, such as its regions. */
export interface RolloutPlace {
  deploymentId: string;
  stage: string;
  part?: string | undefined;
  /** From 1; a stage that a person has retried makes another rollout. */
  attempt: number;
}

/** Under which name a rollout is kept with its deployment: no stage's name holds these separators. */
export function placeName({ stage, part, attempt }: Omit<RolloutPlace, "deploymentId">): string {
  return `${stage}${part === undefined ? "" : `/${part}`}${attempt > 1 ? `#${attempt}` : ""}`;
}

/**
 * Says whether the machine still wants its stages to do something, and keeps that from changing until the transaction is
 * over: who cancels it afterwards finds all that was made before. So does whoever asks at the same time, such as a process
 * that took over from one that only seemed to be dead.
 */
export async function holdWish(tx: Transaction, machineId: string): Promise<boolean> {
  const [machine] = await tx.$queryRaw<{ isWanted: boolean }[]>`
    SELECT status = 'running' AND cancel_requested_at IS NULL AS "isWanted" FROM machines
    WHERE id = ${machineId}::uuid FOR NO KEY UPDATE`;
  return machine?.isWanted === true;
}

export async function findPlacedRollout(db: Queryable, place: RolloutPlace): Promise<string | null> {
  const row = await db.rollout.findUnique({
    where: { deploymentId_deploymentStage: { deploymentId: place.deploymentId, deploymentStage: placeName(place) } },
    select: { id: true },
  });
  return row?.id ?? null;
}

/** Lists all rollouts that a stage, or one part of it, has made, the newest first. */
export async function selectRolloutsOfStage(
  db: Queryable,
  deploymentId: string,
  stage: string,
  part?: string,
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT id FROM image_rollouts
    WHERE deployment_id = ${deploymentId}::uuid AND split_part(split_part(deployment_stage, '#', 1), '/', 1) = ${stage}
      AND (${part ?? null}::text IS NULL OR split_part(split_part(deployment_stage, '#', 1), '/', 2) = ${part ?? null}::text)
    ORDER BY number DESC`;
  return rows.map(({ id }) => id);
}
