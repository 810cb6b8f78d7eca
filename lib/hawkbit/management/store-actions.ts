import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import { fieldTable } from "#lib/devices/rules/query/bind-query.ts";
import {
  selectPage,
  textField,
  timeField,
  type ColumnField,
  type ListClauses,
  type ListPage,
  type ListTable,
} from "#lib/hawkbit/management/store-list.ts";
import type { ActionState } from "#lib/hawkbit/rules/vocabulary.ts";
import type { MaintenanceWindow } from "#lib/hawkbit/rules/window.ts";

export interface ActionRow extends Omit<ActionState, "isClosed"> {
  id: number;
  controllerId: string;
  targetName: string;
  /** Closed, by the server or by its device. */
  hasEnded: boolean;
  forcedAt: Date | null;
  weight: number | null;
  window: MaintenanceWindow | null;
  lastStatusCode: number | null;
  createdAt: Date;
  createdBy: string | null;
  updatedAt: Date;
  /** Null for an assignment. */
  rolloutNumber: number | null;
  setId: number | null;
  setName: string | null;
  setVersion: string | null;
}

const hasEnded = Prisma.sql`(a.closed_at IS NOT NULL OR a.status = 'installed')`;

/** CHECK constraints hold the words to their unions, and only windows that were checked are written. */
const columns = Prisma.sql`
  a.id, d.controller_id AS "controllerId", d.name AS "targetName", a.status, a.force_type AS "forceType",
  a.forced_at AS "forcedAt", a.weight, a.window, a.waiting_for AS "waitingFor",
  a.cancel_requested_at IS NOT NULL AS "isCancelRequested", ${hasEnded} AS "hasEnded",
  a.last_status_code AS "lastStatusCode", a.offered_at AS "createdAt", a.created_by->>'name' AS "createdBy",
  coalesce(a.updated_at, a.closed_at, a.offered_at) AS "updatedAt", r.number AS "rolloutNumber",
  s.id AS "setId", s.name AS "setName", s.version AS "setVersion"`;

const actions = Prisma.sql`
  device_actions a
  JOIN devices d ON d.id = a.device_id
  LEFT JOIN image_rollouts r ON r.id = a.rollout_id
  LEFT JOIN distribution_sets s ON s.id = a.distribution_set_id`;

export const actionList: ListTable = {
  sortable: {
    id: Prisma.sql`a.id`,
    createdAt: Prisma.sql`a.offered_at`,
    lastModifiedAt: Prisma.sql`a.updated_at`,
    weight: Prisma.sql`coalesce(a.weight, 1000)`,
    active: Prisma.sql`NOT ${hasEnded}`,
  },
  usual: Prisma.sql`a.id DESC`,
  fields: fieldTable<ColumnField>({
    id: textField(Prisma.sql`a.id::text`),
    active: { kind: "yesNo", column: Prisma.sql`NOT ${hasEnded}` },
    createdAt: timeField(Prisma.sql`a.offered_at`),
  }),
};

export async function selectActionPage(
  db: Queryable,
  deviceId: string,
  clauses: ListClauses,
): Promise<ListPage<ActionRow>> {
  const isListed = Prisma.sql`a.device_id = ${deviceId}::uuid`;
  return selectPage(db, { columns, from: actions, isListed, counted: Prisma.sql`device_actions a` }, clauses);
}

export async function findAction(db: Queryable, deviceId: string, actionId: number): Promise<ActionRow | null> {
  const [row] = await db.$queryRaw<ActionRow[]>`
    SELECT ${columns} FROM ${actions} WHERE a.device_id = ${deviceId}::uuid AND a.id = ${actionId}::int`;
  return row ?? null;
}

/** Makes an action forced that has not ended. Nothing happens to one that has. */
export async function saveForced(tx: Transaction, deviceId: string, actionId: number, now: Date): Promise<void> {
  await tx.deviceAction.updateMany({
    where: { id: actionId, deviceId, closedAt: null },
    data: { forceType: "forced", forcedAt: null, updatedAt: now },
  });
}

export interface EntryRow {
  id: bigint;
  type: string;
  messages: string[];
  code: number | null;
  reportedAt: Date;
  deviceTime: Date | null;
}

const entryColumns = Prisma.sql`
  e.id, e.type, e.messages, e.code, e.reported_at AS "reportedAt", e.device_time AS "deviceTime"`;

/** Ids rise in the order in which entries were written; times need not. */
export const entryList: ListTable = {
  sortable: {
    id: Prisma.sql`e.id`,
    reportedAt: Prisma.sql`e.id`,
    timestamp: Prisma.sql`coalesce(e.device_time, e.reported_at)`,
  },
  usual: Prisma.sql`e.id DESC`,
  fields: fieldTable<ColumnField>({
    id: textField(Prisma.sql`e.id::text`),
    type: textField(Prisma.sql`e.type`),
  }),
};

export async function selectEntryPage(
  db: Queryable,
  actionId: number,
  clauses: ListClauses,
): Promise<ListPage<EntryRow>> {
  const source = {
    columns: entryColumns,
    from: Prisma.sql`device_action_entries e`,
    isListed: Prisma.sql`e.action_id = ${actionId}::int`,
  };
  return selectPage(db, source, clauses);
}
