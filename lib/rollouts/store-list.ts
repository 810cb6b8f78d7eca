import type { Reach } from "#lib/access/rules/reach.ts";
import { withinReach } from "#lib/access/teams/store-reach.ts";
import { Prisma, type Queryable } from "#lib/database/client.ts";
import { escapeLike } from "#lib/database/like.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { isUuid } from "#lib/kernel/uuid.ts";
import type { ListRolloutDevicesInput, ListRolloutsInput } from "#lib/rollouts/input.ts";
import type { RolloutRecord } from "#lib/rollouts/record.ts";
import {
  deviceStatuses,
  unfinishedStatuses,
  type DeviceStatus,
  type WaitingReason,
} from "#lib/rollouts/rules/rollout.ts";
import { selectRollouts } from "#lib/rollouts/store-read.ts";
import { gridLetters, type RolloutDeviceView } from "#lib/rollouts/view.ts";

const sortColumns = {
  createdAt: Prisma.sql`r.created_at`,
  updatedAt: Prisma.sql`r.updated_at`,
  number: Prisma.sql`r.number`,
};
type SortColumn = keyof typeof sortColumns;

/** Reads the sort value of a row as it goes into the cursor. */
export function sortValueOf(rollout: RolloutRecord, sort: ListRolloutsInput["sort"]): string | number {
  const column = columnOf(sort);
  return column === "number" ? rollout.number : rollout[column].toISOString();
}

/** Lists rollouts, one more than asked for where there are more. `after` are the sort value and number of the last row. */
export async function selectPage(
  db: Queryable,
  input: ListRolloutsInput,
  { after, reach }: { after: readonly [string | number, number] | null; reach: Reach | undefined },
): Promise<RolloutRecord[]> {
  const column = sortColumns[columnOf(input.sort)];
  const direction = input.sort.startsWith("-") ? Prisma.sql`DESC` : Prisma.sql`ASC`;
  const conditions = [...listConditions(input), rolloutsWithin(reach)];
  if (after !== null) conditions.push(beyond(input.sort, after));
  return selectRollouts(
    db,
    Prisma.sql`WHERE ${Prisma.join(conditions, " AND ")}
               ORDER BY ${column} ${direction}, r.number ${direction} LIMIT ${input.limit + 1}`,
  );
}

/** Lists the rollouts that are not over, the newest first. */
export async function selectUnfinished(
  db: Queryable,
  { reach, limit }: { reach: Reach | undefined; limit: number },
): Promise<RolloutRecord[]> {
  return selectRollouts(
    db,
    Prisma.sql`WHERE r.status = ANY(${unfinishedStatuses}::text[]) AND ${rolloutsWithin(reach)}
               ORDER BY r.number DESC LIMIT ${limit}`,
  );
}

/** A rollout of a deployment, or of a rollback, belongs to its environment too. */
function rolloutsWithin(reach: Reach | undefined): Prisma.Sql {
  const environment = Prisma.sql`COALESCE(
    (SELECT d.environment_id FROM deployments d WHERE d.id = r.deployment_id),
    (SELECT p.environment_id FROM rollback_executions x JOIN rollback_plans p ON p.id = x.plan_id
     WHERE x.id = r.rollback_execution_id))`;
  return withinReach(reach, { product: Prisma.sql`r.product_id`, environment });
}

function listConditions(input: ListRolloutsInput): Prisma.Sql[] {
  const conditions = [Prisma.sql`true`];
  if (input.status?.length) conditions.push(Prisma.sql`r.status = ANY(${input.status}::text[])`);
  if (input.strategy?.length) conditions.push(Prisma.sql`r.strategy = ANY(${input.strategy}::text[])`);
  if (input.product !== undefined) {
    conditions.push(
      isUuid(input.product)
        ? Prisma.sql`r.product_id = ${input.product}::uuid`
        : Prisma.sql`product.slug = ${input.product}`,
    );
  }
  if (input.policy !== undefined) conditions.push(Prisma.sql`r.policy_id = ${input.policy}::uuid`);
  if (input.image !== undefined) conditions.push(Prisma.sql`r.image = ${input.image}`);
  if (input.from !== undefined) conditions.push(Prisma.sql`r.created_at >= ${input.from}::timestamptz`);
  if (input.to !== undefined) conditions.push(Prisma.sql`r.created_at < ${input.to}::timestamptz`);
  if (input.q) {
    const pattern = likePattern(input.q);
    conditions.push(Prisma.sql`(
      product.slug ILIKE ${pattern} OR r.image ILIKE ${pattern} OR r.tag ILIKE ${pattern}
      OR r.to_version ILIKE ${pattern} OR policy.name ILIKE ${pattern} OR r.number::text = ${input.q.replace(/^#/, "")})`);
  }
  return conditions;
}

/** The number breaks ties, so that no row is lost or shown twice between two pages. */
function beyond(sort: ListRolloutsInput["sort"], [value, number]: readonly [string | number, number]): Prisma.Sql {
  const name = columnOf(sort);
  const typed = name === "number" ? Prisma.sql`${Number(value)}::int` : Prisma.sql`${String(value)}::timestamptz`;
  const comparison = sort.startsWith("-") ? Prisma.sql`<` : Prisma.sql`>`;
  return Prisma.sql`(${sortColumns[name]}, r.number) ${comparison} (${typed}, ${number}::int)`;
}

function columnOf(sort: ListRolloutsInput["sort"]): SortColumn {
  return sort.replace("-", "") as SortColumn;
}

/** Lists devices of a rollout in the order of their positions, one more than asked for where there are more. */
export async function selectDevices(
  db: Queryable,
  input: ListRolloutDevicesInput,
  afterPosition: number | null,
): Promise<RolloutDeviceView[]> {
  const conditions = [Prisma.sql`s.rollout_id = ${input.rolloutId}::uuid`];
  if (input.status?.length) conditions.push(Prisma.sql`s.status = ANY(${input.status}::text[])`);
  if (input.batch !== undefined) conditions.push(Prisma.sql`s.batch_index = ${input.batch}::int`);
  if (input.position !== undefined) conditions.push(Prisma.sql`s.position = ${input.position}::int`);
  if (afterPosition !== null) conditions.push(Prisma.sql`s.position > ${afterPosition}::int`);
  if (input.q) {
    conditions.push(
      isUuid(input.q) ? Prisma.sql`s.device_id = ${input.q}::uuid` : Prisma.sql`d.name ILIKE ${likePattern(input.q)}`,
    );
  }
  return selectDeviceViews(
    db,
    Prisma.sql`WHERE ${Prisma.join(conditions, " AND ")} ORDER BY s.position LIMIT ${input.limit + 1}`,
  );
}

/** Reads one device's part in a rollout. Throws NOT_FOUND. */
export async function requireDevice(db: Queryable, rolloutId: string, deviceId: string): Promise<RolloutDeviceView> {
  const [device] = await selectDeviceViews(
    db,
    Prisma.sql`WHERE s.rollout_id = ${rolloutId}::uuid AND s.device_id = ${deviceId}::uuid`,
  );
  if (!device) throw notFound("device in this rollout");
  return device;
}

/** Reads the letters of all devices in the order of their positions: some 100 kB for 100,000 devices. */
export async function selectGrid(db: Queryable, rolloutId: string): Promise<string> {
  const letters = deviceStatuses.map((status) => Prisma.sql`WHEN ${status} THEN ${gridLetters[status]}`);
  const [row] = await db.$queryRaw<{ statuses: string | null }[]>`
    SELECT string_agg(CASE status ${Prisma.join(letters, " ")} END, '' ORDER BY position) AS statuses
    FROM rollout_device_status WHERE rollout_id = ${rolloutId}::uuid`;
  return row?.statuses ?? "";
}

export interface OutcomeCount {
  at: Date;
  batchIndex: number;
  healthy: number;
  failed: number;
}

/** Counts the outcomes that a rollout's events tell, in at most `slices` equal slices of its time, by batch. */
export async function selectOutcomes(db: Queryable, rolloutId: string, slices: number): Promise<OutcomeCount[]> {
  return db.$queryRaw<OutcomeCount[]>`
    WITH outcomes AS (
      SELECT at, (data->>'batchIndex')::int AS batch_index, data->>'status' = 'healthy' AS is_healthy,
             extract(epoch FROM at - min(at) OVER ()) AS age, extract(epoch FROM max(at) OVER () - min(at) OVER ()) AS span
      FROM events
      WHERE rollout_id = ${rolloutId}::uuid
        AND ((type IN ('device_updated', 'health_check_passed') AND data->>'status' = 'healthy')
             OR (type IN ('device_failed', 'device_rolled_back') AND data->>'hasFailed' = 'true'))
    ), sliced AS (
      SELECT *, CASE WHEN span = 0 THEN 0 ELSE least(floor(age / span * ${slices}::int), ${slices}::int - 1) END AS slice
      FROM outcomes
    )
    SELECT max(at) AS at, batch_index AS "batchIndex",
           (count(*) FILTER (WHERE is_healthy))::int AS healthy, (count(*) FILTER (WHERE NOT is_healthy))::int AS failed
    FROM sliced GROUP BY slice, batch_index ORDER BY max(at), batch_index`;
}

interface DeviceRow {
  device_id: string;
  name: string;
  batch_index: number;
  position: number;
  status: string;
  reason: string | null;
  has_failed: boolean;
  action_id: number | null;
  attempts: number;
  progress: number | null;
  waiting_for: string | null;
  previous_version: string | null;
  updated_at: Date;
}

async function selectDeviceViews(db: Queryable, rest: Prisma.Sql): Promise<RolloutDeviceView[]> {
  const rows = await db.$queryRaw<DeviceRow[]>`
    SELECT s.device_id, d.name, s.batch_index, s.position, s.status, s.reason, s.has_failed, s.action_id, s.attempts,
           a.progress, a.waiting_for, s.previous->>'version' AS previous_version, s.updated_at
    FROM rollout_device_status s
    JOIN devices d ON d.id = s.device_id
    LEFT JOIN device_actions a ON a.id = s.action_id AND a.closed_at IS NULL
    ${rest}`;
  return rows.map((row) => ({
    deviceId: row.device_id,
    uuid: row.device_id,
    name: row.name,
    batchIndex: row.batch_index,
    position: row.position,
    // A CHECK constraint holds the column to the union.
    status: row.status as DeviceStatus,
    reason: row.reason,
    hasFailed: row.has_failed,
    actionId: row.action_id,
    attempts: row.attempts,
    progress: row.progress,
    waitingFor: row.waiting_for as WaitingReason | null,
    previousVersion: row.previous_version,
    updatedAt: row.updated_at.toISOString(),
  }));
}

function likePattern(text: string): string {
  return `%${escapeLike(text)}%`;
}
