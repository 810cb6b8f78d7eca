import { readActor, type ActorView } from "#lib/access/rules/actor.ts";
import type { RuleKind } from "#lib/calendar/rules/occasions.ts";
import type { Recurrence } from "#lib/calendar/rules/recurrence.ts";
import type { CalendarRule } from "#lib/calendar/rules/verdict.ts";
import type { Reach } from "#lib/access/rules/reach.ts";
import { placesWithin } from "#lib/access/teams/store-reach.ts";
import { withPlace } from "#lib/calendar/store-places.ts";
import type { PlaceReference } from "#lib/calendar/view.ts";
import type { Queryable, Transaction } from "#lib/database/client.ts";
import type { CalendarRule as Row, Prisma } from "#lib/database/generated/client.ts";

/** More rules than anybody can keep in mind; it bounds what each look at the calendar costs. */
export const RULES_MAX = 1_000;

export interface RuleRecord extends CalendarRule {
  environment: PlaceReference | null;
  product: PlaceReference | null;
  enabled: boolean;
  createdAt: Date;
  createdBy: ActorView;
  updatedAt: Date;
}

export interface RuleFields {
  kind: RuleKind;
  name: string;
  environmentId: string | null;
  productId: string | null;
  recurrence: Recurrence;
  startsAt: string;
  durationMinutes: number;
  timeZone: string;
  reason: string;
  enabled: boolean;
}

/** Reads every rule that is in force. */
export async function selectRulesInForce(db: Queryable): Promise<CalendarRule[]> {
  const rows = await db.calendarRule.findMany({
    where: { deletedAt: null, enabled: true },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    take: RULES_MAX,
  });
  return rows.map(toRule);
}

export interface RuleQuery {
  environmentId: string | null;
  productId: string | null;
  reach: Reach | undefined;
  after: { name: string; id: string } | null;
  limit: number;
}

/** Reads rules by name, one more than asked for where there are more. */
export async function selectRules(db: Queryable, query: RuleQuery): Promise<RuleRecord[]> {
  const { after } = query;
  const rows = await db.calendarRule.findMany({
    where: {
      deletedAt: null,
      ...placesWithin(query.reach),
      ...(query.environmentId !== null && { environmentId: query.environmentId }),
      ...(query.productId !== null && { productId: query.productId }),
      ...(after && { OR: [{ name: { gt: after.name } }, { name: after.name, id: { gt: after.id } }] }),
    },
    include: withPlace,
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: query.limit + 1,
  });
  return rows.map(toRecord);
}

export async function findRule(db: Queryable, id: string): Promise<RuleRecord | null> {
  const row = await db.calendarRule.findFirst({ where: { id, deletedAt: null }, include: withPlace });
  return row && toRecord(row);
}

export async function countRules(db: Queryable): Promise<number> {
  return db.calendarRule.count({ where: { deletedAt: null } });
}

/** Lets one change of a rule wait for the other. */
export async function lockRule(tx: Transaction, id: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM calendar_rules WHERE id = ${id}::uuid FOR UPDATE`;
}

export async function insertRule(tx: Transaction, fields: RuleFields, by: ActorView, now: Date): Promise<string> {
  const row = await tx.calendarRule.create({
    data: { ...fields, createdAt: now, updatedAt: now, createdBy: by as unknown as Prisma.InputJsonValue },
    select: { id: true },
  });
  return row.id;
}

export async function saveRule(tx: Transaction, id: string, fields: RuleFields, now: Date): Promise<void> {
  await tx.calendarRule.update({ where: { id }, data: { ...fields, updatedAt: now }, select: { id: true } });
}

/** Rules are kept when they are deleted: what they did to deployments can still be told. */
export async function removeRule(tx: Transaction, id: string, now: Date): Promise<void> {
  await tx.calendarRule.update({ where: { id }, data: { deletedAt: now }, select: { id: true } });
}

type RowWithPlace = Row & { environment: PlaceReference | null; product: PlaceReference | null };

function toRecord(row: RowWithPlace): RuleRecord {
  const { environment, product, enabled, createdAt, updatedAt } = row;
  const createdBy = readActor(row.createdBy);
  return { ...toRule(row), environment, product, enabled, createdAt, updatedAt, createdBy };
}

/** The columns hold only what the inputs accepted, so the casts are safe. */
function toRule(row: Row): CalendarRule {
  return {
    id: row.id,
    kind: row.kind as RuleKind,
    name: row.name,
    environmentId: row.environmentId,
    productId: row.productId,
    recurrence: row.recurrence as unknown as Recurrence,
    startsAt: row.startsAt,
    durationMinutes: row.durationMinutes,
    timeZone: row.timeZone,
    reason: row.reason,
  };
}
