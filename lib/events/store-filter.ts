import type { Reach } from "#lib/access/rules/reach.ts";
import { Prisma, type Queryable } from "#lib/database/client.ts";
import { escapeLike } from "#lib/database/like.ts";

export interface EventFilter {
  afterSeq?: number;
  beforeSeq?: number;
  rolloutId?: string;
  productId?: string;
  subjectId?: string;
  subjectKind?: string;
  types?: readonly string[];
  /** Not before this time. */
  from?: Date;
  /** Before this time. */
  to?: Date;
  /** An actor's id or name. */
  actor?: string;
  actorKind?: string;
  /** Stands in the type, the subject, the actor's name or the data. */
  text?: string;
  /** What there is for whoever asks. */
  reach?: Reach | undefined;
}

export function whereEvents(filter: EventFilter): Prisma.Sql {
  return Prisma.join([...whereIndexed(filter), ...whereScanned(filter)], " AND ");
}

/** How many events one search without an index looks at before it hands out what it has. */
const SCANNED_MAX = 20_000;

/**
 * Says where a search for what no index knows must stop for now: the number up to which, in the given order, events may
 * be looked at. Null when it may go to the end.
 */
export async function findScanEnd(
  db: Queryable,
  filter: EventFilter,
  order: "oldest" | "newest",
): Promise<number | null> {
  if (whereScanned(filter).length === 0) return null;
  const rows = await db.$queryRaw<{ seq: bigint }[]>`
    SELECT seq FROM events WHERE ${Prisma.join(whereIndexed(filter), " AND ")}
    ORDER BY seq ${order === "oldest" ? Prisma.sql`ASC` : Prisma.sql`DESC`} OFFSET ${SCANNED_MAX} LIMIT 1`;
  return rows[0] ? Number(rows[0].seq) : null;
}

/** By how much times may be out of order with numbers: clocks of processes differ, and transactions overlap. */
const SKEW_MILLIS = 600_000;

/** Turns times into numbers, by which the log is read; the times themselves stay in the filter for the exact edge. */
export async function boundByTime(db: Queryable, filter: EventFilter): Promise<EventFilter> {
  const { from, to } = filter;
  const start = from && (await findSeqAround(db, shift(from, -SKEW_MILLIS)));
  const end = to && (await findSeqAround(db, shift(to, SKEW_MILLIS)));
  return {
    ...filter,
    afterSeq: start ? Math.max(filter.afterSeq ?? 0, start.low) : filter.afterSeq,
    beforeSeq: end ? Math.min(filter.beforeSeq ?? Number.MAX_SAFE_INTEGER, end.high + 1) : filter.beforeSeq,
  };
}

/** Never into a year that the database and its driver write differently. */
function shift(time: Date, millis: number): Date {
  return new Date(Math.min(Math.max(time.getTime() + millis, 0), LATEST_MILLIS));
}
const LATEST_MILLIS = Date.UTC(9999, 11, 31);

/**
 * Finds by halving the last event before a time: it is `low`, and `high` too unless events are missing there, which only
 * somebody can have brought about who wrote to the table by hand.
 */
export async function findSeqAround(db: Queryable, time: Date): Promise<{ low: number; high: number }> {
  const [found] = await db.$queryRaw<{ low: bigint; high: bigint }[]>`
    WITH RECURSIVE search (low, high) AS (
      SELECT pruned_seq, seq FROM event_chain WHERE id = 1
      UNION ALL
      SELECT CASE WHEN event.at < ${time}::timestamptz THEN middle.seq ELSE low END,
             CASE WHEN event.at < ${time}::timestamptz THEN high ELSE middle.seq - 1 END
      FROM search,
        LATERAL (SELECT (low + high + 1) / 2 AS seq) AS middle,
        LATERAL (SELECT at FROM events WHERE events.seq = middle.seq) AS event
      WHERE low < high
    )
    SELECT low, high FROM search ORDER BY high - low LIMIT 1`;
  return { low: Number(found?.low ?? 0), high: Number(found?.high ?? 0) };
}

function whereIndexed(filter: EventFilter): Prisma.Sql[] {
  const parts = [Prisma.sql`true`];
  if (filter.afterSeq !== undefined) parts.push(Prisma.sql`seq > ${filter.afterSeq}::bigint`);
  if (filter.beforeSeq !== undefined) parts.push(Prisma.sql`seq < ${filter.beforeSeq}::bigint`);
  if (filter.rolloutId) parts.push(Prisma.sql`rollout_id = ${filter.rolloutId}::uuid`);
  if (filter.productId) parts.push(Prisma.sql`product_id = ${filter.productId}::uuid`);
  if (filter.subjectId) parts.push(Prisma.sql`subject_id = ${filter.subjectId}`);
  if (filter.types && filter.types.length > 0) parts.push(Prisma.sql`type = ANY(${filter.types})`);
  // The numbers are bounded by time already: this is the edge.
  if (filter.from) parts.push(Prisma.sql`at >= ${filter.from}::timestamptz`);
  if (filter.to) parts.push(Prisma.sql`at < ${filter.to}::timestamptz`);
  if (filter.reach) parts.push(...whereReached(filter.reach));
  return parts;
}

/** What concerns no product, such as people and tokens, is for those alone who reach all of them. */
function whereReached({ productIds, environmentIds }: Reach): Prisma.Sql[] {
  const parts: Prisma.Sql[] = [];
  if (productIds) {
    parts.push(Prisma.sql`(product_id = ANY(${[...productIds]}::uuid[]) OR subject_kind = 'environment')`);
    parts.push(Prisma.sql`NOT EXISTS (
      SELECT 1 FROM products p
      WHERE p.slug = data ->> 'dependsOn' AND NOT p.id = ANY(${[...productIds]}::uuid[]))`);
  }
  if (environmentIds) {
    // What belongs to no environment is named by an empty text, since nothing is equal to null.
    parts.push(Prisma.sql`COALESCE(${ENVIRONMENT_ID}, '') = ANY(${[...environmentIds, ""]}::text[])`);
    // A product of one's own goes to the environments of others too; those that an event tells of by name, too.
    parts.push(Prisma.sql`NOT EXISTS (
      SELECT 1 FROM environments e
      WHERE e.slug IN (data ->> 'environment', CASE WHEN type = 'deployment_promoted' THEN data ->> 'to' END)
        AND NOT e.id = ANY(${[...environmentIds]}::uuid[]))`);
  }
  return parts;
}

/** The environment of an event: its subject, or that of the deployment or rollback that it, or its rollout, belongs to. */
const ENVIRONMENT_ID = Prisma.sql`
  CASE
    WHEN subject_kind = 'environment' THEN subject_id
    WHEN subject_kind = 'deployment' AND subject_id ~ '^[0-9a-f-]{36}$' THEN (
      SELECT d.environment_id::text FROM deployments d WHERE d.id = subject_id::uuid)
    WHEN subject_kind = 'rollbackPlan' AND subject_id ~ '^[0-9a-f-]{36}$' THEN (
      SELECT p.environment_id::text FROM rollback_plans p WHERE p.id = subject_id::uuid)
    WHEN subject_kind = 'incident' AND subject_id ~ '^[0-9a-f-]{36}$' THEN (
      SELECT p.environment_id::text FROM incidents i JOIN rollback_plans p ON p.id = i.plan_id
      WHERE i.id = subject_id::uuid)
    WHEN rollout_id IS NOT NULL THEN (
      SELECT COALESCE(d.environment_id, p.environment_id)::text FROM image_rollouts r
      LEFT JOIN deployments d ON d.id = r.deployment_id
      LEFT JOIN rollback_executions x ON x.id = r.rollback_execution_id
      LEFT JOIN rollback_plans p ON p.id = x.plan_id
      WHERE r.id = events.rollout_id)
  END`;

function whereScanned(filter: EventFilter): Prisma.Sql[] {
  const parts: Prisma.Sql[] = [];
  if (filter.subjectKind) parts.push(Prisma.sql`subject_kind = ${filter.subjectKind}`);
  if (filter.actorKind) parts.push(Prisma.sql`actor ->> 'kind' = ${filter.actorKind}`);
  if (filter.actor) {
    parts.push(Prisma.sql`(actor ->> 'id' = ${filter.actor} OR lower(actor ->> 'name') = lower(${filter.actor}))`);
  }
  if (filter.text) {
    const pattern = `%${escapeLike(filter.text)}%`;
    parts.push(Prisma.sql`
      (type ILIKE ${pattern} OR subject_id ILIKE ${pattern} OR actor ->> 'name' ILIKE ${pattern}
        OR data::text ILIKE ${pattern})`);
  }
  return parts;
}
