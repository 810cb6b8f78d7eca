// What are a machine and its stages, and what can one ask of them?

export const machineStatuses = [
  "pending",
  "running",
  "rollingBack",
  "completed",
  "failed",
  "cancelled",
  "rolledBack",
] as const;
export type MachineStatus = (typeof machineStatuses)[number];

export const stageStatuses = [
  "pending",
  "running",
  "waiting",
  "completed",
  "failed",
  "skipped",
  "cancelled",
  "rollingBack",
  "rolledBack",
  "rollbackFailed",
] as const;
export type StageStatus = (typeof stageStatuses)[number];

export const entryTypes = [
  "transition",
  "pause",
  "resume",
  "stage_start",
  "stage_wait",
  "stage_complete",
  "stage_failure",
  "stage_retry",
  "stage_skip",
  "stage_cancel",
  "rollback_start",
  "rollback_retry",
  "rollback",
  "rollback_failure",
  "complete",
  "failure",
] as const;
export type EntryType = (typeof entryTypes)[number];

/** Who works on a stage holds it until then; a process that was killed loses it. */
export interface Lease {
  token: string;
  until: Date;
}

export interface StageRecord<Name extends string = string> {
  name: Name;
  position: number;
  /** The stages that must be over before it. */
  needs: readonly Name[];
  status: StageStatus;
  /** Tries so far, from 1; of the way back apart. */
  attempt: number;
  rollbackAttempt: number;
  /** Those before a person asked for another round of tries. */
  attemptsBefore: number;
  rollbackAttemptsBefore: number;
  /** It has begun and may have left something behind, though it was not completed. */
  halfDone: boolean;
  statusReason: string | null;
  lease: Lease | null;
  /** When it is tried or looked at again; null: at once where it has not begun, else at news. */
  wakeAt: Date | null;
  startedAt: Date | null;
  deadlineAt: Date | null;
  /** Since when it waits for somebody to resume what it watches. */
  pausedAt: Date | null;
  completedAt: Date | null;
  completedOrder: number | null;
  rolledBackAt: Date | null;
  output: Record<string, unknown> | null;
}

export interface MachineRecord<Context = unknown, Name extends string = string> {
  id: string;
  kind: string;
  status: MachineStatus;
  statusReason: string | null;
  context: Context;
  wakeAt: Date | null;
  cancelRequestedAt: Date | null;
  pausedAt: Date | null;
  news: number;
  createdAt: Date;
  startedAt: Date | null;
  completedAt: Date | null;
  stages: readonly StageRecord<Name>[];
}

/** One line of a machine's history. */
export interface Entry {
  type: EntryType;
  stage: string | null;
  attempt: number | null;
  at: Date;
  data: Record<string, unknown>;
}

const finalStatuses: ReadonlySet<MachineStatus> = new Set(["completed", "failed", "cancelled", "rolledBack"]);
const openStatuses: ReadonlySet<StageStatus> = new Set(["pending", "running", "waiting"]);

/** Says whether a machine has come to its end. Only a person's retry or roll back leads out of it. */
export function isFinal(status: MachineStatus): boolean {
  return finalStatuses.has(status);
}

/** Says whether a stage may still be run. */
export function isOpen(stage: Pick<StageRecord, "status">): boolean {
  return openStatuses.has(stage.status);
}

/** Says whether somebody is at work on a stage now. */
export function isLeased(stage: Pick<StageRecord, "lease">, now: Date): boolean {
  return stage.lease !== null && stage.lease.until > now;
}

/** Lists the stages that wait for this one, in their order. */
export function nextStages<Name extends string>(
  stages: readonly Pick<StageRecord<Name>, "name" | "needs">[],
  name: Name,
): Name[] {
  return stages.filter((stage) => stage.needs.includes(name)).map((stage) => stage.name);
}

/** Lists the stages that this one waits for, in their order. */
export function previousStages<Name extends string>(
  stages: readonly Pick<StageRecord<Name>, "name" | "needs">[],
  name: Name,
): Name[] {
  const needs = stages.find((stage) => stage.name === name)?.needs ?? [];
  return stages.filter((stage) => needs.includes(stage.name)).map((stage) => stage.name);
}

/** Makes a machine that has not begun. */
export function newMachine<Context, Name extends string>(
  { id, kind, context, stages }: NewMachine<Context, Name>,
  now: Date,
): MachineRecord<Context, Name> {
  return {
    id,
    kind,
    status: "pending",
    statusReason: null,
    context,
    wakeAt: null,
    cancelRequestedAt: null,
    pausedAt: null,
    news: 0,
    createdAt: now,
    startedAt: null,
    completedAt: null,
    stages: stages.map(({ name, needs }, position) => ({
      name,
      position,
      needs,
      status: "pending",
      attempt: 0,
      rollbackAttempt: 0,
      attemptsBefore: 0,
      rollbackAttemptsBefore: 0,
      halfDone: false,
      statusReason: null,
      lease: null,
      wakeAt: null,
      startedAt: null,
      deadlineAt: null,
      pausedAt: null,
      completedAt: null,
      completedOrder: null,
      rolledBackAt: null,
      output: null,
    })),
  };
}

export interface NewMachine<Context, Name extends string> {
  id: string;
  kind: string;
  context: Context;
  stages: readonly { name: Name; needs: readonly Name[] }[];
}
