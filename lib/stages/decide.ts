import { randomUUID } from "node:crypto";
import { secondsAfter } from "#lib/kernel/clock.ts";
import { assertNever } from "#lib/kernel/errors.ts";
import type { MachineDefinition } from "#lib/stages/definition.ts";
import { pauseSeconds } from "#lib/stages/rules/backoff.ts";
import * as changes from "#lib/stages/rules/changes.ts";
import type { Entry, MachineRecord } from "#lib/stages/rules/machine.ts";
import { nextStep, type StageRules, type Step } from "#lib/stages/rules/next-step.ts";
import type { StageOutcome } from "#lib/stages/types.ts";

/** A stage that was given to this worker, and the machine as it was then. */
export interface Claim<Context, Name extends string> {
  stage: Name;
  token: string;
  direction: "forward" | "back";
  machine: MachineRecord<Context, Name>;
  now: Date;
}

export interface Advance<Context, Name extends string> extends changes.Change<Context, Name> {
  claims: Claim<Context, Name>[];
}

/** Beyond it a machine goes round in a circle, which would be our fault; 50 stages need some hundred steps. */
const STEPS_MAX = 1_000;

/** Takes step after step until there is nothing to do but to wait, or to do what was claimed. */
export function advance<Context, Name extends string>(
  machine: MachineRecord<Context, Name>,
  definition: MachineDefinition<Context, Name>,
  leaseSeconds: number,
  now: Date,
): Advance<Context, Name> {
  const entries: Entry[] = [];
  const claims: Claim<Context, Name>[] = [];
  let current = machine;
  for (let steps = 0; steps < STEPS_MAX; steps++) {
    const rulesOf = (name: Name) => definition.rulesOf(name, current.context);
    const step = nextStep(current, rulesOf, now);
    if (step.kind === "wait") return { machine: { ...current, wakeAt: step.until }, entries, claims };
    const token = randomUUID();
    const change = takeStep(current, step, rulesOf, { token, until: secondsAfter(now, leaseSeconds) }, now);
    current = change.machine;
    entries.push(...change.entries);
    if (step.kind === "run") {
      const direction = current.status === "rollingBack" ? "back" : "forward";
      claims.push({ stage: step.stage, token, direction, machine: current, now });
    }
  }
  throw new Error(`The machine ${machine.id} does not come to rest.`);
}

function takeStep<Context, Name extends string>(
  machine: MachineRecord<Context, Name>,
  step: Exclude<Step<Name>, { kind: "wait" }>,
  rulesOf: (name: Name) => StageRules,
  lease: { token: string; until: Date },
  now: Date,
): changes.Change<Context, Name> {
  switch (step.kind) {
    case "run":
      return changes.claim(machine, step.stage, rulesOf(step.stage), lease, now);
    case "skip":
      return changes.skip(machine, step.stage, step.reason, now);
    case "callOff":
      return changes.callOff(machine, step.stage, now);
    case "timeOut":
      return timeOut(machine, step.stage, rulesOf(step.stage), now);
    case "beginRollback":
      return changes.move(machine, "rollingBack", step.reason, now);
    case "end":
      return changes.move(machine, step.status, step.reason, now);
    default:
      return assertNever(step);
  }
}

function timeOut<Context, Name extends string>(
  machine: MachineRecord<Context, Name>,
  name: Name,
  rules: StageRules,
  now: Date,
): changes.Change<Context, Name> {
  const { statusReason } = changes.getStage(machine, name);
  const meanwhile = statusReason === null ? "" : ` It was: ${statusReason}`;
  const reason = `The time limit of ${describeSeconds(rules.timeLimitSeconds)} is over.${meanwhile}`;
  return changes.fail(
    machine,
    name,
    rules,
    { reason, isUnknown: true, pauseSeconds: pauseOf(machine, name, rules) },
    now,
  );
}

function describeSeconds(seconds: number): string {
  if (seconds < 120) return `${seconds} seconds`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} minutes`;
  return `${Math.round(seconds / 3_600)} hours`;
}

/** Applies what a handler said about a stage that the caller knows to hold. */
export function settle<Context, Name extends string>(
  machine: MachineRecord<Context, Name>,
  claim: Claim<Context, Name>,
  definition: MachineDefinition<Context, Name>,
  outcome: StageOutcome<Context>,
  now: Date,
): changes.Change<Context, Name> {
  const { stage } = claim;
  switch (outcome.kind) {
    case "completed":
      return claim.direction === "back"
        ? changes.noteTakenBack(machine, stage, outcome, now)
        : changes.complete(machine, stage, outcome, now);
    case "waiting": {
      // What it was told of while its handler was at work may be just what it waits for.
      const wakeAt = machine.news > claim.machine.news ? now : outcome.until;
      const { reason, isPaused = false, output } = outcome;
      return changes.letWait(machine, stage, { reason, wakeAt, isPaused, ...(output && { output }) }, now);
    }
    case "cancelled":
      return claim.direction === "back"
        ? settle(machine, claim, definition, { ...outcome, kind: "failed", isFinal: true }, now)
        : changes.cancelFrom(machine, stage, outcome, now);
    case "failed": {
      const rules = definition.rulesOf(stage, machine.context);
      return changes.fail(machine, stage, rules, { ...outcome, pauseSeconds: pauseOf(machine, stage, rules) }, now);
    }
    default:
      return assertNever(outcome);
  }
}

function pauseOf<Context, Name extends string>(
  machine: MachineRecord<Context, Name>,
  name: Name,
  rules: StageRules,
): number {
  const { status, attempt, attemptsBefore, rollbackAttempt, rollbackAttemptsBefore } = changes.getStage(machine, name);
  const tries = status === "rollingBack" ? rollbackAttempt - rollbackAttemptsBefore : attempt - attemptsBefore;
  return pauseSeconds(tries, rules.backoff, Math.random());
}
