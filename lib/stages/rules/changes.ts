// How does a machine look after each step? Every function answers with the machine as it is then, and its history.
import { secondsAfter } from "#lib/kernel/clock.ts";
import type { Entry, EntryType, MachineRecord, MachineStatus, StageRecord } from "#lib/stages/rules/machine.ts";
import type { StageRules } from "#lib/stages/rules/next-step.ts";

export interface Change<Context, Name extends string> {
  machine: MachineRecord<Context, Name>;
  entries: Entry[];
}

/** Sets a machine's status. `wakeAt` is the caller's concern. */
export function move<Context, Name extends string>(
  machine: MachineRecord<Context, Name>,
  to: MachineStatus,
  reason: string | null,
  now: Date,
): Change<Context, Name> {
  const isEnd = to === "completed" || to === "failed" || to === "cancelled" || to === "rolledBack";
  const data = { from: machine.status, to, ...(reason !== null && { reason }) };
  return {
    machine: {
      ...machine,
      status: to,
      statusReason: reason,
      startedAt: machine.startedAt ?? (to === "running" ? now : null),
      completedAt: isEnd ? now : null,
      // Who takes back or is at the end has nothing to be resumed.
      pausedAt: to === "running" ? machine.pausedAt : null,
    },
    entries: [
      makeEntry("transition", null, now, data),
      ...(isEnd ? [makeEntry(to === "completed" ? "complete" : "failure", null, now, data)] : []),
    ],
  };
}

/** Gives a stage to one worker. One that is pending, or not yet on its way back, begins a new attempt. */
export function claim<Context, Name extends string>(
  machine: MachineRecord<Context, Name>,
  name: Name,
  rules: StageRules,
  { token, until }: { token: string; until: Date },
  now: Date,
): Change<Context, Name> {
  const stage = getStage(machine, name);
  const held = { lease: { token, until }, wakeAt: null };
  const deadlineAt = secondsAfter(now, rules.timeLimitSeconds);
  if (machine.status === "rollingBack") {
    if (stage.status === "rollingBack") {
      const next = { ...stage, ...held, deadlineAt: stage.deadlineAt ?? deadlineAt };
      return { machine: withStage(machine, next), entries: [] };
    }
    const rollbackAttempt = stage.rollbackAttempt + 1;
    const next: StageRecord<Name> = { ...stage, ...held, status: "rollingBack", rollbackAttempt, deadlineAt };
    const entries = [makeEntry("rollback_start", { name, attempt: rollbackAttempt }, now)];
    return { machine: withStage(machine, { ...next, pausedAt: null, statusReason: null }), entries };
  }
  if (stage.status !== "pending") {
    return { machine: withStage(machine, { ...stage, ...held, status: "running" }), entries: [] };
  }
  const attempt = stage.attempt + 1;
  const startedAt = stage.startedAt ?? now;
  const next: StageRecord<Name> = {
    ...stage,
    ...held,
    status: "running",
    attempt,
    startedAt,
    deadlineAt,
    statusReason: null,
  };
  return { machine: withStage(machine, next), entries: [makeEntry("stage_start", { name, attempt }, now)] };
}

export function complete<Context, Name extends string>(
  machine: MachineRecord<Context, Name>,
  name: Name,
  said: { output?: Record<string, unknown>; context?: Partial<Context> },
  now: Date,
): Change<Context, Name> {
  const stage = getStage(machine, name);
  const attempt = stage.attempt;
  const next: StageRecord<Name> = {
    ...stage,
    ...atRest,
    status: "completed",
    halfDone: false,
    completedAt: now,
    completedOrder: Math.max(0, ...machine.stages.map(({ completedOrder }) => completedOrder ?? 0)) + 1,
    output: said.output ?? stage.output,
  };
  const context = said.context === undefined ? machine.context : { ...machine.context, ...said.context };
  const entries = [makeEntry("stage_complete", { name, attempt }, now)];
  return { machine: { ...withStage(machine, next), context }, entries };
}

/** Leaves a stage until a time, or until there are news. Its deadline moves on by the time that it was paused. */
export function letWait<Context, Name extends string>(
  machine: MachineRecord<Context, Name>,
  name: Name,
  said: { reason: string; wakeAt: Date | null; isPaused: boolean; output?: Record<string, unknown> },
  now: Date,
): Change<Context, Name> {
  const stage = getStage(machine, name);
  const isBack = stage.status === "rollingBack";
  const pausedForMillis = stage.pausedAt === null || said.isPaused ? 0 : now.getTime() - stage.pausedAt.getTime();
  const next: StageRecord<Name> = {
    ...stage,
    status: isBack ? "rollingBack" : "waiting",
    statusReason: said.reason,
    lease: null,
    wakeAt: said.wakeAt,
    pausedAt: said.isPaused ? (stage.pausedAt ?? now) : null,
    deadlineAt: later(stage.deadlineAt, pausedForMillis),
    output: addOutput(stage, said.output),
  };
  const attempt = isBack ? stage.rollbackAttempt : stage.attempt;
  const isNews = stage.statusReason !== said.reason;
  const entries = isNews ? [makeEntry("stage_wait", { name, attempt }, now, { reason: said.reason })] : [];
  return { machine: withStage(machine, next), entries };
}

/**
 * Notes that an attempt failed: it is tried again after a pause, or it is the end of the stage. `isUnknown` says that
 * nobody knows how far it came.
 */
export function fail<Context, Name extends string>(
  machine: MachineRecord<Context, Name>,
  name: Name,
  rules: StageRules,
  said: {
    reason: string;
    isFinal?: boolean;
    isUnknown?: boolean;
    output?: Record<string, unknown>;
    pauseSeconds: number;
  },
  now: Date,
): Change<Context, Name> {
  const stage = getStage(machine, name);
  if (stage.status === "rollingBack") return failBack(machine, stage, rules, said, now);
  const { attempt } = stage;
  const isRetried = said.isFinal !== true && attempt - stage.attemptsBefore < rules.attemptsMax;
  const wakeAt = isRetried ? secondsAfter(now, said.pauseSeconds) : null;
  const next: StageRecord<Name> = {
    ...stage,
    ...atRest,
    status: isRetried ? "pending" : "failed",
    statusReason: said.reason,
    wakeAt,
    halfDone: stage.halfDone || rules.leavesTraces || said.isUnknown === true,
    completedAt: isRetried ? null : now,
    output: said.output ?? stage.output,
  };
  const failure = makeEntry("stage_failure", { name, attempt }, now, { reason: said.reason, isRetried });
  const retry = wakeAt && makeEntry("stage_retry", { name, attempt: attempt + 1 }, now, { at: wakeAt.toISOString() });
  return { machine: withStage(machine, next), entries: retry === null ? [failure] : [failure, retry] };
}

function failBack<Context, Name extends string>(
  machine: MachineRecord<Context, Name>,
  stage: StageRecord<Name>,
  rules: StageRules,
  said: { reason: string; isFinal?: boolean; output?: Record<string, unknown>; pauseSeconds: number },
  now: Date,
): Change<Context, Name> {
  const { name, rollbackAttempt: attempt } = stage;
  const isRetried = said.isFinal !== true && attempt - stage.rollbackAttemptsBefore < rules.rollbackAttemptsMax;
  const output = addOutput(stage, said.output);
  const base = { ...stage, ...atRest, statusReason: said.reason, output };
  if (!isRetried) {
    const entries = [makeEntry("rollback_failure", { name, attempt }, now, { reason: said.reason })];
    return { machine: withStage(machine, { ...base, status: "rollbackFailed" }), entries };
  }
  const wakeAt = secondsAfter(now, said.pauseSeconds);
  const next: StageRecord<Name> = { ...base, rollbackAttempt: attempt + 1, wakeAt };
  const data = { reason: said.reason, at: wakeAt.toISOString() };
  return {
    machine: withStage(machine, next),
    entries: [makeEntry("rollback_retry", { name, attempt: attempt + 1 }, now, data)],
  };
}

export function noteTakenBack<Context, Name extends string>(
  machine: MachineRecord<Context, Name>,
  name: Name,
  said: { output?: Record<string, unknown>; context?: Partial<Context> },
  now: Date,
): Change<Context, Name> {
  const stage = getStage(machine, name);
  const next: StageRecord<Name> = {
    ...stage,
    ...atRest,
    status: "rolledBack",
    halfDone: false,
    rolledBackAt: now,
    output: addOutput(stage, said.output),
  };
  const context = said.context === undefined ? machine.context : { ...machine.context, ...said.context };
  const entries = [makeEntry("rollback", { name, attempt: stage.rollbackAttempt }, now)];
  return { machine: { ...withStage(machine, next), context }, entries };
}

export function skip<Context, Name extends string>(
  machine: MachineRecord<Context, Name>,
  name: Name,
  reason: string,
  now: Date,
): Change<Context, Name> {
  const next: StageRecord<Name> = {
    ...getStage(machine, name),
    status: "skipped",
    statusReason: reason,
    completedAt: now,
  };
  return {
    machine: withStage(machine, next),
    entries: [makeEntry("stage_skip", { name, attempt: null }, now, { reason })],
  };
}

/** Ends a stage that nobody is at work on, because the machine does not go on. */
export function callOff<Context, Name extends string>(
  machine: MachineRecord<Context, Name>,
  name: Name,
  now: Date,
): Change<Context, Name> {
  const stage = getStage(machine, name);
  const next: StageRecord<Name> = {
    ...stage,
    ...atRest,
    status: "cancelled",
    // One that is pending has not begun, or has failed before.
    halfDone: stage.halfDone || stage.status !== "pending",
    completedAt: now,
  };
  const entries = [makeEntry("stage_cancel", { name, attempt: stage.attempt || null }, now)];
  return { machine: withStage(machine, next), entries };
}

/** Cancels the machine because of what one of its stages watched. */
export function cancelFrom<Context, Name extends string>(
  machine: MachineRecord<Context, Name>,
  name: Name,
  said: { reason: string; output?: Record<string, unknown> },
  now: Date,
): Change<Context, Name> {
  const { machine: after, entries } = callOff(machine, name, now);
  const stage = getStage(after, name);
  const next = { ...stage, statusReason: said.reason, output: said.output ?? stage.output };
  const cancelled = withStage(after, next);
  const isWanted = machine.status === "running" && machine.cancelRequestedAt === null;
  return {
    machine: isWanted ? { ...cancelled, cancelRequestedAt: now, statusReason: said.reason } : cancelled,
    entries,
  };
}

/** Says that whoever holds a stage goes without an outcome: anybody may take it up at once. */
export function release<Context, Name extends string>(
  machine: MachineRecord<Context, Name>,
  name: Name,
  now: Date,
): Change<Context, Name> {
  const stage = getStage(machine, name);
  const lease = stage.lease === null ? null : { ...stage.lease, until: now };
  return { machine: withStage(machine, { ...stage, lease }), entries: [] };
}

const atRest = { lease: null, wakeAt: null, deadlineAt: null, pausedAt: null, statusReason: null } as const;

/** Finds a stage of a machine; the names of its definition and of its rows are the same. */
export function getStage<Name extends string>(machine: MachineRecord<unknown, Name>, name: Name): StageRecord<Name> {
  const stage = machine.stages.find((one) => one.name === name);
  if (stage === undefined) throw new Error(`The machine ${machine.id} has no stage ${name}.`);
  return stage;
}

export function withStage<Context, Name extends string>(
  machine: MachineRecord<Context, Name>,
  next: StageRecord<Name>,
): MachineRecord<Context, Name> {
  return { ...machine, stages: machine.stages.map((stage) => (stage.name === next.name ? next : stage)) };
}

/** On the way there the last word counts; on the way back what was brought forth is still needed. */
function addOutput(stage: StageRecord, output: Record<string, unknown> | undefined): Record<string, unknown> | null {
  if (output === undefined) return stage.output;
  return stage.status === "rollingBack" ? { ...stage.output, ...output } : output;
}

export function later(time: Date | null, millis: number): Date | null {
  return time === null ? null : new Date(time.getTime() + millis);
}

export function makeEntry(
  type: EntryType,
  stage: { name: string; attempt: number | null } | null,
  at: Date,
  data: Record<string, unknown> = {},
): Entry {
  return { type, stage: stage?.name ?? null, attempt: stage?.attempt ?? null, at, data };
}
