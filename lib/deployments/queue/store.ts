import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { Priority } from "#lib/deployments/queue/rules/priority.ts";
import { lockMachineAndDeployment } from "#lib/deployments/store.ts";
import { rankOf } from "#lib/deployments/queue/rules/priority.ts";

export interface NewQueueEntry {
  deploymentId: string;
  productId: string;
  environmentId: string | null;
  priority: Priority;
  scheduledAt: Date | null;
  timeZone: string;
  enqueuedAt: Date;
}

/** Puts a deployment into the line. */
export async function insertEntry(tx: Transaction, entry: NewQueueEntry): Promise<string> {
  const row = await tx.queueEntry.create({
    data: { ...entry, priorityRank: rankOf(entry.priority), status: "waiting" },
    select: { id: true },
  });
  return row.id;
}

/** Lets those who admit for a product do so one after the other: they count what runs, and then add to it. */
export async function lockProductLine(tx: Transaction, productId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('slipway queue ' || ${productId}, 0))`;
}

export interface EntryRecord {
  id: string;
  deploymentId: string;
  productId: string;
  environmentId: string | null;
  status: string;
  priority: Priority;
  scheduledAt: Date | null;
  timeZone: string;
  attempt: number;
  attemptsMax: number;
}

const shown = {
  id: true,
  deploymentId: true,
  productId: true,
  environmentId: true,
  status: true,
  priority: true,
  scheduledAt: true,
  timeZone: true,
  attempt: true,
  attemptsMax: true,
} as const;

/** Finds an entry by its own id or by that of its deployment. */
export async function findEntry(db: Queryable, id: string): Promise<EntryRecord | null> {
  const row = await db.queueEntry.findFirst({ where: { OR: [{ id }, { deploymentId: id }] }, select: shown });
  // Written by insertEntry and reprioritise alone.
  return row && { ...row, priority: row.priority as Priority };
}

/** Locks the machine first, then the deployment, and its entry last, as everybody does who needs several. */
export async function lockEntry(tx: Transaction, entry: Pick<EntryRecord, "id" | "deploymentId">): Promise<void> {
  await lockMachineAndDeployment(tx, entry.deploymentId);
  await tx.$queryRaw`SELECT id FROM deployment_queue WHERE id = ${entry.id}::uuid FOR UPDATE`;
}

export async function markRunning(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx.queueEntry.update({
    where: { id },
    data: { status: "running", startedAt: now, waitReason: null, nextAttemptAt: null, lastError: null },
    select: { id: true },
  });
}

export interface FailedTry {
  attempt: number;
  nextAttemptAt: Date | null;
  lastError: string;
}

/** Notes a start that failed; without a next try the entry is over. */
export async function noteFailedTry(tx: Transaction, id: string, failed: FailedTry, now: Date): Promise<void> {
  const isOver = failed.nextAttemptAt === null;
  await tx.queueEntry.update({
    where: { id },
    data: { ...failed, ...(isOver && { status: "failed", finishedAt: now, waitReason: null }) },
    select: { id: true },
  });
}

export async function saveTime(
  tx: Transaction,
  id: string,
  time: { scheduledAt: Date | null; timeZone: string },
): Promise<void> {
  await tx.queueEntry.update({ where: { id }, data: { ...time, nextAttemptAt: null }, select: { id: true } });
}

export async function savePriority(tx: Transaction, entry: EntryRecord, priority: Priority): Promise<void> {
  const priorityRank = rankOf(priority);
  await tx.queueEntry.update({ where: { id: entry.id }, data: { priority, priorityRank }, select: { id: true } });
  await tx.deployment.update({ where: { id: entry.deploymentId }, data: { priority }, select: { id: true } });
}

/** Writes why each waits, where that has changed, so that it can be read wherever a deployment is shown. */
export async function saveWaitReasons(
  db: Queryable,
  reasons: readonly { id: string; reason: string }[],
): Promise<void> {
  await db.$executeRaw`
    UPDATE deployment_queue q SET wait_reason = r.reason
    FROM unnest(${reasons.map(({ id }) => id)}::uuid[], ${reasons.map(({ reason }) => reason)}::text[]) AS r(id, reason)
    WHERE q.id = r.id AND q.status = 'waiting' AND q.wait_reason IS DISTINCT FROM r.reason`;
}

/**
 * Lets the entries follow their deployments: those that are over leave the line, however they ended, and those that were
 * taken up again, to be tried anew or taken back, take room again. Rows that others hold are left for the next time.
 */
export async function followDeployments(db: Queryable): Promise<number> {
  return db.$executeRaw`
    WITH moved AS (
      SELECT q.id, d.status, coalesce(d.completed_at, d.updated_at) AS ended_at
      FROM deployment_queue q JOIN deployments d ON d.id = q.deployment_id
      WHERE q.id IN (
        SELECT waiting.id FROM deployment_queue waiting JOIN deployments ended ON ended.id = waiting.deployment_id
        WHERE waiting.status IN ('waiting', 'running') AND ended.status IN ('completed', 'failed', 'cancelled', 'rolledBack')
        UNION ALL
        SELECT closed.id FROM deployments again JOIN deployment_queue closed ON closed.deployment_id = again.id
        WHERE again.status IN ('running', 'paused', 'rollingBack') AND closed.status IN ('done', 'failed', 'cancelled'))
      FOR UPDATE OF q SKIP LOCKED
    )
    UPDATE deployment_queue q
    SET status = CASE WHEN m.status IN ('running', 'paused', 'rollingBack') THEN 'running' WHEN m.status = 'completed' THEN 'done'
                      WHEN m.status = 'cancelled' THEN 'cancelled' ELSE 'failed' END,
        finished_at = CASE WHEN m.status IN ('running', 'paused', 'rollingBack') THEN NULL ELSE m.ended_at END,
        wait_reason = NULL
    FROM moved m WHERE m.id = q.id`;
}
