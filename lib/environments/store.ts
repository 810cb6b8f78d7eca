import type { Reach } from "#lib/access/rules/reach.ts";
import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { Environment } from "#lib/database/generated/client.ts";
import type { DeviceFilter } from "#lib/devices/rules/filter.ts";
import type { NewEnvironment } from "#lib/environments/input.ts";
import type { ApproverRole } from "#lib/environments/rules/environment.ts";
import { isUuid } from "#lib/kernel/uuid.ts";

export interface EnvironmentRecord extends Omit<Environment, "deviceFilter" | "approverRole"> {
  deviceFilter: DeviceFilter;
  approverRole: ApproverRole;
}

/** Finds one by its id, or by the slug of one that is not archived. */
export async function findEnvironmentRow(db: Queryable, idOrSlug: string): Promise<EnvironmentRecord | null> {
  const where = isUuid(idOrSlug)
    ? { OR: [{ id: idOrSlug }, { slug: idOrSlug, archivedAt: null }] }
    : { slug: idOrSlug, archivedAt: null };
  const row = await db.environment.findFirst({ where });
  return row && toRecord(row);
}

/** Everybody who changes the line of environments stands in line here, so that two moves leave no place twice. */
export async function lockLine(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('slipway environments', 0))`;
}

/** Keeps an environment from being archived until the transaction is over. */
export async function holdRow(tx: Transaction, id: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM environments WHERE id = ${id}::uuid FOR KEY SHARE`;
}

/** Waits for those who hold the environment, and keeps new ones waiting. */
export async function lockRow(tx: Transaction, id: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM environments WHERE id = ${id}::uuid FOR UPDATE`;
}

/** Reads the line of those that are not archived, the first one first. */
export async function selectLine(db: Queryable): Promise<EnvironmentRecord[]> {
  const rows = await db.environment.findMany({ where: { archivedAt: null }, orderBy: { position: "asc" } });
  return rows.map(toRecord);
}

export interface EnvironmentQuery {
  archived: boolean;
  reach: Reach | undefined;
  after: { position: number; id: string } | null;
  limit: number;
}

/** Reads environments in their order, one more than asked for where there are more. */
export async function selectEnvironments(db: Queryable, query: EnvironmentQuery): Promise<EnvironmentRecord[]> {
  const { after } = query;
  const rows = await db.environment.findMany({
    where: {
      archivedAt: query.archived ? { not: null } : null,
      ...(query.reach?.environmentIds && { id: { in: [...query.reach.environmentIds] } }),
      ...(after && {
        OR: [{ position: { gt: after.position } }, { position: after.position, id: { gt: after.id } }],
      }),
    },
    orderBy: [{ position: "asc" }, { id: "asc" }],
    take: query.limit + 1,
  });
  return rows.map(toRecord);
}

export async function isSlugTaken(db: Queryable, slug: string, exceptId: string | null): Promise<boolean> {
  const other = await db.environment.findFirst({ where: { slug, archivedAt: null }, select: { id: true } });
  return other !== null && other.id !== exceptId;
}

export async function insertEnvironment(
  tx: Transaction,
  environment: NewEnvironment,
  position: number,
  now: Date,
): Promise<string> {
  const row = await tx.environment.create({
    data: { ...environment, position, createdAt: now, updatedAt: now },
    select: { id: true },
  });
  return row.id;
}

export async function saveEnvironment(
  tx: Transaction,
  id: string,
  change: { [Field in keyof NewEnvironment]?: NewEnvironment[Field] | undefined },
): Promise<void> {
  await tx.environment.update({ where: { id }, data: change, select: { id: true } });
}

/** Writes the order: the first of the ids gets place 1. */
export async function saveOrder(tx: Transaction, ids: readonly string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE environments e SET position = o.position::int
    FROM unnest(${ids}::uuid[]) WITH ORDINALITY AS o(id, position)
    WHERE e.id = o.id AND e.position <> o.position::int`;
}

export async function archiveRow(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx.environment.update({ where: { id }, data: { archivedAt: now }, select: { id: true } });
}

export interface EnvironmentUse {
  /** Numbers of deployments that are not over. */
  deployments: number[];
  /** Numbers of rollback plans that are not over. */
  rollbacks: number[];
  schedules: string[];
  triggers: string[];
}

const NAMED_MAX = 5;

/** Reads what still needs an environment. */
export async function findUse(db: Queryable, environmentId: string): Promise<EnvironmentUse> {
  const deployments = await db.deployment.findMany({
    where: { environmentId, status: { in: ["queued", "running", "paused", "rollingBack"] } },
    orderBy: { number: "asc" },
    select: { number: true },
    take: NAMED_MAX,
  });
  const rollbacks = await db.rollbackPlan.findMany({
    where: { environmentId, status: { in: ["awaitingApproval", "approved", "executing", "needsDecision"] } },
    orderBy: { number: "asc" },
    select: { number: true },
    take: NAMED_MAX,
  });
  const schedules = await db.deploymentSchedule.findMany({
    where: { environmentId, deletedAt: null },
    orderBy: { name: "asc" },
    select: { name: true },
    take: NAMED_MAX,
  });
  const triggers = await db.ciTrigger.findMany({
    where: { environmentId, deletedAt: null },
    orderBy: { name: "asc" },
    select: { name: true },
    take: NAMED_MAX,
  });
  return {
    deployments: deployments.map(({ number }) => number),
    rollbacks: rollbacks.map(({ number }) => number),
    schedules: schedules.map(({ name }) => name),
    triggers: triggers.map(({ name }) => name),
  };
}

/** Names those of the given fleets, by name or id, that are not there. */
export async function findUnknownFleets(db: Queryable, fleets: readonly string[]): Promise<string[]> {
  const rows = await db.$queryRaw<{ fleet: string }[]>`
    SELECT fleet FROM unnest(${fleets}::text[]) AS fleet
    WHERE NOT EXISTS (SELECT 1 FROM fleets f WHERE f.name = fleet OR f.id::text = fleet)`;
  return rows.map((row) => row.fleet);
}

/** The columns hold only what the inputs accepted, so the casts are safe. */
function toRecord(row: Environment): EnvironmentRecord {
  return { ...row, deviceFilter: row.deviceFilter as DeviceFilter, approverRole: row.approverRole as ApproverRole };
}
