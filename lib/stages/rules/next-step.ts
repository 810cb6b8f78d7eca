// What should happen now with a machine, and why?
import { assertNever } from "#lib/kernel/errors.ts";
import { isLeased, isOpen, type MachineRecord, type StageRecord } from "#lib/stages/rules/machine.ts";

/** What a definition says about one of its stages. */
export interface StageRules {
  attemptsMax: number;
  rollbackAttemptsMax: number;
  /** Of one attempt, there and back. */
  timeLimitSeconds: number;
  onFailure: "rollBack" | "stop" | "continue";
  /** Why it is left out, where its condition does not hold. */
  skippedBecause: string | null;
  canRollBack: boolean;
  leavesTraces: boolean;
  backoff: Backoff;
}

export interface Backoff {
  firstSeconds: number;
  mostSeconds: number;
}

export type RulesOf<Name extends string> = (stage: Name) => StageRules;

export type Step<Name extends string = string> =
  /** Have its handler asked: a new attempt, a waiting one that is due, or one whose process was killed. */
  | { kind: "run"; stage: Name }
  | { kind: "skip"; stage: Name; reason: string }
  | { kind: "timeOut"; stage: Name }
  | { kind: "callOff"; stage: Name }
  | { kind: "beginRollback"; reason: string }
  | { kind: "end"; status: "completed" | "failed" | "cancelled" | "rolledBack"; reason: string | null }
  | { kind: "wait"; until: Date | null };

/** Names the one next step. Asked again after each, until it answers with a wait. */
export function nextStep<Name extends string>(
  machine: MachineRecord<unknown, Name>,
  rulesOf: RulesOf<Name>,
  now: Date,
): Step<Name> {
  switch (machine.status) {
    case "pending":
      return machine.cancelRequestedAt === null
        ? { kind: "wait", until: null }
        : stop(machine, now, { kind: "end", status: "cancelled", reason: machine.statusReason });
    case "running":
      return stepForward(machine, rulesOf, now);
    case "rollingBack":
      return stepBack(machine, rulesOf, now);
    case "completed":
    case "failed":
    case "cancelled":
    case "rolledBack":
      return { kind: "wait", until: null };
    default:
      return assertNever(machine.status);
  }
}

function stepForward<Name extends string>(
  machine: MachineRecord<unknown, Name>,
  rulesOf: RulesOf<Name>,
  now: Date,
): Step<Name> {
  if (machine.cancelRequestedAt !== null) {
    return stop(machine, now, { kind: "end", status: "cancelled", reason: machine.statusReason });
  }
  const failed = machine.stages.find(
    (stage) => stage.status === "failed" && rulesOf(stage.name).onFailure !== "continue",
  );
  if (failed !== undefined) {
    const reason = `${failed.name}: ${failed.statusReason ?? "failed"}`;
    // The others are called off first: what they finish meanwhile is then taken back in its turn.
    return rulesOf(failed.name).onFailure === "rollBack"
      ? { kind: "beginRollback", reason }
      : stop(machine, now, { kind: "end", status: "failed", reason });
  }
  for (const stage of machine.stages) {
    const step = stepOfOpenStage(machine, stage, rulesOf(stage.name), now);
    if (step !== null) return step;
  }
  if (!machine.stages.some(isOpen)) return { kind: "end", status: "completed", reason: null };
  return { kind: "wait", until: nextTime(machine, now) };
}

function stepOfOpenStage<Name extends string>(
  machine: MachineRecord<unknown, Name>,
  stage: StageRecord<Name>,
  rules: StageRules,
  now: Date,
): Step<Name> | null {
  if (!isOpen(stage) || isLeased(stage, now)) return null;
  if (stage.status !== "pending") {
    if (isOverdue(machine, stage, now)) return { kind: "timeOut", stage: stage.name };
    const isDue = stage.status === "running" || hasCome(stage.wakeAt, now);
    return isDue ? { kind: "run", stage: stage.name } : null;
  }
  if (!stage.needs.every((need) => isOver(machine, need))) return null;
  if (rules.skippedBecause !== null) return { kind: "skip", stage: stage.name, reason: rules.skippedBecause };
  const mayStart = machine.pausedAt === null && (stage.wakeAt === null || stage.wakeAt <= now);
  return mayStart ? { kind: "run", stage: stage.name } : null;
}

/** A failed one that is still looked at here is one without which the machine goes on. */
function isOver<Name extends string>(machine: MachineRecord<unknown, Name>, name: Name): boolean {
  const status = machine.stages.find((stage) => stage.name === name)?.status;
  return status === "completed" || status === "skipped" || status === "failed";
}

/** Calls off what is open, waits for those who are at work, and only then takes the last step. */
function stop<Name extends string>(machine: MachineRecord<unknown, Name>, now: Date, last: Step<Name>): Step<Name> {
  const open = machine.stages.filter(isOpen);
  const idle = open.find((stage) => !isLeased(stage, now));
  if (idle !== undefined) return { kind: "callOff", stage: idle.name };
  return open.length > 0 ? { kind: "wait", until: earliest(open.map((stage) => stage.lease?.until ?? null)) } : last;
}

function stepBack<Name extends string>(
  machine: MachineRecord<unknown, Name>,
  rulesOf: RulesOf<Name>,
  now: Date,
): Step<Name> {
  return stop(machine, now, wayBack(machine, rulesOf, now));
}

function wayBack<Name extends string>(
  machine: MachineRecord<unknown, Name>,
  rulesOf: RulesOf<Name>,
  now: Date,
): Step<Name> {
  const stuck = machine.stages.find((stage) => stage.status === "rollbackFailed");
  if (stuck !== undefined) {
    // Those before it carry what it left behind, so they are not taken away from under it.
    const reason = `${stuck.name} could not be taken back: ${stuck.statusReason ?? "failed"}`;
    return { kind: "end", status: "failed", reason };
  }
  const stage = machine.stages.find(({ status }) => status === "rollingBack") ?? toBeTakenBack(machine, rulesOf)[0];
  if (stage === undefined) return { kind: "end", status: "rolledBack", reason: machine.statusReason };
  if (isLeased(stage, now)) return { kind: "wait", until: stage.lease?.until ?? null };
  if (stage.status !== "rollingBack") return { kind: "run", stage: stage.name };
  if (isOverdue(machine, stage, now)) return { kind: "timeOut", stage: stage.name };
  // A lease that has run out belonged to a process that was killed.
  if (stage.lease !== null || hasCome(stage.wakeAt, now)) return { kind: "run", stage: stage.name };
  return { kind: "wait", until: nextTime(machine, now) };
}

/**
 * Lists the stages that are still to be taken back, in that order: first those that were left half-done, the latest
 * first; then those that were completed, the other way round.
 */
export function toBeTakenBack<Name extends string>(
  machine: MachineRecord<unknown, Name>,
  rulesOf: RulesOf<Name>,
): StageRecord<Name>[] {
  return machine.stages
    .filter((stage) => (stage.status === "completed" || stage.halfDone) && stage.rolledBackAt === null)
    .filter((stage) => rulesOf(stage.name).canRollBack)
    .sort((a, b) => rankBack(b) - rankBack(a) || b.position - a.position);
}

const HALF_DONE_RANK = 1e15;

function rankBack(stage: StageRecord): number {
  return stage.completedOrder ?? HALF_DONE_RANK + (stage.startedAt?.getTime() ?? 0);
}

/** While somebody has paused the machine, or what the stage watches, its time stands still. */
function isOverdue(machine: MachineRecord, stage: StageRecord, now: Date): boolean {
  if (machine.pausedAt !== null || stage.pausedAt !== null) return false;
  return stage.deadlineAt !== null && stage.deadlineAt <= now;
}

function hasCome(time: Date | null, now: Date): boolean {
  return time !== null && time <= now;
}

/** When there may be something to do without any news. */
function nextTime(machine: MachineRecord, now: Date): Date | null {
  const times = machine.stages
    .filter((stage) => isOpen(stage) || stage.status === "rollingBack")
    .flatMap((stage) => {
      if (isLeased(stage, now)) return [stage.lease?.until ?? null];
      if (stage.status === "pending") return [machine.pausedAt === null && stage.attempt > 0 ? stage.wakeAt : null];
      const stands = machine.pausedAt !== null || stage.pausedAt !== null;
      return [stage.wakeAt, stands ? null : stage.deadlineAt];
    });
  return earliest(times);
}

function earliest(times: readonly (Date | null)[]): Date | null {
  const known = times.filter((time) => time !== null).map((time) => time.getTime());
  return known.length === 0 ? null : new Date(Math.min(...known));
}
