// How does hawkBit call what we know of an action? (Its words stand in reference tables of the management API, §8.)
import type { ActionStatus, WaitingReason } from "#lib/rollouts/rules/rollout.ts";

export const forceTypes = ["forced", "soft", "timeForced", "downloadOnly"] as const;
export type ForceType = (typeof forceTypes)[number];

export const entryTypes = [
  "running",
  "retrieved",
  "download",
  "downloaded",
  "warning",
  "finished",
  "error",
  "canceling",
  "canceled",
  "cancel_rejected",
  "scheduled",
  "wait_for_confirmation",
] as const;
export type EntryType = (typeof entryTypes)[number];

export type HawkbitActionStatus =
  "running" | "retrieved" | "canceling" | "canceled" | "finished" | "error" | "downloaded" | "wait_for_confirmation";

/** The columns of an action that hawkBit's words depend on. */
export interface ActionState {
  status: ActionStatus;
  isClosed: boolean;
  isCancelRequested: boolean;
  forceType: ForceType;
  waitingFor: WaitingReason | null;
}

/** Names an action's status in hawkBit's words. */
export function actionStatusWord(action: ActionState): HawkbitActionStatus {
  if (action.isClosed) return endWord(action);
  if (action.isCancelRequested) return "canceling";
  if (action.waitingFor === "consent") return "wait_for_confirmation";
  return action.status === "offered" ? "running" : "retrieved";
}

function endWord({ status, forceType }: ActionState): HawkbitActionStatus {
  switch (status) {
    case "cancelled":
      return "canceled";
    case "failed":
      return "error";
    case "healthy":
      return forceType === "downloadOnly" ? "downloaded" : "finished";
    default:
      return "finished";
  }
}

/** An action is of type `cancel` only while it is being stopped or was. */
export function actionTypeWord(word: HawkbitActionStatus): "cancel" | "update" {
  return word === "canceling" || word === "canceled" ? "cancel" : "update";
}

export type HawkbitForceType = "forced" | "soft" | "timeforced" | "downloadonly";

/** hawkBit writes its types in lower case. */
export function forceTypeWord(type: ForceType): HawkbitForceType {
  return type.toLowerCase() as HawkbitForceType;
}

/** Reads hawkBit's word for a type; null for any other text. */
export function readForceType(word: string): ForceType | null {
  return forceTypes.find((type) => type.toLowerCase() === word) ?? null;
}

/** What the server writes into an action's log begins so, and `actionHistory` leaves it out. */
export const SERVER_TEXT = "Update Server: ";
