import { Prisma, type Queryable, type Transaction } from "#lib/database/client.ts";
import { inTransaction } from "#lib/database/transaction.ts";
import { secondsAfter } from "#lib/kernel/clock.ts";
import type { Context } from "#lib/kernel/context.ts";
import type { MachineStore, Pulse } from "#lib/stages/machine-store.ts";
import type { Change } from "#lib/stages/rules/changes.ts";
import {
  newMachine,
  type Entry,
  type EntryType,
  type MachineRecord,
  type NewMachine,
  type StageRecord,
} from "#lib/stages/rules/machine.ts";

/** Where the time of leases, deadlines and pauses comes from. */
export type ReadNow = (db: Queryable) => Promise<Date>;

/** The one clock that all processes share. */
export const databaseNow: ReadNow = async (db) => {
  const [row] = await db.$queryRaw<{ now: Date }[]>`SELECT clock_timestamp() AS now`;
  if (row === undefined) throw new Error("The database does not tell the time.");
  return row.now;
};

export interface StoreOptions<Context_, Name extends string> {
  readNow?: ReadNow;
  /** Told of every change before it is committed, in the same transaction. */
  onChange?: (
    tx: Transaction,
    before: MachineRecord<Context_, Name>,
    change: Change<Context_, Name>,
    now: Date,
  ) => Promise<void>;
}

/** Keeps machines in tables. Each change is one short transaction under the machine's row lock. */
export class DatabaseMachineStore<Context_, Name extends string> implements MachineStore<Context_, Name> {
  readonly #ctx: Context;
  readonly #options: StoreOptions<Context_, Name>;

  constructor(ctx: Context, options: StoreOptions<Context_, Name> = {}) {
    this.#ctx = ctx;
    this.#options = options;
  }

  change<Made extends Change<Context_, Name>>(
    machineId: string,
    decide: (machine: MachineRecord<Context_, Name>, now: Date) => Made | null,
  ): Promise<Made | null> {
    return inTransaction(this.#ctx, (tx) => this.changeIn(tx, machineId, decide));
  }

  /** The same, as a part of what the caller's transaction does. */
  async changeIn<Made extends Change<Context_, Name>>(
    tx: Transaction,
    machineId: string,
    decide: (machine: MachineRecord<Context_, Name>, now: Date) => Made | null,
  ): Promise<Made | null> {
    const { readNow, onChange } = this.#options;
    const locked = await lockMachine<Context_, Name>(tx, machineId);
    if (locked === null) return null;
    const { machine: before } = locked;
    const now = (await readNow?.(tx)) ?? locked.now;
    const made = decide(before, now);
    if (made === null) return null;
    await saveChange(tx, before, made);
    await onChange?.(tx, before, made, now);
    return made;
  }

  async pulse({
    machineId,
    stage,
    token,
    seconds,
  }: Parameters<MachineStore<Context_, Name>["pulse"]>[0]): Promise<Pulse> {
    const until = secondsAfter(await (this.#options.readNow ?? databaseNow)(this.#ctx.db), seconds);
    const [row] = await this.#ctx.db.$queryRaw<{ isWanted: boolean }[]>`
      UPDATE machine_stages s SET leased_until = ${until}::timestamptz
      FROM machines m
      WHERE s.machine_id = ${machineId}::uuid AND s.name = ${stage} AND s.lease_token = ${token}::uuid
        AND m.id = s.machine_id
      RETURNING m.status = 'running' AND m.cancel_requested_at IS NULL AS "isWanted"`;
    if (row === undefined) return "lost";
    return row.isWanted ? "goOn" : "calledOff";
  }
}

/** Inserts a machine that has not begun. */
export async function insertMachine<Context_, Name extends string>(
  tx: Transaction,
  machine: NewMachine<Context_, Name>,
  now: Date,
): Promise<void> {
  const record = newMachine(machine, now);
  await tx.$executeRaw`
    WITH machine AS (
      INSERT INTO machines (id, kind, status, context, created_at)
      VALUES (${record.id}::uuid, ${record.kind}, ${record.status}, ${JSON.stringify(record.context)}::jsonb,
              ${now}::timestamptz)
      RETURNING id)
    INSERT INTO machine_stages (machine_id, name, position, needs, status)
    SELECT machine.id, s.name, s.position, ARRAY(SELECT jsonb_array_elements_text(s.needs)), s.status
    FROM machine, jsonb_to_recordset(${JSON.stringify(record.stages)}::jsonb)
      AS s (name text, position int, needs jsonb, status text)`;
}

/** Reads a machine without a lock, or null. */
export async function findMachine<Context_ = unknown, Name extends string = string>(
  db: Queryable,
  machineId: string,
): Promise<MachineRecord<Context_, Name> | null> {
  const [row] = await db.$queryRaw<Omit<LockedRow, "isFresh" | "now">[]>`
    SELECT to_jsonb(m) AS machine, (${stagesOf}) AS stages FROM machines m WHERE m.id = ${machineId}::uuid`;
  return row === undefined ? null : readMachine<Context_, Name>(row.machine, row.stages);
}

/**
 * Locks a machine until the end of the transaction and reads it and the time; null where there is none. Who had to wait
 * for the lock holds the newest row, but saw its stages as they were before: then they are read again.
 */
async function lockMachine<Context_, Name extends string>(
  tx: Transaction,
  machineId: string,
): Promise<{ machine: MachineRecord<Context_, Name>; now: Date } | null> {
  for (;;) {
    const [row] = await tx.$queryRaw<LockedRow[]>`
      SELECT to_jsonb(m) AS machine, (${stagesOf}) AS stages, clock_timestamp() AS now,
             m.xmin = (SELECT seen.xmin FROM machines seen WHERE seen.id = m.id) AS "isFresh"
      FROM machines m WHERE m.id = ${machineId}::uuid FOR NO KEY UPDATE OF m`;
    if (row === undefined) return null;
    if (row.isFresh) return { machine: readMachine<Context_, Name>(row.machine, row.stages), now: row.now };
  }
}

const stagesOf = Prisma.sql`
  SELECT coalesce(jsonb_agg(to_jsonb(s) ORDER BY s.position), '[]'::jsonb) FROM machine_stages s
  WHERE s.machine_id = m.id`;

/** Writes what has changed of a machine that the caller has locked, and its history: one statement. */
async function saveChange<Context_, Name extends string>(
  tx: Transaction,
  before: MachineRecord<Context_, Name>,
  { machine, entries }: Change<Context_, Name>,
): Promise<void> {
  const changed = machine.stages.filter((stage, index) => stage !== before.stages[index]);
  await tx.$executeRaw`
    WITH history AS (
      INSERT INTO machine_entries (machine_id, type, stage, attempt, at, data)
      SELECT ${machine.id}::uuid, type, stage, attempt, at, data
      FROM jsonb_to_recordset(${JSON.stringify(entries)}::jsonb)
        AS e (type text, stage text, attempt int, at timestamptz, data jsonb)
    ), stages AS (
      UPDATE machine_stages s SET
        status = c.status, attempt = c.attempt, rollback_attempt = c.rollback_attempt,
        attempts_before = c.attempts_before, rollback_attempts_before = c.rollback_attempts_before,
        half_done = c.half_done, status_reason = c.status_reason, lease_token = c.lease_token,
        leased_until = c.leased_until, wake_at = c.wake_at, started_at = c.started_at, deadline_at = c.deadline_at,
        paused_at = c.paused_at, completed_at = c.completed_at, completed_order = c.completed_order,
        rolled_back_at = c.rolled_back_at, output = c.output
      FROM jsonb_to_recordset(${JSON.stringify(changed.map(toRow))}::jsonb) AS c (
        name text, status text, attempt int, rollback_attempt int, attempts_before int, rollback_attempts_before int,
        half_done boolean, status_reason text, lease_token uuid, leased_until timestamptz, wake_at timestamptz,
        started_at timestamptz, deadline_at timestamptz, paused_at timestamptz, completed_at timestamptz,
        completed_order int, rolled_back_at timestamptz, output jsonb)
      WHERE s.machine_id = ${machine.id}::uuid AND s.name = c.name
    )
    UPDATE machines SET
      status = ${machine.status}, status_reason = ${machine.statusReason},
      context = ${JSON.stringify(machine.context)}::jsonb, wake_at = ${machine.wakeAt}::timestamptz,
      cancel_requested_at = ${machine.cancelRequestedAt}::timestamptz, paused_at = ${machine.pausedAt}::timestamptz,
      news = ${machine.news}::int, started_at = ${machine.startedAt}::timestamptz,
      completed_at = ${machine.completedAt}::timestamptz
    WHERE id = ${machine.id}::uuid`;
}

/** Reads a machine's history, the oldest first, from after an entry on. */
export async function selectEntries(
  db: Queryable,
  machineId: string,
  { after = 0, limit }: { after?: number; limit: number },
): Promise<(Entry & { id: number })[]> {
  const rows = await db.machineEntry.findMany({
    where: { machineId, id: { gt: after } },
    orderBy: { id: "asc" },
    take: limit,
  });
  return rows.map((row) => ({
    id: Number(row.id),
    type: row.type as EntryType,
    stage: row.stage,
    attempt: row.attempt,
    at: row.at,
    data: row.data as Record<string, unknown>,
  }));
}

/**
 * Takes up to `limit` machines of a kind for which there may be something to do, the most overdue first, and puts their
 * time off by a little, so that two searches at once do not find the same ones. Who is killed afterwards loses nothing.
 */
export async function takeDue(
  db: Queryable,
  { kind, now, putOffSeconds, limit }: { kind: string; now: Date; putOffSeconds: number; limit: number },
): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    UPDATE machines SET wake_at = ${secondsAfter(now, putOffSeconds)}::timestamptz
    WHERE id IN (SELECT id FROM machines WHERE wake_at <= ${now}::timestamptz AND kind = ${kind}
                 ORDER BY wake_at LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED)
    RETURNING id`;
  return rows.map(({ id }) => id);
}

/** Says when the next machine of a kind wants to be looked at, or null. */
export async function findNextWake(db: Queryable, kind: string): Promise<Date | null> {
  const next = await db.machine.aggregate({ where: { kind, wakeAt: { not: null } }, _min: { wakeAt: true } });
  return next._min.wakeAt;
}

/** Tells machines that something has happened: what waits in them is looked at at once. */
export async function tellNews(db: Queryable, machineIds: readonly string[], now: Date): Promise<void> {
  if (machineIds.length === 0) return;
  await db.$executeRaw`
    WITH told AS (
      UPDATE machines SET news = news + 1, wake_at = ${now}::timestamptz
      WHERE id IN (SELECT id FROM machines WHERE id = ANY(${machineIds}::uuid[])
                     AND status IN ('running', 'rollingBack') ORDER BY id FOR NO KEY UPDATE)
      RETURNING id)
    UPDATE machine_stages s SET wake_at = ${now}::timestamptz
    FROM told
    WHERE s.machine_id = told.id AND s.lease_token IS NULL
      -- One that pauses before another try has no deadline yet.
      AND (s.status = 'waiting' OR (s.status = 'rollingBack' AND s.deadline_at IS NOT NULL))`;
}

/** Rows as to_jsonb writes them, names of columns and times as texts: one value is read faster than a hundred. */
export type JsonRow = Record<string, unknown>;

interface LockedRow {
  machine: JsonRow;
  stages: JsonRow[];
  isFresh: boolean;
  now: Date;
}

/** Reads a machine from its rows. They hold only what the rules wrote, so the casts are safe. */
export function readMachine<Context_, Name extends string>(
  machine: JsonRow,
  stages: readonly JsonRow[],
): MachineRecord<Context_, Name> {
  const columns = readColumns(machine) as unknown as Omit<MachineRecord<Context_, Name>, "stages">;
  return { ...columns, stages: stages.map((stage) => readStage<Name>(stage)) };
}

function readStage<Name extends string>(row: JsonRow): StageRecord<Name> {
  const { leaseToken: token, leasedUntil, ...columns } = readColumns(row);
  const lease = token === null ? null : { token, until: new Date(leasedUntil as string) };
  return { ...columns, lease } as unknown as StageRecord<Name>;
}

const namesOfColumns = new Map<string, string>();

function readColumns(row: JsonRow): Record<string, unknown> {
  const read: Record<string, unknown> = {};
  for (const [column, value] of Object.entries(row)) {
    const isTime = column.endsWith("_at") && typeof value === "string";
    read[nameOfColumn(column)] = isTime ? new Date(value) : value;
  }
  return read;
}

function nameOfColumn(column: string): string {
  const known = namesOfColumns.get(column);
  if (known !== undefined) return known;
  const name = column.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  namesOfColumns.set(column, name);
  return name;
}

function toRow(stage: StageRecord) {
  return {
    name: stage.name,
    status: stage.status,
    attempt: stage.attempt,
    rollback_attempt: stage.rollbackAttempt,
    attempts_before: stage.attemptsBefore,
    rollback_attempts_before: stage.rollbackAttemptsBefore,
    half_done: stage.halfDone,
    status_reason: stage.statusReason,
    lease_token: stage.lease?.token ?? null,
    leased_until: stage.lease?.until ?? null,
    wake_at: stage.wakeAt,
    started_at: stage.startedAt,
    deadline_at: stage.deadlineAt,
    paused_at: stage.pausedAt,
    completed_at: stage.completedAt,
    completed_order: stage.completedOrder,
    rolled_back_at: stage.rolledBackAt,
    output: stage.output,
  };
}
