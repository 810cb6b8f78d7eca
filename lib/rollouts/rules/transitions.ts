// Which command leads from which status to which? Buttons, routes and the orchestrator all ask this one table.
import { DomainError } from "#lib/kernel/errors.ts";
import { rolloutStatuses, type RolloutStatus } from "#lib/rollouts/rules/rollout.ts";

/** `pausedFrom` stands for the status from which the rollout was paused. */
type Target = RolloutStatus | "pausedFrom";

const table = {
  // Steps of the orchestrator.
  schedule: { pending: "scheduled" },
  start: { pending: "running", scheduled: "running" },
  startBatch: { running: "running" },
  completeBatch: { running: "running" },
  complete: { running: "completed" },
  fail: { running: "failed" },
  finishRollback: { rollingBack: "rolledBack" },
  // Actions of an operator; the orchestrator pauses, cancels and rolls back by the same commands.
  pause: { pending: "paused", scheduled: "paused", running: "paused" },
  resume: { paused: "pausedFrom" },
  cancel: {
    pending: "cancelled",
    scheduled: "cancelled",
    running: "cancelled",
    paused: "cancelled",
    rollingBack: "cancelled",
  },
  approve: { running: "running" },
  retry: { running: "running", paused: "paused" },
  // A release may turn out bad long after everybody has it, or after it was stopped half-way.
  rollBack: {
    running: "rollingBack",
    paused: "rollingBack",
    completed: "rollingBack",
    failed: "rollingBack",
    cancelled: "rollingBack",
  },
  // Who takes back a batch doubts the release, so the others must not go on meanwhile.
  rollBackBatch: {
    running: "paused",
    paused: "paused",
    completed: "completed",
    failed: "failed",
    cancelled: "cancelled",
  },
  rollBackDevice: {
    running: "running",
    paused: "paused",
    completed: "completed",
    failed: "failed",
    cancelled: "cancelled",
  },
  leaveOutDevice: { running: "running", paused: "paused" },
} as const satisfies Record<string, Partial<Record<RolloutStatus, Target>>>;

export type Command = keyof typeof table;

export const commands = Object.keys(table) as Command[];

/** The commands that people have buttons for. */
export const operatorCommands = [
  "approve",
  "pause",
  "resume",
  "cancel",
  "retry",
  "rollBack",
  "rollBackBatch",
  "rollBackDevice",
  "leaveOutDevice",
] as const satisfies readonly Command[];
export type OperatorCommand = (typeof operatorCommands)[number];

const phrases: Record<Command, string> = {
  schedule: "scheduled",
  start: "started",
  startBatch: "carried on with another batch",
  completeBatch: "carried past a batch",
  complete: "completed",
  fail: "failed",
  finishRollback: "declared rolled back",
  pause: "paused",
  resume: "resumed",
  cancel: "cancelled",
  approve: "approved",
  retry: "retried",
  rollBack: "rolled back",
  rollBackBatch: "rolled back by a batch",
  rollBackDevice: "rolled back by a device",
  leaveOutDevice: "carried on without a device",
};

/** Lists the statuses from which a command leads anywhere. */
export function allowedStates(command: Command): RolloutStatus[] {
  const row = table[command];
  return rolloutStatuses.filter((status) => status in row);
}

export function isAllowed(command: Command, status: RolloutStatus): boolean {
  return status in table[command];
}

/** Returns the status that a command leads to; throws WRONG_STATE with the statuses that would allow it. */
export function transition(
  rollout: { status: RolloutStatus; pausedFrom: RolloutStatus | null },
  command: Command,
): RolloutStatus {
  const row: Partial<Record<RolloutStatus, Target>> = table[command];
  const target = row[rollout.status];
  if (target === undefined) throw wrongState(rollout.status, command);
  // A paused rollout always says where it came from; running is the cautious reading of an old row that does not.
  return target === "pausedFrom" ? (rollout.pausedFrom ?? "running") : target;
}

export function wrongState(status: RolloutStatus, command: Command): DomainError {
  const allowed = allowedStates(command);
  return new DomainError(
    "WRONG_STATE",
    `A rollout that is ${status} cannot be ${phrases[command]}. That is possible while it is ${allowed.join(", ")}.`,
    { allowedStates: allowed },
  );
}
