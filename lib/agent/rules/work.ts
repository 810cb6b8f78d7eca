// How far has an action come, and what is said of its end?
import type { AgentReport } from "#lib/agent/rules/outbox.ts";
import { appOf, type Action } from "#lib/agent/rules/action.ts";
import { assertNever } from "#lib/kernel/errors.ts";

/**
 * The phases of an action. Up to `preparing` what runs is untouched; `keeping` and `returning` follow from a verdict
 * that stands, so that whoever goes on after a crash never judges twice.
 */
export type Phase = "fetching" | "preparing" | "swapping" | "checking" | "keeping" | "returning";

export interface Work<Detail> {
  action: Action;
  phase: Phase;
  /** Why it is taken back. */
  reason: string | null;
  detail: Detail;
}

export type Ending =
  | { kind: "done" }
  /** `isBack`: what ran before had been replaced and runs again. */
  | { kind: "failed"; reason: string; isBack: boolean }
  /** The server minds it no more, and nothing was touched yet. */
  | { kind: "withdrawn"; reason: string };

export type Advance<Detail> = { kind: "on"; work: Work<Detail> } | { kind: "over"; ending: Ending };

/** In the other phases a stop could leave nothing running; they are short and are carried on to the next one. */
const pausable: ReadonlySet<Phase> = new Set(["fetching", "preparing", "checking", "keeping"]);

/** Says whether the agent may stop here and go on at its next start. */
export function mayPause(phase: Phase): boolean {
  return pausable.has(phase);
}

/** Says whether a withdrawn action can still be dropped: only while what runs is untouched. */
export function mayDrop(phase: Phase): boolean {
  return phase === "fetching" || phase === "preparing";
}

const MESSAGE_LENGTH_MAX = 2000;

/** The last report of an action; null where nobody wants one. */
export function finalReport(action: Action, ending: Ending): AgentReport | null {
  const { id: actionId } = action;
  switch (ending.kind) {
    case "done": {
      const status = action.kind === "rollback" ? "rolledBack" : "healthy";
      return { actionId, status, progress: 100, apps: { [action.product]: appOf(action) } };
    }
    case "failed": {
      // A rollback that failed has left in place what it should have replaced: that is no success of any kind.
      const status = ending.isBack && action.kind === "update" ? "rolledBack" : "failed";
      return { actionId, status, message: shorten(ending.reason) };
    }
    case "withdrawn":
      return null;
    default:
      return assertNever(ending);
  }
}

export function shorten(message: string): string {
  return message.length <= MESSAGE_LENGTH_MAX ? message : `${message.slice(0, MESSAGE_LENGTH_MAX - 1)}…`;
}

export function moveTo<Detail>(work: Work<Detail>, phase: Phase, detail?: Partial<Detail>): Advance<Detail> {
  return { kind: "on", work: { ...work, phase, detail: { ...work.detail, ...detail } } };
}

export function takeBack<Detail>(work: Work<Detail>, reason: string): Advance<Detail> {
  return { kind: "on", work: { ...work, phase: "returning", reason } };
}

export function fail<Detail>(reason: string, isBack = false): Advance<Detail> {
  return { kind: "over", ending: { kind: "failed", reason, isBack } };
}
