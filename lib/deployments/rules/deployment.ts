// What is a deployment, and what can one ask of it?
import type { ActorView } from "#lib/access/rules/actor.ts";
import { isAllowed, type MachineCommand } from "#lib/stages/rules/commands.ts";
import type { MachineRecord, StageRecord } from "#lib/stages/rules/machine.ts";

export const deploymentStatuses = [
  "queued",
  "running",
  "paused",
  "completed",
  "failed",
  "cancelled",
  "rollingBack",
  "rolledBack",
] as const;
export type DeploymentStatus = (typeof deploymentStatuses)[number];

export const triggerKinds = ["manual", "policy", "ci", "promotion", "schedule", "api"] as const;

/** What made a deployment, and what it came from. */
export interface Trigger {
  kind: (typeof triggerKinds)[number];
  /** Such as the id of a policy, a schedule, a CI run. */
  id?: string;
  name?: string;
  url?: string;
}

/** Past windows, freezes and a stopped line, once a second person has confirmed it. */
export interface Override {
  reason: string;
  requestedBy: ActorView;
  confirmedBy?: ActorView;
  confirmedAt?: string;
}

/** Exactly what is deployed. */
export interface DeployedRelease {
  image: string;
  tag: string;
  digest: string | null;
  version: string;
  artifacts: { id: string; sha256: string }[];
}

const overStatuses: ReadonlySet<DeploymentStatus> = new Set(["completed", "failed", "cancelled", "rolledBack"]);

/** Says whether a deployment has come to its end. Only a retry or a roll back leads out of it. */
export function isOver(status: DeploymentStatus): boolean {
  return overStatuses.has(status);
}

type Standing = Pick<MachineRecord, "status" | "pausedAt" | "statusReason" | "cancelRequestedAt"> & {
  stages: readonly Pick<StageRecord, "name" | "status" | "pausedAt" | "statusReason">[];
};

/** A deployment stands as its machine does; it is paused, too, where somebody paused what one of its stages watches. */
export function statusOf(machine: Standing): DeploymentStatus {
  if (machine.status === "pending") return "queued";
  if (machine.status !== "running") return machine.status;
  const isPaused = machine.pausedAt !== null || machine.stages.some((stage) => stage.pausedAt !== null);
  return isPaused ? "paused" : "running";
}

/** What people read beside the status: why it ended, or what it waits for. */
export function reasonOf(machine: Standing): string | null {
  if (machine.cancelRequestedAt !== null && machine.status === "running") {
    return `It is being cancelled${machine.statusReason === null ? "." : `: ${machine.statusReason}`}`;
  }
  if (machine.pausedAt !== null) return machine.statusReason;
  const isUnderWay = machine.status === "running" || machine.status === "rollingBack";
  const waiting = machine.stages.find(({ status, statusReason }) => isWaiting(status) && statusReason !== null);
  return isUnderWay && waiting ? waiting.statusReason : machine.statusReason;
}

function isWaiting(status: StageRecord["status"]): boolean {
  return status === "waiting" || status === "pending" || status === "rollingBack";
}

/** What people have buttons for. */
export const deploymentCommands = ["cancel", "pause", "resume", "rollBack", "retry"] as const;
export type DeploymentCommand = (typeof deploymentCommands)[number];

/** Lists what may be asked of a deployment now. */
export function allowedCommands(machine: Standing & Pick<MachineRecord, "startedAt">): DeploymentCommand[] {
  if (machine.cancelRequestedAt !== null && machine.status === "running") return [];
  return deploymentCommands.filter((command) => mayAsk(command, machine));
}

function mayAsk(command: MachineCommand, machine: Standing & Pick<MachineRecord, "startedAt">): boolean {
  // What a stage watches is resumed from here too.
  if (command === "resume") return statusOf(machine) === "paused";
  if (command === "pause") return statusOf(machine) === "running";
  return isAllowed(command, machine);
}
