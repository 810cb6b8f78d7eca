// What came of sending a message once, and what follows?
import { pauseSecondsAfter } from "#lib/notifications/rules/retry.ts";

export const OUTCOMES = ["delivered", "refused", "timedOut", "unreachable", "redirected"] as const;
export type Outcome = (typeof OUTCOMES)[number];

export interface Attempt {
  outcome: Outcome;
  /** Of HTTP or SMTP. */
  status: number | null;
  /** The beginning of what was answered. */
  answer: string | null;
  error: string | null;
  /** Trying this message again cannot help. */
  isFinal?: boolean;
  /** The receiver wants nothing more, ever. */
  isGone?: boolean;
  /** The receiver asks for patience. */
  retryAfterSeconds?: number;
  /** What it hangs on is not there any more: the next try begins another thread. */
  isThreadLost?: boolean;
  /** By which others of the thread can refer to it. */
  reference?: string;
}

export type NextStep = { status: "delivered" } | { status: "failed" } | { status: "pending"; inSeconds: number };

const PATIENCE_SECONDS_MAX = 6 * 3_600;

/** How long the receiver asks for patience, within reason; zero where it does not. */
export function patienceOf({ retryAfterSeconds = 0 }: Attempt): number {
  return Math.min(retryAfterSeconds, PATIENCE_SECONDS_MAX);
}

/** `failures` counts this one too. `random` is from 0 to 1. */
export function nextStepAfter(attempt: Attempt, failures: number, random: number): NextStep {
  if (attempt.outcome === "delivered") return { status: "delivered" };
  if (attempt.isFinal === true || attempt.isGone === true) return { status: "failed" };
  const pause = pauseSecondsAfter(failures, random);
  if (pause === null) return { status: "failed" };
  return { status: "pending", inSeconds: Math.max(pause, patienceOf(attempt)) };
}
