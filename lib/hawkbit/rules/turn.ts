// What does a poll answer about the action whose turn it is?
import type { OpenAction } from "#lib/hawkbit/rules/current-action.ts";

/**
 * `stop`: it was asked to, or no window will open any more. `ask`: its user first. `hold`: say nothing until its window
 * opens. `deploy`: tell it what to install.
 */
export type Turn = "stop" | "ask" | "hold" | "deploy";

export interface TurnFacts {
  /** The tenant wants users to agree, and this device's user has not agreed to everything beforehand. */
  asksUser: boolean;
  /** Told to skip, the client does not take that for a success. */
  understandsSkip: boolean;
}

export function turnOf(action: OpenAction, { asksUser, understandsSkip }: TurnFacts): Turn {
  if (action.isCancelRequested || action.window?.isOver === true) return "stop";
  if (asksUser && action.kind === "update" && action.status === "offered") return "ask";
  return isHeldBack(action, understandsSkip) ? "hold" : "deploy";
}

/** A device that would take "skip" for a success is told nothing while its window is closed. */
export function isHeldBack({ window }: Pick<OpenAction, "window">, understandsSkip: boolean): boolean {
  return window?.isOpen === false && !understandsSkip;
}

/** So that it comes back soon after its window opens. */
const WINDOW_DIVISOR = 3;
const WINDOW_SLEEP_MIN = 5;

/** How many seconds a device sleeps at most, so that it does not miss its window; null where no window is awaited. */
export function windowSleepSeconds({ window }: Pick<OpenAction, "window">, now: Date): number | null {
  const opensAt = window?.isOpen === false ? window.nextStartAt : null;
  if (opensAt === null) return null;
  const seconds = (opensAt.getTime() - now.getTime()) / 1000;
  return Math.max(WINDOW_SLEEP_MIN, Math.ceil(seconds / WINDOW_DIVISOR));
}
