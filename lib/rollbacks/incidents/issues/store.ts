import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { IssueStatus } from "#lib/rollbacks/rules/issue.ts";

export interface ClaimedIssue {
  incidentId: string;
  attempts: number;
  /** Proves that it is still ours. */
  dueAt: Date;
}

/**
 * Takes one report that is to be opened now, until `until`: whoever took it may have been killed, and then another one
 * takes it. Null where there is none.
 */
export async function claimIssue(
  db: Queryable,
  { now, until }: { now: Date; until: Date },
): Promise<ClaimedIssue | null> {
  const [row] = await db.$queryRaw<ClaimedIssue[]>`
    UPDATE incidents SET issue_due_at = ${until}::timestamptz, issue_attempts = issue_attempts + 1
    WHERE id = (
      SELECT i.id FROM incidents i JOIN rollback_plans p ON p.id = i.plan_id
      WHERE i.issue_status IN ('waiting', 'pending') AND coalesce(i.issue_due_at, '-infinity') <= ${now}::timestamptz
        AND (i.issue_status = 'pending' OR p.status IN ('completed', 'failed', 'cancelled', 'needsDecision'))
      ORDER BY i.created_at LIMIT 1 FOR UPDATE OF i SKIP LOCKED)
    RETURNING id AS "incidentId", issue_attempts AS attempts, issue_due_at AS "dueAt"`;
  return row ?? null;
}

export interface IssueOutcome {
  /** Unsaid: as it was. */
  status?: IssueStatus;
  url?: string;
  error?: string | null;
  dueAt?: Date | null;
  attempts?: number;
}

/** Notes what came of a try. False where the claim had run out and another took it. */
export async function settleIssue(
  tx: Transaction,
  { incidentId, dueAt }: ClaimedIssue,
  outcome: IssueOutcome,
): Promise<boolean> {
  const where = { id: incidentId, issueDueAt: dueAt, issueStatus: { in: ["waiting", "pending"] } };
  const { count } = await tx.incident.updateMany({ where, data: columnsOf(outcome) });
  return count > 0;
}

/** Has a report opened that is not, and is not about to be. False where there is nothing to do. */
export async function askForIssue(tx: Transaction, incidentId: string, now: Date): Promise<boolean> {
  const { count } = await tx.incident.updateMany({
    where: { id: incidentId, OR: [{ issueStatus: null }, { issueStatus: { in: ["waiting", "failed"] } }] },
    data: columnsOf({ status: "pending", error: null, dueAt: now, attempts: 0 }),
  });
  return count > 0;
}

/** When the next report is to be tried; null where none is. */
export async function findNextIssue(db: Queryable): Promise<Date | null> {
  const next = await db.incident.aggregate({ where: { issueStatus: "pending" }, _min: { issueDueAt: true } });
  return next._min.issueDueAt;
}

function columnsOf({ status, url, error, dueAt, attempts }: IssueOutcome) {
  return {
    ...(status !== undefined && { issueStatus: status }),
    ...(url !== undefined && { issueUrl: url }),
    ...(error !== undefined && { issueError: error }),
    ...(dueAt !== undefined && { issueDueAt: dueAt }),
    ...(attempts !== undefined && { issueAttempts: attempts }),
  };
}
