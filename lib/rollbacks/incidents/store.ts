import type { ActorView } from "#lib/access/rules/actor.ts";
import type { Prisma, Queryable, Transaction } from "#lib/database/client.ts";
import type { EventView } from "#lib/events/view.ts";
import type { IssueStatus } from "#lib/rollbacks/rules/issue.ts";

export interface IncidentRecord {
  id: string;
  number: number;
  planId: string;
  productId: string;
  title: string;
  summary: string | null;
  cause: string | null;
  actions: string | null;
  editedBy: ActorView | null;
  editedAt: Date | null;
  revision: number;
  issueStatus: IssueStatus | null;
  issueUrl: string | null;
  issueError: string | null;
  createdAt: Date;
}

/** Makes the report of a plan. Null where it has one. */
export async function insertIncident(
  tx: Transaction,
  draft: { planId: string; productId: string; title: string; issueStatus: IssueStatus | null },
  now: Date,
): Promise<{ id: string; number: number } | null> {
  const [row] = await tx.$queryRaw<{ id: string; number: number }[]>`
    INSERT INTO incidents (plan_id, product_id, title, issue_status, created_at)
    VALUES (${draft.planId}::uuid, ${draft.productId}::uuid, ${draft.title}, ${draft.issueStatus}, ${now}::timestamptz)
    ON CONFLICT (plan_id) DO NOTHING RETURNING id, number`;
  return row ?? null;
}

export async function findIncident(
  db: Queryable,
  where: { id: string } | { planId: string },
): Promise<IncidentRecord | null> {
  const row = await db.incident.findUnique({ where });
  // The columns hold only what this folder wrote, so the cast is safe.
  return row as unknown as IncidentRecord | null;
}

/** Writes what people wrote, if nobody else did since. False where somebody was faster. */
export async function saveIncident(
  tx: Transaction,
  { id, revision }: { id: string; revision: number },
  change: { title?: string; summary?: string | null; cause?: string | null; actions?: string | null },
  { by, at }: { by: ActorView; at: Date },
): Promise<boolean> {
  const { count } = await tx.incident.updateMany({
    where: { id, revision },
    data: {
      ...change,
      revision: { increment: 1 },
      editedBy: by as unknown as Prisma.InputJsonObject,
      editedAt: at,
    },
  });
  return count > 0;
}

const TIMELINE_MAX = 500;

export interface StoryPlace {
  planId: string;
  deploymentId: string | null;
  fromDigest: string | null;
  productId: string;
}

/**
 * Reads what the log tells of a rollback, the oldest first: of the plan, of its rollouts as wholes, of the deployment
 * that it takes back from its end on, and of the hold.
 */
export async function selectStory(
  db: Queryable,
  { planId, deploymentId, fromDigest, productId }: StoryPlace,
): Promise<EventView[]> {
  const rows = await db.$queryRaw<
    (Omit<EventView, "at" | "subject"> & { at: Date; subjectKind: string; subjectId: string })[]
  >`
    WITH begun AS (SELECT coalesce(min(started_at), now()) AS at FROM rollback_executions WHERE plan_id = ${planId}::uuid),
    -- Each part by an index of its own: the log is long.
    told AS (
      SELECT seq FROM events WHERE subject_id = ${planId} AND subject_kind = 'rollbackPlan'
      UNION
      SELECT e.seq FROM rollback_executions x JOIN image_rollouts r ON r.rollback_execution_id = x.id
      JOIN events e ON e.rollout_id = r.id
      WHERE x.plan_id = ${planId}::uuid AND (e.type LIKE 'rollout%' OR e.type LIKE 'batch%')
      UNION
      SELECT seq FROM events
      WHERE subject_id = ${deploymentId} AND subject_kind = 'deployment'
        AND type IN ('deployment_created', 'deployment_started', 'deployment_completed', 'deployment_failed',
                     'deployment_cancelled', 'release_found_bad')
      UNION
      SELECT seq FROM events
      WHERE type IN ('release_held', 'release_hold_lifted') AND product_id = ${productId}::uuid
        AND data ->> 'digest' = ${fromDigest} AND at >= (SELECT at FROM begun)
    )
    SELECT e.seq::int AS seq, e.type, e.at, e.subject_kind AS "subjectKind", e.subject_id AS "subjectId",
           e.rollout_id AS "rolloutId", e.product_id AS "productId", e.actor, e.data
    FROM told JOIN events e ON e.seq = told.seq
    ORDER BY e.seq LIMIT ${TIMELINE_MAX}`;
  return rows.map(({ at, subjectKind, subjectId, ...row }) => ({
    ...row,
    at: at.toISOString(),
    subject: { kind: subjectKind, id: subjectId },
  }));
}
