// What is a device offered and why, or why is it offered nothing? One sentence for each product.
import { assertNever } from "#lib/kernel/errors.ts";
import { mayBegin, SILENT } from "#lib/rollouts/rules/device.ts";
import type { WaitReason } from "#lib/rollouts/rules/next-step.ts";
import {
  isFinal,
  type ActionKind,
  type ActionStatus,
  type DeviceStatus,
  type RolloutStatus,
  type WaitingReason,
} from "#lib/rollouts/rules/rollout.ts";

export interface OutlookRollout {
  id: string;
  number: number;
  product: string;
  version: string;
  status: RolloutStatus;
  statusReason: string | null;
  wait: { reason: WaitReason; until: Date | null } | null;
  /** The batch that is under way or was last, from 0. */
  currentBatch: number;
}

/** An offer that is not over. */
export interface OutlookAction {
  kind: ActionKind;
  status: ActionStatus;
  product: string;
  version: string | null;
  progress: number | null;
  waitingFor: WaitingReason | null;
  isCancelRequested: boolean;
  /** Null for an assignment. */
  rollout: { id: string; number: number; status: RolloutStatus; statusReason: string | null } | null;
}

/** A device's place in a rollout. */
export interface OutlookPart {
  rollout: OutlookRollout;
  status: DeviceStatus;
  reason: string | null;
  batchIndex: number;
  hasBatchStarted: boolean;
}

export interface OutlookFacts {
  isRetired: boolean;
  isOnline: boolean;
  actions: readonly OutlookAction[];
  /** In rollouts that are not over, and in the last one of each product. */
  parts: readonly OutlookPart[];
  /** Rollouts that have not chosen their devices yet, and would choose this one now. */
  coming: readonly OutlookRollout[];
}

export type OutlookKind = "working" | "offered" | "waiting" | "held" | "done" | "failed" | "none";

export interface Outlook {
  kind: OutlookKind;
  sentence: string;
  product: string | null;
  rollout: { id: string; number: number } | null;
  /** When the answer may change by itself. */
  until: Date | null;
}

/** Tells what a device is offered. There is always at least one sentence. */
export function outlookOf(facts: OutlookFacts): Outlook[] {
  if (facts.isRetired) return [nothing("It is retired: nothing is offered to it.")];
  const told: Outlook[] = facts.actions.map((action) => tellAction(action, facts.isOnline));
  const busy = new Set(facts.actions.map(({ product }) => product));
  for (const part of facts.parts) {
    // What is open says all about its own rollout; of others for the same product the newest counts.
    const isOpen = facts.actions.some(({ rollout }) => rollout?.id === part.rollout.id);
    if (isOpen || (isFinal(part.rollout.status) && busy.has(part.rollout.product))) continue;
    busy.add(part.rollout.product);
    told.push(tellPart(part));
  }
  told.push(...facts.coming.map(tellComing));
  return told.length > 0 ? told : [nothing("No running rollout selects it.")];
}

function tellAction(action: OutlookAction, isOnline: boolean): Outlook {
  const { product, rollout } = action;
  const { kind, sentence } = actionWords(action, isOnline);
  return { kind, sentence, product, rollout: rollout && { id: rollout.id, number: rollout.number }, until: null };
}

function actionWords(action: OutlookAction, isOnline: boolean): { kind: OutlookKind; sentence: string } {
  const { kind, status, rollout } = action;
  const what = nameOf(action);
  const by = rollout ? `rollout #${rollout.number}` : "an assignment";
  if (action.isCancelRequested) return { kind: "waiting", sentence: `It is asked to stop ${what} of ${by}.` };
  if (action.waitingFor !== null) return { kind: "waiting", sentence: waitingWords(action.waitingFor, what, by) };
  if (status !== "offered") return { kind: "working", sentence: workWords(action, what, by) };
  if (rollout && !mayBegin(kind, rollout.status)) return { kind: "held", sentence: statusWords(rollout) };
  const offer = kind === "rollback" ? `It is told to go back to ${what} by ${by}` : `${by} offers it ${what}`;
  const next = isOnline ? "it takes it at its next poll" : "it has not been seen lately, and takes it when it polls";
  return { kind: "offered", sentence: `${capitalized(offer)}: ${next}.` };
}

function waitingWords(reason: WaitingReason, what: string, by: string): string {
  switch (reason) {
    case "consent":
      return `${capitalized(by)} offers it ${what}, which waits for the user's consent.`;
    case "confirmation":
      return `${what} of ${by} is installed, and waits for the device's restart to confirm.`;
    case "window":
      return `${capitalized(by)} offers it ${what}, which waits for its maintenance window.`;
    default:
      return assertNever(reason);
  }
}

const workVerbs: Partial<Record<ActionStatus, string>> = {
  downloading: "is downloading",
  installing: "is installing",
  installed: "has installed",
};

function workWords({ kind, status, progress }: OutlookAction, what: string, by: string): string {
  const verb = workVerbs[status] ?? "has begun with";
  const done = progress === null || status === "installed" ? "" : `, ${progress} %`;
  const then = status === "installed" ? "; whether it is well is not known yet" : "";
  const back = kind === "rollback" ? "on its way back, " : "";
  return capitalized(`${back}it ${verb} ${what} of ${by}${done}${then}.`);
}

function tellPart(part: OutlookPart): Outlook {
  const { rollout } = part;
  const { kind, sentence } = partWords(part);
  const end = isFinal(rollout.status) ? " No running rollout selects it." : "";
  const until = isFinal(rollout.status) || !isNextBatch(rollout, part.batchIndex) ? null : timedEnd(rollout);
  return {
    kind,
    sentence: `${sentence}${end}`,
    product: rollout.product,
    rollout: { id: rollout.id, number: rollout.number },
    until,
  };
}

function partWords(part: OutlookPart): { kind: OutlookKind; sentence: string } {
  const { rollout, status, reason } = part;
  const what = nameOf(rollout);
  switch (status) {
    case "healthy":
      return { kind: "done", sentence: `It runs ${what} since rollout #${rollout.number}.` };
    case "skipped":
      return {
        kind: "none",
        sentence: `Rollout #${rollout.number} left it out: ${clause(reason ?? "no reason given")}.`,
      };
    case "failed": {
      const why = reason === SILENT ? "it said nothing in time" : clause(reason ?? "it did not say why");
      return { kind: "failed", sentence: `${what} of rollout #${rollout.number} failed on it: ${why}.` };
    }
    case "rolledBack":
      return { kind: "failed", sentence: `It went back from ${what} of rollout #${rollout.number}.` };
    case "pending":
    case "scheduled":
    case "updating":
      return openWords(part);
    default:
      return assertNever(status);
  }
}

/** It is to get the release, and no offer is open. */
function openWords({ rollout, batchIndex, hasBatchStarted }: OutlookPart): { kind: OutlookKind; sentence: string } {
  if (rollout.status !== "running") return { kind: "held", sentence: statusWords(rollout) };
  const batch = `batch ${batchIndex + 1} of rollout #${rollout.number}`;
  if (hasBatchStarted) return { kind: "waiting", sentence: `Its turn in ${batch} has come: the offer is being made.` };
  return { kind: "waiting", sentence: `${capitalized(batch)} has not started: ${batchWait(rollout, batchIndex)}.` };
}

/** The first batch is the current one already before it starts. */
function isNextBatch({ currentBatch }: Pick<OutlookRollout, "currentBatch">, batchIndex: number): boolean {
  return batchIndex === currentBatch + 1 || (batchIndex === 0 && currentBatch === 0);
}

const timedReasons: ReadonlySet<WaitReason> = new Set(["registry", "scheduledTime", "delay", "window"]);

/** When time alone ends a rollout's wait. What devices and people do has no time. */
function timedEnd({ wait }: OutlookRollout): Date | null {
  return wait !== null && timedReasons.has(wait.reason) ? wait.until : null;
}

function batchWait({ wait, currentBatch }: OutlookRollout, batchIndex: number): string {
  if (wait === null || !isNextBatch({ currentBatch }, batchIndex)) return "its turn comes after the batches before it";
  switch (wait.reason) {
    case "approval":
      return "it waits for approval";
    case "delay":
      return "the pause after the batch before it is not over";
    case "window":
      return "the maintenance window is closed";
    default:
      return `batch ${currentBatch + 1} is still under way`;
  }
}

const comingWaits: Partial<Record<WaitReason, string>> = {
  registry: "it waits for the registry",
  scheduledTime: "it is scheduled for later",
  window: "the maintenance window is closed",
};

function tellComing(rollout: OutlookRollout): Outlook {
  const isWaiting = rollout.status === "pending" || rollout.status === "scheduled";
  const why = comingWaits[rollout.wait?.reason ?? "nothing"] ?? "it is about to";
  const sentence = `Rollout #${rollout.number} with ${nameOf(rollout)} has not started: ${why}.`;
  return {
    kind: isWaiting ? "waiting" : "held",
    sentence: isWaiting ? sentence : statusWords(rollout),
    product: rollout.product,
    rollout: { id: rollout.id, number: rollout.number },
    until: timedEnd(rollout),
  };
}

const statusVerbs: Partial<Record<RolloutStatus, string>> = {
  pending: "has not started",
  scheduled: "has not started",
  paused: "is paused",
  rollingBack: "is being rolled back",
  rolledBack: "was rolled back",
  cancelled: "was cancelled",
};

function statusWords({
  number,
  status,
  statusReason,
}: Pick<OutlookRollout, "number" | "status" | "statusReason">): string {
  const verb = statusVerbs[status] ?? "is over";
  return `Rollout #${number} ${verb}${statusReason ? `: ${clause(statusReason)}` : ""}.`;
}

function nothing(sentence: string): Outlook {
  return { kind: "none", sentence, product: null, rollout: null, until: null };
}

function nameOf({ product, version }: { product: string; version: string | null }): string {
  return version === null ? product : `${product} ${version}`;
}

/** A reason within a sentence has no full stop of its own. */
function clause(reason: string): string {
  return reason.trim().replace(/\.$/, "");
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
