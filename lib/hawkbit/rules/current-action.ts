// Which of a device's open actions is its turn, and what may it do with it?
import type { ForceType } from "#lib/hawkbit/rules/vocabulary.ts";
import { mayBegin } from "#lib/rollouts/rules/device.ts";
import type { ActionKind, ActionStatus, RolloutStatus, WaitingReason } from "#lib/rollouts/rules/rollout.ts";

export interface OpenAction {
  id: number;
  kind: ActionKind;
  status: ActionStatus;
  forceType: ForceType;
  forcedAt: Date | null;
  weight: number | null;
  waitingFor: WaitingReason | null;
  isCancelRequested: boolean;
  /** Null for an assignment. */
  rolloutStatus: RolloutStatus | null;
  window: WindowFacts | null;
}

/** What a maintenance window says at the moment. */
export interface WindowFacts {
  isOpen: boolean;
  /** No further opening will come. */
  isOver: boolean;
  /** Where the next opening begins, if there is one. */
  nextStartAt: Date | null;
}

const WEIGHT_DEFAULT = 1000;

/** The open action with the highest weight, the older one of two; of those that may be carried out at all. */
export function currentAction<Action extends OpenAction>(actions: readonly Action[]): Action | null {
  const candidates = actions.filter(isAtStake);
  return candidates.toSorted((a, b) => weightOf(b) - weightOf(a) || a.id - b.id)[0] ?? null;
}

function weightOf({ weight }: OpenAction): number {
  return weight ?? WEIGHT_DEFAULT;
}

/** What a device closed itself is only still being watched; what a paused rollout offered is not offered any more. */
function isAtStake(action: OpenAction): boolean {
  if (action.isCancelRequested) return true;
  return action.status !== "installed" && isOffered(action);
}

/** Whether its rollout, if there is one, lets a device begin or go on. */
function isOffered({ status, kind, rolloutStatus }: Pick<OpenAction, "status" | "kind" | "rolloutStatus">): boolean {
  return status !== "offered" || rolloutStatus === null || mayBegin(kind, rolloutStatus);
}

/** A device that closed its action has ended it, also while the server still watches its health. */
export function hasEnded({ isClosed, status }: Pick<OpenAction, "status"> & { isClosed: boolean }): boolean {
  return isClosed || status === "installed";
}

/** An action that was stopped, or that waits for its user, is not there for the device; an ended one still is. */
export function isHandedOut(action: Omit<OpenAction, "window"> & { isClosed: boolean }): boolean {
  const { isCancelRequested, isClosed, status, waitingFor } = action;
  if (isCancelRequested || status === "cancelled" || waitingFor === "consent") return false;
  return isClosed || isOffered(action);
}

export type Handling = "skip" | "attempt" | "forced";

export interface Instructions {
  download: Handling;
  update: Handling;
  /** Only where there is a window. */
  maintenanceWindow?: "available" | "unavailable";
}

/** How urgently a device is to download and install. */
export function instructionsFor(
  action: Pick<OpenAction, "forceType" | "forcedAt" | "window">,
  now: Date,
): Instructions {
  const download = downloadHandling(action, now);
  const update = action.forceType === "downloadOnly" ? "skip" : download;
  if (action.window === null) return { download, update };
  return action.window.isOpen
    ? { download, update, maintenanceWindow: "available" }
    : { download, update: "skip", maintenanceWindow: "unavailable" };
}

function downloadHandling({ forceType, forcedAt }: Pick<OpenAction, "forceType" | "forcedAt">, now: Date): Handling {
  switch (forceType) {
    case "soft":
      return "attempt";
    case "timeForced":
      return forcedAt !== null && forcedAt <= now ? "forced" : "attempt";
    default:
      return "forced";
  }
}

/**
 * Says whether a device has begun: then a window that closes does not hold it back. One that downloaded while its window
 * was closed, and waits with it, has not.
 */
export function hasBegun({ status, waitingFor }: Pick<OpenAction, "status" | "waitingFor">): boolean {
  if (waitingFor === "window") return false;
  return status === "downloading" || status === "installing" || status === "installed";
}

/**
 * SWUpdate reports `update: skip` as a success, so it is not told to skip. It names itself by the library with which it
 * speaks; what an operator set for the device goes first.
 */
export function understandsSkip(setting: boolean | null, userAgent: string | null): boolean {
  return setting ?? !/^libcurl-agent\b/i.test(userAgent ?? "");
}

/** A number that changes whenever the instructions do, so that links and tags change with them (FNV-1a, 31 bits). */
export function stampOf(action: Pick<OpenAction, "id" | "forceType">, instructions: Instructions): number {
  const text = JSON.stringify([action.id, action.forceType, instructions]);
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash & 0x7fffffff;
}
