// What may a person ask of a machine, when, and how does it look then?
import { DomainError } from "#lib/kernel/errors.ts";
import { later, makeEntry, move, withStage, type Change } from "#lib/stages/rules/changes.ts";
import {
  isOpen,
  machineStatuses,
  type MachineRecord,
  type MachineStatus,
  type StageRecord,
} from "#lib/stages/rules/machine.ts";

export type MachineCommand = "start" | "cancel" | "pause" | "resume" | "rollBack" | "retry";

const allowed = {
  start: ["pending"],
  cancel: ["pending", "running"],
  pause: ["running"],
  resume: ["running"],
  // What was deployed may turn out bad long after, or after it was stopped half-way.
  rollBack: ["running", "completed", "failed", "cancelled"],
  retry: ["failed"],
} as const satisfies Record<MachineCommand, readonly MachineStatus[]>;

const phrases: Record<MachineCommand, string> = {
  start: "started",
  cancel: "cancelled",
  pause: "paused",
  resume: "resumed",
  rollBack: "rolled back",
  retry: "retried",
};

/** Says whether a command leads anywhere now. */
export function isAllowed(
  command: MachineCommand,
  machine: Pick<MachineRecord, "status" | "pausedAt" | "startedAt">,
): boolean {
  const statuses: readonly MachineStatus[] = allowed[command];
  if (!statuses.includes(machine.status)) return false;
  if (command === "pause") return machine.pausedAt === null;
  if (command === "resume") return machine.pausedAt !== null;
  // What could not even be started has nothing to go on with.
  return (command !== "rollBack" && command !== "retry") || machine.startedAt !== null;
}

/** Carries a command out, and wakes the machine. Throws WRONG_STATE with the statuses that would allow it. */
export function command<Context, Name extends string>(
  name: MachineCommand,
  machine: MachineRecord<Context, Name>,
  reason: string | null,
  now: Date,
): Change<Context, Name> {
  if (!isAllowed(name, machine)) throw wrongState(name, machine.status);
  const change = carryOut(name, machine, reason, now);
  return { ...change, machine: { ...change.machine, wakeAt: now } };
}

function carryOut<Context, Name extends string>(
  name: MachineCommand,
  machine: MachineRecord<Context, Name>,
  reason: string | null,
  now: Date,
): Change<Context, Name> {
  switch (name) {
    case "start":
      return move(machine, "running", reason, now);
    case "cancel":
      return { machine: { ...machine, cancelRequestedAt: now, statusReason: reason }, entries: [] };
    case "pause":
      return {
        machine: { ...machine, pausedAt: now, statusReason: reason },
        entries: [makeEntry("pause", null, now, reason === null ? {} : { reason })],
      };
    case "resume":
      return resume(machine, now);
    case "rollBack":
      return move({ ...machine, cancelRequestedAt: null }, "rollingBack", reason, now);
    case "retry":
      return retry(machine, now);
  }
}

/** Goes on; what was open has as much time left as it had when the machine was paused. */
function resume<Context, Name extends string>(machine: MachineRecord<Context, Name>, now: Date): Change<Context, Name> {
  const millis = machine.pausedAt === null ? 0 : now.getTime() - machine.pausedAt.getTime();
  const stages = machine.stages.map((stage) =>
    isOpen(stage) ? { ...stage, deadlineAt: later(stage.deadlineAt, millis) } : stage,
  );
  return {
    machine: { ...machine, pausedAt: null, statusReason: null, stages },
    entries: [makeEntry("resume", null, now)],
  };
}

/** Goes on with what failed, there or on the way back, with as many tries as at first. */
function retry<Context, Name extends string>(machine: MachineRecord<Context, Name>, now: Date): Change<Context, Name> {
  const stuck = machine.stages.find(({ status }) => status === "rollbackFailed");
  if (stuck !== undefined) {
    const next: StageRecord<Name> = {
      ...stuck,
      status: "rollingBack",
      rollbackAttemptsBefore: stuck.rollbackAttempt,
      rollbackAttempt: stuck.rollbackAttempt + 1,
      wakeAt: now,
    };
    return move(withStage(machine, next), "rollingBack", null, now);
  }
  const stages = machine.stages.map((stage): StageRecord<Name> => {
    if (stage.status !== "failed" && stage.status !== "cancelled") return stage;
    return { ...stage, status: "pending", attemptsBefore: stage.attempt, statusReason: null, completedAt: null };
  });
  return move({ ...machine, stages, cancelRequestedAt: null }, "running", null, now);
}

export function wrongState(name: MachineCommand, status: MachineStatus): DomainError {
  const statuses = machineStatuses.filter((one) => (allowed[name] as readonly MachineStatus[]).includes(one));
  return new DomainError(
    "WRONG_STATE",
    `What is ${status} cannot be ${phrases[name]}. That is possible while it is ${statuses.join(", ")}.`,
    { allowedStates: statuses },
  );
}
