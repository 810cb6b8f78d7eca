// What should happen to a rollout now, and why? The only place where that is decided.
import { secondsAfter } from "#lib/kernel/clock.ts";
import { assertNever } from "#lib/kernel/errors.ts";
import { judgeBatch } from "#lib/rollouts/rules/gate.ts";
import {
  countUnanswered,
  hasStarted,
  sumCounts,
  type BatchFacts,
  type RolloutStatus,
  type Strategy,
} from "#lib/rollouts/rules/rollout.ts";
import type { RolloutSettings } from "#lib/rollouts/rules/settings.ts";
import { isWindowOpen, nextOpening } from "#lib/rollouts/rules/window.ts";

export interface RolloutState {
  status: RolloutStatus;
  pausedFrom: RolloutStatus | null;
  strategy: Strategy;
  digest: string | null;
  settings: RolloutSettings;
  scheduledAt: Date | null;
  /** When the registry is asked next, while the digest is unknown. */
  resolveAt: Date | null;
}

export interface RolloutFacts {
  /** In order of their index; empty until the rollout is planned. */
  batches: readonly BatchFacts[];
  /** The nearest deadline of an open action; null when no action is open. */
  nextDeadlineAt: Date | null;
  /** A device of a started batch waits for its offer, and nothing else is going on with it. */
  canOffer: boolean;
  /** A device that is to go back has not been offered its way back yet. */
  canRollBack: boolean;
  /** Why nobody may be offered the release now, or null. */
  withdrawal: Withdrawal | null;
}

/** Its version is deprecated; or it is held, by a person or because it was rolled back, and nobody has let it go since. */
export type Withdrawal = "deprecated" | "held";

export type WaitReason =
  "registry" | "scheduledTime" | "window" | "approval" | "delay" | "devices" | "paused" | "rollback" | "nothing";

/** Which batches a step is about: all, or only those that an operator takes back. */
export type BatchScope = "all" | "takenBack";

export type Step =
  /** `until` is the time at which the answer may change by itself; null when only news can change it. */
  | { kind: "wait"; reason: WaitReason; until: Date | null }
  | { kind: "schedule"; until: Date; reason: string }
  | { kind: "start" }
  | { kind: "startBatch"; batchIndex: number }
  | { kind: "offer" }
  | { kind: "completeBatch"; batchIndex: number }
  | { kind: "complete"; reason: string }
  | { kind: "fail"; reason: string }
  /** The share of failures stands there where it is the cause. */
  | { kind: "pause"; failureRate?: number; reason: string }
  | { kind: "cancel"; reason: string }
  | { kind: "expire" }
  /** Takes back offers that nobody accepted; their devices wait again, or are left out for good. */
  | { kind: "withdraw"; to: "pending" | "skipped"; scope: BatchScope }
  | { kind: "skip"; scope: BatchScope }
  | { kind: "rollBack"; reason: string }
  | { kind: "offerRollbacks" }
  /** Brings near the deadlines of offers that were made before the rollout waited for them. */
  | { kind: "awaitRollbacks" }
  | { kind: "finishBatchRollback"; batchIndex: number }
  | { kind: "finishRollback" };

/** Decides the next step of a rollout. Carrying a step out makes the next answer another one. */
export function nextStep(rollout: RolloutState, facts: RolloutFacts, now: Date): Step {
  return (
    takeBackStep(rollout, facts) ??
    // After the offers that are taken back anyway: nobody fails for not taking those.
    silenceStep(facts, now) ??
    statusStep(rollout, facts, now)
  );
}

function takeBackStep(rollout: RolloutState, facts: RolloutFacts): Step | null {
  const takenBack = facts.batches.filter(isBeingTakenBack);
  const scope: BatchScope = rollout.status === "cancelled" || rollout.status === "rollingBack" ? "all" : "takenBack";
  const leftOut = sumCounts(scope === "all" ? facts.batches : takenBack);
  if (leftOut.scheduled > 0) return { kind: "withdraw", to: "skipped", scope };
  if (leftOut.pending > 0) return { kind: "skip", scope };
  if (rollout.status === "paused" && sumCounts(facts.batches).scheduled > 0) {
    return { kind: "withdraw", to: "pending", scope: "all" };
  }
  if (facts.canRollBack) return { kind: "offerRollbacks" };
  const [done] = takenBack;
  return done === undefined ? null : { kind: "finishBatchRollback", batchIndex: done.index };
}

/** Without an end, a batch that an operator takes back is a wish under way. */
function isBeingTakenBack(batch: BatchFacts): boolean {
  return batch.status === "rolledBack" && batch.completedAt === null;
}

function silenceStep(facts: RolloutFacts, now: Date): Step | null {
  return isPast(facts.nextDeadlineAt, now) ? { kind: "expire" } : null;
}

function statusStep(rollout: RolloutState, facts: RolloutFacts, now: Date): Step {
  switch (rollout.status) {
    case "pending":
      return pendingStep(rollout, facts, now);
    case "scheduled":
      return startStep(rollout, facts, now);
    case "running":
      return runningStep(rollout, facts, now);
    case "paused":
      return pausedStep(rollout, facts);
    case "rollingBack":
      return rollingBackStep(rollout, facts, now);
    case "completed":
    case "failed":
    case "cancelled":
    case "rolledBack":
      return wait("nothing", facts.nextDeadlineAt);
    default:
      return assertNever(rollout.status);
  }
}

function pendingStep(rollout: RolloutState, facts: RolloutFacts, now: Date): Step {
  if (rollout.digest === null) return wait("registry", rollout.resolveAt);
  const step = startStep(rollout, facts, now);
  if (step.kind !== "wait" || step.until === null) return step;
  const reason = step.reason === "window" ? "Waits for the maintenance window." : "Waits for its scheduled time.";
  return { kind: "schedule", until: step.until, reason };
}

/** What people read where a release may not be offered. */
export const withdrawalSentences: Record<Withdrawal, string> = {
  deprecated: "Its version is deprecated.",
  held: "This release is held until somebody releases it.",
};

function startStep(rollout: RolloutState, facts: RolloutFacts, now: Date): Step {
  if (facts.withdrawal !== null) return { kind: "cancel", reason: withdrawalSentences[facts.withdrawal] };
  if (rollout.scheduledAt !== null && rollout.scheduledAt > now) return wait("scheduledTime", rollout.scheduledAt);
  const opensAt = rollout.strategy === "scheduled" ? closedUntil(rollout.settings, now) : null;
  return opensAt === null ? { kind: "start" } : wait("window", opensAt);
}

function runningStep(rollout: RolloutState, facts: RolloutFacts, now: Date): Step {
  const trip = tripOf(rollout, facts);
  // Before anything else is offered: what has failed enough must not reach another device.
  if (trip !== null) return { kind: "pause", failureRate: trip.failureRate, reason: trip.reason };
  // Paused rather than cancelled: a version that is restored goes on where it was.
  if (facts.withdrawal !== null) return { kind: "pause", reason: withdrawalSentences[facts.withdrawal] };
  if (facts.canOffer) return { kind: "offer" };

  const running = facts.batches.find((batch) => batch.status === "running");
  if (running !== undefined) {
    return countUnanswered(running.counts) === 0
      ? { kind: "completeBatch", batchIndex: running.index }
      : wait("devices", facts.nextDeadlineAt);
  }
  const next = facts.batches.find((batch) => batch.status === "pending");
  return next === undefined ? lastStep(facts) : batchStep(rollout, facts, next, now);
}

function batchStep(rollout: RolloutState, facts: RolloutFacts, next: BatchFacts, now: Date): Step {
  // Nobody in it needs the release, so there is nothing to wait for or to approve.
  if (next.counts.pending === 0) return { kind: "completeBatch", batchIndex: next.index };
  if (rollout.strategy === "manual" && next.approvedAt === null) return wait("approval", facts.nextDeadlineAt);
  const soaksUntil = delayEndsAt(rollout.settings, facts.batches);
  if (next.approvedAt === null && soaksUntil !== null && soaksUntil > now) {
    return wait("delay", soaksUntil, facts.nextDeadlineAt);
  }
  const opensAt = closedUntil(rollout.settings, now);
  if (opensAt !== null) return wait("window", opensAt, facts.nextDeadlineAt);
  return { kind: "startBatch", batchIndex: next.index };
}

function lastStep(facts: RolloutFacts): Step {
  const counts = sumCounts(facts.batches);
  // Devices that an operator retries belong to batches that are completed already.
  if (countUnanswered(counts) > 0) return wait("devices", facts.nextDeadlineAt);
  const everFailed = facts.batches.reduce((sum, batch) => sum + batch.everFailed, 0);
  if (counts.healthy === 0 && everFailed > 0) return { kind: "fail", reason: "No device became healthy." };
  return { kind: "complete", reason: describeEnd(counts.healthy, counts.skipped, everFailed) };
}

function describeEnd(healthy: number, skipped: number, everFailed: number): string {
  if (healthy + skipped + everFailed === 0) return "No device was selected.";
  if (healthy + everFailed === 0) return "Every selected device already ran this release.";
  if (everFailed === 0) return "Every device is healthy.";
  return `${count(healthy)} healthy, ${count(everFailed)} failed within what was accepted.`;
}

function count(devices: number): string {
  return devices === 1 ? "1 device" : `${devices} devices`;
}

function pausedStep(rollout: RolloutState, facts: RolloutFacts): Step {
  const trip = tripOf(rollout, facts);
  if (trip !== null && rollout.settings.onFailureLimit === "rollBack") return { kind: "rollBack", reason: trip.reason };
  return wait("paused", facts.nextDeadlineAt);
}

function rollingBackStep(rollout: RolloutState, facts: RolloutFacts, now: Date): Step {
  if (facts.nextDeadlineAt === null) return { kind: "finishRollback" };
  const patience = secondsAfter(now, rollout.settings.deviceTimeoutSeconds);
  return facts.nextDeadlineAt > patience ? { kind: "awaitRollbacks" } : wait("rollback", facts.nextDeadlineAt);
}

/** Returns why the newest started batch stops the rollout, or null. A batch that was taken back is no longer judged. */
function tripOf(rollout: RolloutState, facts: RolloutFacts): { failureRate: number; reason: string } | null {
  const current = facts.batches.findLast(hasStarted);
  if (current === undefined || current.status === "rolledBack") return null;
  const verdict = judgeBatch(current, rollout.settings.maxFailureRate);
  return verdict.kind === "trip" ? verdict : null;
}

/** The delay counts from the end of the last batch in which anything was done. */
function delayEndsAt(settings: RolloutSettings, batches: readonly BatchFacts[]): Date | null {
  const last = batches.findLast((batch) => batch.status === "completed" && batch.deviceCount > batch.counts.skipped);
  if (last?.completedAt == null) return null;
  return new Date(last.completedAt.getTime() + settings.batchDelayMinutes * 60_000);
}

function closedUntil(settings: RolloutSettings, now: Date): Date | null {
  const window = settings.maintenanceWindow;
  return window === null || isWindowOpen(window, now) ? null : nextOpening(window, now);
}

function wait(reason: WaitReason, ...times: (Date | null)[]): Step {
  const known = times.filter((time) => time !== null);
  const until = known.length === 0 ? null : new Date(Math.min(...known.map((time) => time.getTime())));
  return { kind: "wait", reason, until };
}

function isPast(time: Date | null, now: Date): boolean {
  return time !== null && time <= now;
}
