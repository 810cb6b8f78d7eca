import type { ActorView } from "#lib/access/rules/actor.ts";
import type { Reach } from "#lib/access/rules/reach.ts";
import { environmentsWithin, productsWithin } from "#lib/access/teams/store-reach.ts";
import type { TriggerMode } from "#lib/ci/rules/trigger.ts";
import type { TriggerView } from "#lib/ci/view.ts";
import type { Prisma, Queryable, Transaction } from "#lib/database/client.ts";

export interface TriggerDraft {
  name: string;
  productId: string;
  repository: string;
  workflow: string;
  branch: string;
  environmentId: string;
  templateId: string;
  /** Secret ones sealed. */
  variables: Record<string, unknown>;
  mode: TriggerMode;
  enabled: boolean;
}

const reference = { select: { id: true, slug: true, name: true } };
const shown = {
  id: true,
  name: true,
  product: reference,
  repository: true,
  workflow: true,
  branch: true,
  environment: reference,
  template: reference,
  variables: true,
  mode: true,
  enabled: true,
  createdAt: true,
} as const;

export async function insertTrigger(
  tx: Transaction,
  id: string,
  draft: TriggerDraft,
  { by, at }: { by: ActorView; at: Date },
): Promise<TriggerView> {
  const variables = draft.variables as Prisma.InputJsonObject;
  const data = { id, ...draft, variables, createdBy: { ...by }, createdAt: at };
  return toView(await tx.ciTrigger.create({ data, select: shown }));
}

export async function saveTrigger(tx: Transaction, id: string, draft: TriggerDraft): Promise<TriggerView> {
  const data = { ...draft, variables: draft.variables as Prisma.InputJsonObject };
  return toView(await tx.ciTrigger.update({ where: { id }, data, select: shown }));
}

export async function removeTrigger(tx: Transaction, id: string, at: Date): Promise<void> {
  await tx.ciTrigger.update({ where: { id }, data: { deletedAt: at }, select: { id: true } });
}

/** Locks a trigger against another change, and against being used while it changes. */
export async function lockTrigger(tx: Transaction, id: string): Promise<void> {
  await tx.$queryRaw`SELECT id FROM ci_triggers WHERE id = ${id}::uuid FOR UPDATE`;
}

export async function findTriggerRow(db: Queryable, id: string): Promise<TriggerView | null> {
  const row = await db.ciTrigger.findFirst({ where: { id, deletedAt: null }, select: shown });
  return row && toView(row);
}

export async function isNameTaken(db: Queryable, name: string, exceptId: string | null): Promise<boolean> {
  const row = await db.ciTrigger.findFirst({
    where: { name, deletedAt: null, ...(exceptId !== null && { id: { not: exceptId } }) },
    select: { id: true },
  });
  return row !== null;
}

/** Stands in line with everybody who names a trigger, so that a name is given once. */
export async function lockNames(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('slipway ci triggers', 0))`;
}

export interface TriggerQuery {
  environmentId?: string | undefined;
  productId?: string | undefined;
  reach: Reach | undefined;
  after: { name: string; id: string } | null;
  limit: number;
}

/** Reads triggers by name, one more than asked for where there are more. */
export async function selectTriggers(db: Queryable, query: TriggerQuery): Promise<TriggerView[]> {
  const { after, environmentId, productId } = query;
  const rows = await db.ciTrigger.findMany({
    where: {
      deletedAt: null,
      AND: [productsWithin(query.reach), environmentsWithin(query.reach)],
      ...(environmentId !== undefined && { environmentId }),
      ...(productId !== undefined && { productId }),
      ...(after && { OR: [{ name: { gt: after.name } }, { name: after.name, id: { gt: after.id } }] }),
    },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: query.limit + 1,
    select: shown,
  });
  return rows.map(toView);
}

/** Reads the enabled triggers of a repository. */
export async function selectTriggersOf(db: Queryable, repository: string): Promise<TriggerView[]> {
  const rows = await db.ciTrigger.findMany({
    where: { deletedAt: null, enabled: true, repository: { equals: repository, mode: "insensitive" } },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    select: shown,
  });
  return rows.map(toView);
}

type Row = Prisma.CiTriggerGetPayload<{ select: typeof shown }>;

/** The columns hold only what the inputs accepted, so the casts are safe. */
function toView(row: Row): TriggerView {
  return {
    ...row,
    variables: row.variables as Record<string, unknown>,
    mode: row.mode as TriggerMode,
    createdAt: row.createdAt.toISOString(),
  };
}
