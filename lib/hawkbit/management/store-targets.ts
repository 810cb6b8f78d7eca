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

export interface TargetRow {
  /** The device. */
  id: string;
  controllerId: string;
  name: string;
  description: string;
  targetTokenSealed: string | null;
  attributes: Record<string, unknown>;
  address: string | null;
  createdAt: Date;
  lastSeenAt: Date | null;
  wantsAttributes: boolean;
  pollSeconds: number | null;
  /** In hawkBit's words: see the vocabulary of its management API. */
  updateStatus: string;
  installedAt: Date | null;
  installedSetId: number | null;
  /** What it has or is to have; null after a failure. */
  assignedSetId: number | null;
}

/**
 * Targets with what their actions say of them: the newest open one, and the one that ended last. An action that its
 * device closed and whose health is still watched counts as ended, as it does for the device.
 */
const targets = Prisma.sql`
  devices d
  LEFT JOIN LATERAL (
    SELECT a.id, a.distribution_set_id FROM device_actions a
    WHERE a.device_id = d.id AND a.closed_at IS NULL AND a.status <> 'installed' ORDER BY a.id DESC LIMIT 1) running ON true
  LEFT JOIN LATERAL (
    SELECT a.id, a.status, a.distribution_set_id FROM device_actions a
    WHERE a.device_id = d.id AND (a.closed_at IS NOT NULL OR a.status = 'installed')
    ORDER BY coalesce(a.closed_at, a.updated_at) DESC, a.id DESC LIMIT 1) ended ON true
  LEFT JOIN device_actions installed ON installed.id = d.installed_action_id AND installed.device_id = d.id`;

const updateStatus = Prisma.sql`
  CASE WHEN running.id IS NOT NULL THEN 'pending' WHEN ended.status = 'failed' THEN 'error'
       WHEN ended.id IS NOT NULL THEN 'in_sync' WHEN d.last_seen_at IS NOT NULL THEN 'registered' ELSE 'unknown' END`;

const assignedSetId = Prisma.sql`
  CASE WHEN running.id IS NOT NULL THEN running.distribution_set_id WHEN ended.status = 'failed' THEN NULL
       WHEN ended.status IN ('healthy', 'installed') THEN ended.distribution_set_id
       ELSE installed.distribution_set_id END`;

const columns = Prisma.sql`
  d.id, d.controller_id AS "controllerId", d.name, d.description, d.target_token_sealed AS "targetTokenSealed",
  d.attributes, d.address, d.created_at AS "createdAt", d.last_seen_at AS "lastSeenAt",
  d.wants_attributes AS "wantsAttributes", d.poll_seconds AS "pollSeconds", ${updateStatus} AS "updateStatus",
  installed.closed_at AS "installedAt", installed.distribution_set_id AS "installedSetId",
  ${assignedSetId} AS "assignedSetId"`;

const plainFields = fieldTable<ColumnField>({
  controllerId: textField(Prisma.sql`d.controller_id`),
  id: textField(Prisma.sql`d.controller_id`),
  name: textField(Prisma.sql`d.name`),
  description: textField(Prisma.sql`d.description`),
  ipAddress: textField(Prisma.sql`d.address`),
  updateStatus: textField(updateStatus),
  createdAt: timeField(Prisma.sql`d.created_at`),
  lastControllerRequestAt: timeField(Prisma.sql`d.last_seen_at`),
});
const ATTRIBUTE = "attribute.";

export const targetList: ListTable = {
  sortable: {
    controllerId: Prisma.sql`d.controller_id`,
    id: Prisma.sql`d.controller_id`,
    name: Prisma.sql`d.name`,
    description: Prisma.sql`d.description`,
    createdAt: Prisma.sql`d.created_at`,
    lastControllerRequestAt: Prisma.sql`d.last_seen_at`,
    ipAddress: Prisma.sql`d.address`,
    updateStatus,
  },
  usual: Prisma.sql`d.created_at ASC, d.id ASC`,
  fields: {
    names: [...plainFields.names, `${ATTRIBUTE}<name>`],
    find: (name) => {
      if (!name.toLowerCase().startsWith(ATTRIBUTE)) return plainFields.find(name);
      const attribute = name.slice(ATTRIBUTE.length);
      return { kind: "attribute", column: Prisma.sql`(d.attributes ->> ${attribute}::text)` };
    },
  },
};

export async function selectTargetPage(
  db: Queryable,
  tenant: string,
  clauses: ListClauses,
): Promise<ListPage<TargetRow>> {
  const isListed = Prisma.sql`d.tenant = ${tenant} AND d.controller_id IS NOT NULL AND d.retired_at IS NULL`;
  return selectPage(db, { columns, from: targets, isListed }, clauses);
}

export async function findTarget(db: Queryable, tenant: string, controllerId: string): Promise<TargetRow | null> {
  const [row] = await selectTargets(db, tenant, [controllerId]);
  return row ?? null;
}

/** Reads the targets of these names, as far as there are any, in no certain order. */
export async function selectTargets(
  db: Queryable,
  tenant: string,
  controllerIds: readonly string[],
): Promise<TargetRow[]> {
  return db.$queryRaw<TargetRow[]>`
    SELECT ${columns} FROM ${targets}
    WHERE d.tenant = ${tenant} AND d.controller_id = ANY(${[...controllerIds]}::text[]) AND d.retired_at IS NULL`;
}

/** Finds the device behind a target, retired or not. */
export async function findTargetDevice(
  db: Queryable,
  tenant: string,
  controllerId: string,
): Promise<{ id: string; name: string } | null> {
  return db.device.findUnique({
    where: { tenant_controllerId: { tenant, controllerId } },
    select: { id: true, name: true },
  });
}

export async function saveTarget(
  tx: Transaction,
  deviceId: string,
  change: { name?: string; description?: string; wantsAttributes?: boolean },
): Promise<void> {
  await tx.device.update({ where: { id: deviceId }, data: change, select: { id: true } });
}

/** Deletes a device with its actions and their logs; its name is free again. */
export async function deleteDeviceRow(tx: Transaction, deviceId: string): Promise<void> {
  await tx.device.delete({ where: { id: deviceId }, select: { id: true } });
}
