import type { Reach } from "#lib/access/rules/reach.ts";
import { withinReach } from "#lib/access/teams/store-reach.ts";
import { Prisma, type Queryable } from "#lib/database/client.ts";
import { escapeLike } from "#lib/database/like.ts";
import type { ListDeploymentsInput } from "#lib/deployments/input.ts";
import type { DeploymentRecord } from "#lib/deployments/record.ts";
import { selectDeployments } from "#lib/deployments/store.ts";
import type { DeploymentLogView } from "#lib/deployments/view.ts";
import { isUuid } from "#lib/kernel/uuid.ts";

/** The sort value of a row, as it goes into the cursor. */
export function sortValueOf(record: DeploymentRecord, sort: ListDeploymentsInput["sort"]): string | number {
  return sort.endsWith("number") ? record.number : record.createdAt.toISOString();
}

/** Lists deployments, one more than asked for where there are more. `after`: sort value and number of the last row. */
export async function selectPage(
  db: Queryable,
  input: ListDeploymentsInput,
  { after, reach }: { after: readonly [string | number, number] | null; reach: Reach | undefined },
): Promise<DeploymentRecord[]> {
  const isByNumber = input.sort.endsWith("number");
  const column = isByNumber ? Prisma.sql`d.number` : Prisma.sql`d.created_at`;
  const isFalling = input.sort.startsWith("-");
  const direction = isFalling ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const place = { product: Prisma.sql`d.product_id`, environment: Prisma.sql`d.environment_id` };
  const conditions = [...listConditions(input), withinReach(reach, place)];
  if (after !== null) {
    const [value, number] = after;
    const typed = isByNumber ? Prisma.sql`${Number(value)}::int` : Prisma.sql`${String(value)}::timestamptz`;
    // The number breaks ties, so that no row is lost or shown twice between two pages.
    const beyond = isFalling ? Prisma.sql`<` : Prisma.sql`>`;
    conditions.push(Prisma.sql`(${column}, d.number) ${beyond} (${typed}, ${number}::int)`);
  }
  return selectDeployments(
    db,
    Prisma.sql`WHERE ${Prisma.join(conditions, " AND ")}
               ORDER BY ${column} ${direction}, d.number ${direction} LIMIT ${input.limit + 1}`,
  );
}

function listConditions(input: ListDeploymentsInput): Prisma.Sql[] {
  const conditions = [Prisma.sql`true`];
  if (input.status?.length) conditions.push(Prisma.sql`d.status = ANY(${input.status}::text[])`);
  if (input.trigger?.length) conditions.push(Prisma.sql`d.trigger->>'kind' = ANY(${input.trigger}::text[])`);
  if (input.product !== undefined) conditions.push(isNamed(Prisma.sql`p`, input.product));
  if (input.environment !== undefined) conditions.push(isNamed(Prisma.sql`e`, input.environment));
  if (input.template !== undefined) conditions.push(isNamed(Prisma.sql`t`, input.template));
  if (input.group !== undefined) conditions.push(Prisma.sql`d.group_id = ${input.group}::uuid`);
  if (input.from !== undefined) conditions.push(Prisma.sql`d.created_at >= ${input.from}::timestamptz`);
  if (input.to !== undefined) conditions.push(Prisma.sql`d.created_at < ${input.to}::timestamptz`);
  if (input.q) {
    const pattern = `%${escapeLike(input.q)}%`;
    conditions.push(Prisma.sql`(
      d.name ILIKE ${pattern} OR p.slug ILIKE ${pattern} OR d.release->>'version' ILIKE ${pattern}
      OR d.number::text = ${input.q.replace(/^#/, "")})`);
  }
  return conditions;
}

function isNamed(table: Prisma.Sql, idOrSlug: string): Prisma.Sql {
  return isUuid(idOrSlug) ? Prisma.sql`${table}.id = ${idOrSlug}::uuid` : Prisma.sql`${table}.slug = ${idOrSlug}`;
}

export interface LogQuery {
  deploymentId: string;
  stage?: string | undefined;
  level?: readonly string[] | undefined;
  order: "oldest" | "newest";
  /** Id of the last line seen. */
  after: number | null;
  limit: number;
}

/** Reads a deployment's log, one line more than asked for where there are more. */
export async function selectLogs(db: Queryable, query: LogQuery): Promise<DeploymentLogView[]> {
  const { deploymentId, stage, level, order, after } = query;
  const isOldestFirst = order === "oldest";
  const rows = await db.deploymentLog.findMany({
    where: {
      deploymentId,
      ...(stage !== undefined && { stage }),
      ...(level?.length && { level: { in: [...level] } }),
      ...(after !== null && { id: isOldestFirst ? { gt: after } : { lt: after } }),
    },
    orderBy: { id: isOldestFirst ? "asc" : "desc" },
    take: query.limit + 1,
  });
  return rows.map((row) => ({
    id: Number(row.id),
    at: row.at.toISOString(),
    stage: row.stage,
    // Lines are written by insertLog alone.
    level: row.level as DeploymentLogView["level"],
    message: row.message,
    data: row.data as Record<string, unknown>,
  }));
}
