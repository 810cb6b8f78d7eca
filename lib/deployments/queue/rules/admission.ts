// May a deployment that waits in the line start now, and if not, why and until when?
import type { Verdict } from "#lib/calendar/rules/verdict.ts";
import { compareInLine, type Standing as Place } from "#lib/deployments/queue/rules/priority.ts";
import type { Standing as ApprovalStanding } from "#lib/environments/rules/approval.ts";

/** A deployment of the same group that must be completed before. */
export interface Need {
  number: number;
  status: string;
}

/** What is known of one that waits. */
export interface AdmissionFacts extends Place {
  productId: string;
  /** Of the deployment: one that is not queued any more has left the line. */
  isQueued: boolean;
  approval: ApprovalStanding;
  approvalsNeeded: number;
  /** Its environment has a limit of risk, and what is deployed was not compared with what runs yet. */
  isRiskPending: boolean;
  scheduledAt: Date | null;
  /** After a start that failed: not before. */
  retryAt: Date | null;
  attempt: number;
  needs: readonly Need[];
  /** The stop of the line that concerns it; null when there is none. */
  stop: { reason: string } | null;
  verdict: Verdict;
  /** A hot-fix that a second person has confirmed. */
  isOverridden: boolean;
  /** Why what it deploys is not to be deployed any more; null where it is. */
  withdrawnBecause: string | null;
  /** A person, or a rollout that was taken back, holds what it deploys. */
  isHeld: boolean;
}

export type WaitReason =
  | { code: "approvals"; given: number; needed: number }
  | { code: "risk" }
  | { code: "scheduled"; at: Date }
  | { code: "retry"; attempt: number }
  | { code: "needs"; numbers: number[] }
  | { code: "held" }
  | { code: "lineStopped"; because: string }
  | { code: "frozen"; name: string; never: boolean }
  | { code: "outsideWindow"; names: string[]; never: boolean }
  | { code: "concurrency"; running: number; max: number };

export type Admission =
  | { kind: "start" }
  /** `until`: when it is worth looking again without any news; null when only news can change it. */
  | { kind: "wait"; reason: WaitReason; until: Date | null }
  /** It will never start: it is cancelled with this reason. */
  | { kind: "cancel"; reason: string }
  /** Somebody else ended it; only its place in the line is left. */
  | { kind: "leave" };

/** Decides for one alone, as though there were room enough. */
export function admit(facts: AdmissionFacts, now: Date): Admission {
  if (!facts.isQueued) return { kind: "leave" };
  return (
    giveUp(facts) ??
    waitForPeople(facts) ??
    waitForTime(facts, now) ??
    waitForNeeds(facts) ??
    waitForHold(facts) ??
    waitForLine(facts) ??
    waitForRisk(facts, now) ?? { kind: "start" }
  );
}

/** Decides for all that wait for one product: those who may start take the room that is left, in the order of the line. */
export function admitAll(
  waiting: readonly AdmissionFacts[],
  room: { running: number; max: number },
  now: Date,
): Map<string, Admission> {
  const admissions = new Map<string, Admission>();
  let running = room.running;
  for (const facts of waiting.toSorted(compareInLine)) {
    const admission = admit(facts, now);
    if (admission.kind === "start" && running >= room.max) {
      admissions.set(facts.id, { kind: "wait", reason: { code: "concurrency", running, max: room.max }, until: null });
    } else {
      if (admission.kind === "start") running += 1;
      admissions.set(facts.id, admission);
    }
  }
  return admissions;
}

const FAILED: ReadonlySet<string> = new Set(["failed", "cancelled", "rollingBack", "rolledBack"]);

/** Nobody is asked for an approval, and no time is waited for, of what will never start. */
function giveUp({ approval, needs, withdrawnBecause }: AdmissionFacts): Admission | null {
  if (approval.kind === "rejected") return { kind: "cancel", reason: "Its start was rejected." };
  if (withdrawnBecause !== null) return { kind: "cancel", reason: withdrawnBecause };
  const failed = needs.find(({ status }) => FAILED.has(status));
  return failed ? { kind: "cancel", reason: `It needs deployment #${failed.number}, which did not succeed.` } : null;
}

function waitForPeople({ approval, approvalsNeeded }: AdmissionFacts): Admission | null {
  if (approval.kind !== "waiting") return null;
  return { kind: "wait", reason: { code: "approvals", given: approval.given, needed: approvalsNeeded }, until: null };
}

function waitForTime({ scheduledAt, retryAt, attempt }: AdmissionFacts, now: Date): Admission | null {
  if (scheduledAt !== null && scheduledAt > now) {
    return { kind: "wait", reason: { code: "scheduled", at: scheduledAt }, until: scheduledAt };
  }
  if (retryAt === null || retryAt <= now) return null;
  return { kind: "wait", reason: { code: "retry", attempt }, until: retryAt };
}

function waitForNeeds({ needs }: AdmissionFacts): Admission | null {
  const open = needs.filter(({ status }) => status !== "completed");
  if (open.length === 0) return null;
  return { kind: "wait", reason: { code: "needs", numbers: open.map(({ number }) => number) }, until: null };
}

function waitForHold({ isHeld }: AdmissionFacts): Admission | null {
  return isHeld ? { kind: "wait", reason: { code: "held" }, until: null } : null;
}

/** Decides by the calendar and the stops of the line alone. */
export function waitForLine({
  stop,
  verdict,
  isOverridden,
}: Pick<AdmissionFacts, "stop" | "verdict" | "isOverridden">): Admission | null {
  if (isOverridden) return null;
  if (stop !== null) return { kind: "wait", reason: { code: "lineStopped", because: stop.reason }, until: null };
  if (verdict.kind === "open") return null;
  const { until } = verdict;
  const reason: WaitReason =
    verdict.kind === "frozen"
      ? { code: "frozen", name: verdict.by.name, never: until === null }
      : { code: "outsideWindow", names: verdict.by.map(({ name }) => name), never: until === null };
  return { kind: "wait", reason, until };
}

/** Comparing takes seconds. */
const RISK_MILLIS = 5_000;

/** Whether it needs an approval because of its risk is not known before its risk is. */
function waitForRisk({ isRiskPending }: AdmissionFacts, now: Date): Admission | null {
  if (!isRiskPending) return null;
  return { kind: "wait", reason: { code: "risk" }, until: new Date(now.getTime() + RISK_MILLIS) };
}

/** Says in a sentence why one waits. */
export function sayWait(reason: WaitReason): string {
  switch (reason.code) {
    case "approvals":
      return `Waits for approvals: ${reason.given} of ${reason.needed} given.`;
    case "risk":
      return "Its risk is being assessed.";
    case "scheduled":
      return "Waits for the time that it was scheduled for.";
    case "retry":
      return `Starting it failed; try ${reason.attempt + 1} comes soon.`;
    case "needs":
      return `Waits for ${reason.numbers.map((number) => `#${number}`).join(", ")} of its group.`;
    case "held":
      return "What it deploys is held back. It starts once the hold is released.";
    case "lineStopped":
      return reason.because === "" ? "The line is stopped." : `The line is stopped: ${reason.because}`;
    case "frozen":
      return reason.never
        ? `The freeze ${reason.name} is in force, and no time is left at which it could start.`
        : `The freeze ${reason.name} is in force.`;
    case "outsideWindow":
      return reason.never
        ? `The window ${reason.names.join(", ")} never opens again.`
        : `Waits for the window ${reason.names.join(" or ")}.`;
    case "concurrency":
      return `${reason.running} of ${reason.max} deployments of the product run already.`;
  }
}
