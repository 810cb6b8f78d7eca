import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { CallbackKey } from "#lib/stage-kinds/callbacks/token.ts";
import type { CallbackReport } from "#lib/stage-kinds/rules/command.ts";

/** Finds what the other side has said of a round, or null. */
export async function findReport(
  db: Queryable,
  { machineId, stage, direction, round }: CallbackKey,
): Promise<CallbackReport | null> {
  const row = await db.stageCallback.findUnique({
    where: { machineId_stage_direction_round: { machineId, stage, direction, round } },
    select: { status: true, progress: true, message: true },
  });
  // Only saveReport writes the column.
  return row === null ? null : { ...row, status: row.status as CallbackReport["status"] };
}

/** Keeps a report. One that ended the work stays: false says that there is such a one, and that nothing was written. */
export async function saveReport(
  tx: Transaction,
  { machineId, stage, direction, round }: CallbackKey,
  { status, progress, message }: CallbackReport,
  now: Date,
): Promise<boolean> {
  const written = await tx.$executeRaw`
    INSERT INTO stage_callbacks (machine_id, stage, direction, round, status, progress, message, received_at)
    VALUES (${machineId}::uuid, ${stage}, ${direction}, ${round}::int, ${status}, ${progress}::float8, ${message},
            ${now}::timestamptz)
    ON CONFLICT (machine_id, stage, direction, round) DO UPDATE
    SET status = excluded.status, progress = coalesce(excluded.progress, stage_callbacks.progress),
        message = excluded.message, received_at = excluded.received_at
    WHERE stage_callbacks.status = 'running'`;
  return written > 0;
}

/** Finds the machine of a deployment and how one of its stages stands, or null. */
export async function findStage(
  db: Queryable,
  deploymentId: string,
  stage: string,
): Promise<{ machineId: string; status: string } | null> {
  const [found] = await db.$queryRaw<{ machineId: string; status: string }[]>`
    SELECT s.machine_id AS "machineId", s.status
    FROM deployments d JOIN machine_stages s ON s.machine_id = d.machine_id AND s.name = ${stage}
    WHERE d.id = ${deploymentId}::uuid`;
  return found ?? null;
}
