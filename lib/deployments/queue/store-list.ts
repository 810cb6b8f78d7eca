import type { ActorView } from "#lib/access/rules/actor.ts";
import type { Reach } from "#lib/access/rules/reach.ts";
import { withinReach } from "#lib/access/teams/store-reach.ts";
import { Prisma, type Queryable } from "#lib/database/client.ts";
import type { PlaceReference } from "#lib/calendar/view.ts";
import type { DurationSpread } from "#lib/deployments/queue/rules/estimate.ts";
import type { Priority } from "#lib/deployments/queue/rules/priority.ts";
import type { Override } from "#lib/deployments/rules/deployment.ts";

/** One place in the line with what people are shown of its deployment. */
export interface EntryRow {
  id: string;
  deploymentId: string;
  number: number;
  name: string;
  product: PlaceReference;
  environment: PlaceReference | null;
  version: string | null;
  status: string;
  deploymentStatus: string;
  priority: Priority;
  scheduledAt: Date | null;
  timeZone: string;
  enqueuedAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  attempt: number;
  attemptsMax: number;
  lastError: string | null;
  override: Override | null;
  createdBy: ActorView;
}

const columns = Prisma.sql`
  q.id, q.deployment_id AS "deploymentId", d.number, d.name, q.status, d.status AS "deploymentStatus", q.priority,
  jsonb_build_object('id', p.id, 'slug', p.slug, 'name', p.name) AS product,
  CASE WHEN e.id IS NULL THEN NULL ELSE jsonb_build_object('id', e.id, 'slug', e.slug, 'name', e.name) END AS environment,
  d.release ->> 'version' AS version, q.scheduled_at AS "scheduledAt", q.time_zone AS "timeZone",
  q.enqueued_at AS "enqueuedAt", coalesce(d.started_at, q.started_at) AS "startedAt",
  coalesce(d.completed_at, q.finished_at) AS "finishedAt",
  q.attempt, q.attempts_max AS "attemptsMax", q.last_error AS "lastError", d.override, d.created_by AS "createdBy"`;

const tables = Prisma.sql`
  deployment_queue q JOIN deployments d ON d.id = q.deployment_id JOIN products p ON p.id = d.product_id
  LEFT JOIN environments e ON e.id = d.environment_id`;

export interface PlaceFilter {
  productId: string | null;
  environmentId: string | null;
  reach: Reach | undefined;
}

function within({ productId, environmentId, reach }: PlaceFilter): Prisma.Sql {
  const place = { product: Prisma.sql`q.product_id`, environment: Prisma.sql`q.environment_id` };
  return Prisma.sql`${withinReach(reach, place)} AND (${productId}::uuid IS NULL OR q.product_id = ${productId}::uuid)
    AND (${environmentId}::uuid IS NULL OR q.environment_id = ${environmentId}::uuid)`;
}

/** Reads what runs, then what waits in the order of the line. */
export async function selectLineRows(db: Queryable, filter: PlaceFilter, limit: number): Promise<EntryRow[]> {
  return db.$queryRaw<EntryRow[]>`
    SELECT ${columns} FROM ${tables}
    WHERE q.status IN ('running', 'waiting') AND ${within(filter)}
    ORDER BY q.status, CASE WHEN q.status = 'running' THEN q.started_at END, q.priority_rank, q.enqueued_at, q.id
    LIMIT ${limit}`;
}

/** Reads what was over between two instants, the newest first. */
export async function selectEndedRows(
  db: Queryable,
  filter: PlaceFilter,
  range: { from: Date; to: Date; limit: number },
): Promise<EntryRow[]> {
  return db.$queryRaw<EntryRow[]>`
    SELECT ${columns} FROM ${tables}
    WHERE q.status IN ('done', 'failed', 'cancelled') AND q.started_at IS NOT NULL AND ${within(filter)}
      AND q.started_at < ${range.to}::timestamptz AND q.finished_at > ${range.from}::timestamptz
    ORDER BY q.finished_at DESC, q.id LIMIT ${range.limit}`;
}

export async function findEntryRow(db: Queryable, id: string): Promise<EntryRow | null> {
  const [row] = await db.$queryRaw<EntryRow[]>`SELECT ${columns} FROM ${tables} WHERE q.id = ${id}::uuid`;
  return row ?? null;
}

export async function countLine(db: Queryable, filter: PlaceFilter): Promise<{ running: number; waiting: number }> {
  const [row] = await db.$queryRaw<{ running: number; waiting: number }[]>`
    SELECT (count(*) FILTER (WHERE q.status = 'running'))::int AS running,
           (count(*) FILTER (WHERE q.status = 'waiting'))::int AS waiting
    FROM deployment_queue q WHERE q.status IN ('running', 'waiting') AND ${within(filter)}`;
  return row ?? { running: 0, waiting: 0 };
}

interface RunningRow {
  deploymentId: string;
  productId: string;
  environmentId: string | null;
  startedAt: Date;
}

/** Reads everything that runs and came through the line: each takes room. */
export async function selectRunning(db: Queryable): Promise<RunningRow[]> {
  return db.$queryRaw<RunningRow[]>`
    SELECT d.id AS "deploymentId", d.product_id AS "productId", d.environment_id AS "environmentId",
           coalesce(d.started_at, q.started_at) AS "startedAt"
    FROM deployment_queue q JOIN deployments d ON d.id = q.deployment_id
    WHERE q.status = 'running' AND d.status IN ('running', 'paused', 'rollingBack')`;
}

/** How many of the last deployments tell how long one takes, and from how many on those of the environment alone do. */
const SAMPLE_MAX = 50;
const SAMPLE_OF_ENVIRONMENT_MIN = 3;

export interface Kind {
  productId: string;
  environmentId: string | null;
}

export const keyOf = ({ productId, environmentId }: Kind) => `${productId}/${environmentId ?? ""}`;

/**
 * Reads how long deployments of each product and environment took lately: those of the same environment, or where they
 * are too few of the product anywhere. All in one statement; a kind that never completed is missing from the answer.
 */
export async function selectDurations(db: Queryable, kinds: readonly Kind[]): Promise<Map<string, DurationSpread>> {
  if (kinds.length === 0) return new Map();
  const distinct = [...new Map(kinds.map((kind) => [keyOf(kind), kind])).values()];
  const rows = await db.$queryRaw<(Kind & DurationSpread)[]>`
    WITH wanted AS (
      SELECT * FROM unnest(${distinct.map((kind) => kind.productId)}::uuid[],
                           ${distinct.map((kind) => kind.environmentId)}::uuid[]) AS w(product_id, environment_id)
    ), samples AS (
      SELECT w.product_id, w.environment_id, s.seconds, 0 AS level
      FROM wanted w CROSS JOIN LATERAL (
        SELECT extract(epoch FROM d.completed_at - d.started_at)::float8 AS seconds
        FROM deployments d
        WHERE d.product_id = w.product_id AND d.environment_id = w.environment_id AND d.status = 'completed'
          AND d.started_at IS NOT NULL AND d.completed_at IS NOT NULL
        ORDER BY d.created_at DESC LIMIT ${SAMPLE_MAX}) s
      UNION ALL
      SELECT w.product_id, w.environment_id, s.seconds, 1 AS level
      FROM wanted w CROSS JOIN LATERAL (
        SELECT extract(epoch FROM d.completed_at - d.started_at)::float8 AS seconds
        FROM deployments d
        WHERE d.product_id = w.product_id AND d.status = 'completed'
          AND d.started_at IS NOT NULL AND d.completed_at IS NOT NULL
        ORDER BY d.created_at DESC LIMIT ${SAMPLE_MAX}) s
    ), spreads AS (
      SELECT product_id, environment_id, level, count(*)::int AS count,
             percentile_cont(0.1) WITHIN GROUP (ORDER BY seconds) AS p10,
             percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS median,
             percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) AS p90
      FROM samples GROUP BY product_id, environment_id, level
    )
    SELECT DISTINCT ON (product_id, environment_id)
           product_id AS "productId", environment_id AS "environmentId", count,
           p10 AS "p10Seconds", median AS "medianSeconds", p90 AS "p90Seconds"
    FROM spreads WHERE level = 1 OR count >= ${SAMPLE_OF_ENVIRONMENT_MIN}
    ORDER BY product_id, environment_id, level`;
  return new Map(rows.map(({ productId, environmentId, ...spread }) => [keyOf({ productId, environmentId }), spread]));
}
