// What is a rollback plan, how does it stand, and what may one ask of it then?
import { DomainError } from "#lib/kernel/errors.ts";

export const planStatuses = [
  "awaitingApproval",
  "approved",
  "executing",
  "needsDecision",
  "completed",
  "failed",
  "rejected",
  "cancelled",
  "expired",
] as const;
export type PlanStatus = (typeof planStatuses)[number];

export const executionStatuses = ["running", "needsDecision", "completed", "failed", "cancelled"] as const;
export type ExecutionStatus = (typeof executionStatuses)[number];

export const strategies = ["immediate", "gradual", "scheduled"] as const;
export type Strategy = (typeof strategies)[number];

export const targetFoundBys = ["beforeDeployment", "lastHealthy", "named"] as const;
/** By which of the fallbacks the version to go back to was found. */
export type TargetFoundBy = (typeof targetFoundBys)[number];

export const triggerCauses = ["deviceFailures", "failedChecks", "foundBad"] as const;

/** Who or what wanted it, and why. */
export interface Trigger {
  kind: "manual" | "automatic";
  cause?: (typeof triggerCauses)[number];
  evidence?: string;
}

export const planCommands = [
  "update",
  "check",
  "force",
  "approve",
  "reject",
  "execute",
  "breakGlass",
  "cancel",
  "retry",
  "goOnWithout",
  "giveUp",
] as const;
export type PlanCommand = (typeof planCommands)[number];

const open: readonly PlanStatus[] = ["awaitingApproval", "approved"];
const stuck: readonly PlanStatus[] = ["needsDecision"];

const allowed: Record<PlanCommand, readonly PlanStatus[]> = {
  update: open,
  check: open,
  force: open,
  // Also where one of those who agreed may not do so any more.
  approve: open,
  reject: open,
  execute: ["approved"],
  breakGlass: open,
  cancel: [...open, "executing"],
  retry: stuck,
  goOnWithout: stuck,
  giveUp: stuck,
};

const phrases: Record<PlanCommand, string> = {
  update: "changed",
  check: "checked",
  force: "forced",
  approve: "approved",
  reject: "rejected",
  execute: "carried out",
  breakGlass: "carried out without its approvals",
  cancel: "cancelled",
  retry: "tried again",
  goOnWithout: "carried on without those that failed",
  giveUp: "given up",
};

const states: Record<PlanStatus, string> = {
  awaitingApproval: "waiting for its approval",
  approved: "approved",
  executing: "being carried out",
  needsDecision: "half-way and waiting for a decision",
  completed: "completed",
  failed: "failed",
  rejected: "rejected",
  cancelled: "cancelled",
  expired: "expired",
};

/** Says whether nothing can happen to a plan any more. */
export function isOver(status: PlanStatus): boolean {
  return !open.includes(status) && status !== "executing" && !stuck.includes(status);
}

export function isAllowed(command: PlanCommand, status: PlanStatus): boolean {
  return allowed[command].includes(status);
}

/** Lists what people have buttons for now. */
export function allowedCommands(status: PlanStatus): PlanCommand[] {
  return planCommands.filter((command) => isAllowed(command, status));
}

/** Throws WRONG_STATE where a command leads nowhere, with the states that would allow it. */
export function refuseWrongState(
  command: PlanCommand,
  { number, status }: { number: number; status: PlanStatus },
): void {
  if (isAllowed(command, status)) return;
  throw new DomainError(
    "WRONG_STATE",
    `Rollback plan #${number} is ${states[status]} and cannot be ${phrases[command]} now.`,
    { allowedStates: allowed[command] },
  );
}
