import { Prisma, type Queryable } from "#lib/database/client.ts";
import type { Need } from "#lib/deployments/queue/rules/admission.ts";
import type { ApprovalNeed, Decided } from "#lib/environments/rules/approval.ts";

/** One that waits, with everything about it that its start hangs on but the calendar. */
export interface WaitingRow {
  id: string;
  deploymentId: string;
  productId: string;
  environmentId: string | null;
  priorityRank: number;
  enqueuedAt: Date;
  scheduledAt: Date | null;
  retryAt: Date | null;
  attempt: number;
  attemptsMax: number;
  waitReason: string | null;
  isQueued: boolean;
  approvalNeed: ApprovalNeed | null;
  isOverridden: boolean;
  isRiskPending: boolean;
  decisions: Decided[];
  needs: (Need & { id: string })[];
  /** Why nobody is to have what it deploys any more; null where it is not deprecated. */
  deprecation: { version: string; reason: string; replacement: string | null } | null;
  isHeld: boolean;
  /** Number of the deployment that it was promoted from, where that was found bad or taken back since. */
  badSource: number | null;
}

/** Reads those who wait, of one product or of all. */
export async function selectWaiting(db: Queryable, productId?: string): Promise<WaitingRow[]> {
  const ofProduct = productId === undefined ? Prisma.empty : Prisma.sql`AND q.product_id = ${productId}::uuid`;
  return db.$queryRaw<WaitingRow[]>`
    SELECT q.id, q.deployment_id AS "deploymentId", q.product_id AS "productId", q.environment_id AS "environmentId",
           q.priority_rank AS "priorityRank", q.enqueued_at AS "enqueuedAt", q.scheduled_at AS "scheduledAt",
           q.next_attempt_at AS "retryAt", q.attempt, q.attempts_max AS "attemptsMax", q.wait_reason AS "waitReason",
           d.status = 'queued' AND m.cancel_requested_at IS NULL AS "isQueued", d.approval_need AS "approvalNeed",
           coalesce(d.override ->> 'confirmedAt', '') <> '' AS "isOverridden",
           d.approval_need IS NULL
             AND EXISTS (SELECT 1 FROM environments e WHERE e.id = d.environment_id AND e.risk_limit IS NOT NULL)
             AND NOT EXISTS (SELECT 1 FROM risk_assessments r
                             WHERE r.deployment_id = d.id AND r.features -> 'compared' <> 'null') AS "isRiskPending",
           coalesce((SELECT jsonb_agg(jsonb_build_object('userId', a.user_id, 'decision', a.decision) ORDER BY a.at)
                     FROM deployment_approvals a WHERE a.deployment_id = d.id AND a.stage = ''), '[]') AS decisions,
           coalesce((SELECT jsonb_agg(jsonb_build_object('id', n.id, 'number', n.number, 'status', n.status)
                                      ORDER BY n.number)
                     FROM deployments n WHERE n.id = ANY(d.needs)), '[]') AS needs,
           CASE WHEN v.is_deprecated THEN jsonb_build_object(
             'version', v.version, 'reason', coalesce(v.deprecation ->> 'reason', ''),
             'replacement', (SELECT other.version FROM versions other WHERE other.id = v.replacement_id)) END AS deprecation,
           EXISTS (SELECT 1 FROM release_holds h
                   WHERE h.product_id = d.product_id AND h.digest = d.release ->> 'digest' AND h.released_at IS NULL) AS "isHeld",
           (SELECT s.number FROM deployments s LEFT JOIN environment_releases r ON r.deployment_id = s.id
            WHERE s.id = d.promoted_from_id AND (s.status <> 'completed' OR r.failed_at IS NOT NULL)) AS "badSource"
    FROM deployment_queue q JOIN deployments d ON d.id = q.deployment_id JOIN machines m ON m.id = d.machine_id
    LEFT JOIN versions v ON v.id = d.version_id
    WHERE q.status = 'waiting' ${ofProduct}
    ORDER BY q.priority_rank, q.enqueued_at, q.id`;
}

export interface Room {
  running: number;
  max: number;
}

/** Counts, for each product, how many run that came through the line, and how many may. */
export async function selectRooms(db: Queryable, productIds: readonly string[]): Promise<Map<string, Room>> {
  const rows = await db.$queryRaw<(Room & { productId: string })[]>`
    SELECT p.id AS "productId", p.concurrent_deployments AS max,
           (SELECT count(*) FROM deployment_queue q JOIN deployments d ON d.id = q.deployment_id
            WHERE q.product_id = p.id AND q.status = 'running'
              AND d.status IN ('running', 'paused', 'rollingBack'))::int AS running
    FROM products p WHERE p.id = ANY(${[...productIds]}::uuid[])`;
  return new Map(rows.map(({ productId, running, max }) => [productId, { running, max }]));
}
