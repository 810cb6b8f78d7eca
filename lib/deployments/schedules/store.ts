import { readActor, type ActorView } from "#lib/access/rules/actor.ts";
import type { Reach } from "#lib/access/rules/reach.ts";
import { environmentsWithin, productsWithin } from "#lib/access/teams/store-reach.ts";
import type { PlaceReference } from "#lib/calendar/view.ts";
import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { DeploymentSchedule, Prisma } from "#lib/database/generated/client.ts";
import type { Priority } from "#lib/deployments/queue/rules/priority.ts";

export interface ScheduleRecurrence {
  kind: "cron" | "rrule";
  value: string;
  startsAt: string;
}

export interface ScheduleRecord extends Omit<
  DeploymentSchedule,
  "recurrence" | "priority" | "variables" | "createdBy"
> {
  recurrence: ScheduleRecurrence;
  priority: Priority;
  variables: Record<string, unknown>;
  createdBy: ActorView;
  product: PlaceReference;
  environment: PlaceReference;
  template: PlaceReference;
}

const reference = { select: { id: true, slug: true, name: true } } as const;
const withNames = { product: reference, environment: reference, template: reference } as const;

export interface NewSchedule {
  id: string;
  name: string;
  productId: string;
  channel: string;
  environmentId: string;
  templateId: string;
  variables: Record<string, unknown>;
  priority: Priority;
  recurrence: ScheduleRecurrence;
  timeZone: string;
  enabled: boolean;
  nextAt: Date | null;
  createdBy: ActorView;
  createdAt: Date;
}

export async function insertSchedule(tx: Transaction, schedule: NewSchedule): Promise<void> {
  const { variables, recurrence, createdBy, ...rest } = schedule;
  await tx.deploymentSchedule.create({
    data: { ...rest, variables: toJson(variables), recurrence: toJson(recurrence), createdBy: toJson(createdBy) },
    select: { id: true },
  });
}

export type ScheduleChange = Partial<
  Pick<
    NewSchedule,
    "name" | "channel" | "priority" | "variables" | "recurrence" | "timeZone" | "enabled" | "nextAt" | "createdBy"
  >
>;

export async function saveSchedule(tx: Transaction, id: string, change: ScheduleChange): Promise<void> {
  const { variables, recurrence, createdBy, ...rest } = change;
  await tx.deploymentSchedule.update({
    where: { id },
    data: {
      ...rest,
      ...(variables && { variables: toJson(variables) }),
      ...(recurrence && { recurrence: toJson(recurrence) }),
      ...(createdBy && { createdBy: toJson(createdBy) }),
    },
    select: { id: true },
  });
}

export async function removeSchedule(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx.deploymentSchedule.update({ where: { id }, data: { deletedAt: now, nextAt: null }, select: { id: true } });
}

export async function findSchedule(db: Queryable, id: string): Promise<ScheduleRecord | null> {
  const row = await db.deploymentSchedule.findFirst({ where: { id, deletedAt: null }, include: withNames });
  return row && toRecord(row);
}

/** Lets one change of a schedule, or its time, wait for the other. */
export async function lockSchedule(tx: Transaction, id: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM deployment_schedules WHERE id = ${id}::uuid FOR UPDATE`;
}

/** Locks a schedule whose time has come. False where another process has it in hand, or has done it. */
export async function lockDue(tx: Transaction, id: string, now: Date): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`
    SELECT id FROM deployment_schedules
    WHERE id = ${id}::uuid AND enabled AND deleted_at IS NULL AND next_at <= ${now}::timestamptz
    FOR UPDATE SKIP LOCKED`;
  return rows.length > 0;
}

export async function selectDue(db: Queryable, now: Date, limit: number): Promise<string[]> {
  const rows = await db.deploymentSchedule.findMany({
    where: { enabled: true, deletedAt: null, nextAt: { lte: now } },
    orderBy: [{ nextAt: "asc" }, { id: "asc" }],
    select: { id: true },
    take: limit,
  });
  return rows.map(({ id }) => id);
}

export async function findNextTime(db: Queryable, now: Date): Promise<Date | null> {
  const row = await db.deploymentSchedule.findFirst({
    where: { enabled: true, deletedAt: null, nextAt: { gt: now } },
    orderBy: { nextAt: "asc" },
    select: { nextAt: true },
  });
  return row?.nextAt ?? null;
}

export async function saveOutcome(
  tx: Transaction,
  id: string,
  outcome: { lastAt: Date; nextAt: Date | null; lastOutcome: string },
): Promise<void> {
  await tx.deploymentSchedule.update({ where: { id }, data: outcome, select: { id: true } });
}

export interface ScheduleQuery {
  reach: Reach | undefined;
  after: { name: string; id: string } | null;
  limit: number;
}

/** Reads schedules by name, one more than asked for where there are more. */
export async function selectSchedules(
  db: Queryable,
  { reach, after, limit }: ScheduleQuery,
): Promise<ScheduleRecord[]> {
  const rows = await db.deploymentSchedule.findMany({
    where: {
      deletedAt: null,
      AND: [productsWithin(reach), environmentsWithin(reach)],
      ...(after && { OR: [{ name: { gt: after.name } }, { name: after.name, id: { gt: after.id } }] }),
    },
    include: withNames,
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: limit + 1,
  });
  return rows.map(toRecord);
}

/** Reads those that are switched on, of a product or environment or of all. */
export async function selectEnabled(
  db: Queryable,
  filter: { productId: string | null; environmentId: string | null; reach: Reach | undefined },
  limit: number,
): Promise<ScheduleRecord[]> {
  const rows = await db.deploymentSchedule.findMany({
    where: {
      enabled: true,
      deletedAt: null,
      nextAt: { not: null },
      AND: [productsWithin(filter.reach), environmentsWithin(filter.reach)],
      ...(filter.productId !== null && { productId: filter.productId }),
      ...(filter.environmentId !== null && { environmentId: filter.environmentId }),
    },
    include: withNames,
    orderBy: [{ nextAt: "asc" }, { id: "asc" }],
    take: limit,
  });
  return rows.map(toRecord);
}

export interface LatestTry {
  number: number;
  status: string;
}

/** Finds the newest deployment of a version to an environment. */
export async function findLatestTry(
  db: Queryable,
  versionId: string,
  environmentId: string,
): Promise<LatestTry | null> {
  return db.deployment.findFirst({
    where: { versionId, environmentId },
    orderBy: { number: "desc" },
    select: { number: true, status: true },
  });
}

type Row = DeploymentSchedule & Pick<ScheduleRecord, "product" | "environment" | "template">;

/** The columns hold only what the inputs accepted, so the casts are safe. */
function toRecord(row: Row): ScheduleRecord {
  return {
    ...row,
    recurrence: row.recurrence as unknown as ScheduleRecurrence,
    priority: row.priority as Priority,
    variables: row.variables as Record<string, unknown>,
    createdBy: readActor(row.createdBy),
  };
}

/** The values are plain JSON, which the types of interfaces do not say. */
function toJson(value: object): Prisma.InputJsonObject {
  return value;
}
