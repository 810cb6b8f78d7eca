// What does a hawkBit client's feedback mean? (hawkBit's DDI, feedback of deployments and of cancellations.)
import { z } from "zod";
import { hasEnded, type OpenAction } from "#lib/hawkbit/rules/current-action.ts";
import type { EntryType, ForceType } from "#lib/hawkbit/rules/vocabulary.ts";
import type { ReportStatus } from "#lib/rollouts/rules/device.ts";
import type { ActionStatus, WaitingReason } from "#lib/rollouts/rules/rollout.ts";

export const executions = [
  "closed",
  "canceled",
  "rejected",
  "download",
  "downloaded",
  "proceeding",
  "scheduled",
  "resumed",
] as const;
export type Execution = (typeof executions)[number];
export type Finished = "success" | "failure" | "none";

const MESSAGES_MAX = 50;
/** A client's whole log may come in one message. */
const MESSAGE_LENGTH_MAX = 2_000;
/** The end of the year 9999. A clock beyond it, or one that counts microseconds, tells nothing. */
const TIME_MAX = 253_402_300_799_999;
const CODE_MAX = 2_147_483_647;

// Fields that nobody named are ignored: clients of all ages send more than is written down.
const status = z.object({
  execution: z.enum(executions, { error: `Use one of these: ${executions.join(", ")}.` }),
  result: z.object({
    finished: z.enum(["success", "failure", "none"], { error: "Use success, failure or none." }),
    progress: z.object({ cnt: z.number(), of: z.number().nullish() }).nullish().catch(null),
  }),
  code: z.int().min(-CODE_MAX).max(CODE_MAX).nullish().catch(null),
  details: z.array(z.coerce.string()).nullish().catch(null),
});

export const feedbackBody = z
  .object({ timestamp: z.number().min(0).max(TIME_MAX).nullish().catch(null), status })
  .transform(({ timestamp, status: { execution, result, code, details } }) => ({
    execution,
    finished: result.finished,
    /** Percent, where the device counts. */
    progress: percentOf(result.progress ?? null),
    code: code ?? null,
    messages: logMessages(details ?? []),
    /** By the device's own clock, which may be wrong by decades. */
    deviceTime: timestamp == null ? null : new Date(timestamp),
  }));
export type Feedback = z.output<typeof feedbackBody>;

/** What feedback on a deployment does to its action. */
export interface DeploymentEffect {
  entry: EntryType;
  /** `begin`: at work; `download`: fetching; `finish`, `fail`, `downloaded`: it ends. */
  effect: "none" | "begin" | "download" | "finish" | "fail" | "downloaded";
}

/** Says whether feedback closes its action. */
export function endsIt({ effect }: Pick<DeploymentEffect, "effect">): boolean {
  return effect === "finish" || effect === "fail" || effect === "downloaded";
}

/** The status of an assignment after feedback; null leaves it as it is. */
export const statusAfter: Record<DeploymentEffect["effect"], ActionStatus | null> = {
  none: null,
  begin: "installing",
  download: "downloading",
  downloaded: "healthy",
  finish: "healthy",
  fail: "failed",
};

/** What the native protocol calls it. A device that closes an action has checked itself. */
export const reportOf: Record<DeploymentEffect["effect"], ReportStatus | null> = {
  none: null,
  begin: "installing",
  download: "downloading",
  downloaded: "installing",
  finish: "healthy",
  fail: "failed",
};

/** What becomes of feedback. Only `taken` is written. */
export type FeedbackOutcome = "taken" | "unknown" | "ended" | "waiting" | "notCanceling" | "logFull";

/** Says whether feedback on a deployment may still be taken. The end of an action is taken also where its log is full. */
export function outcomeOf(
  action: Pick<OpenAction, "status" | "waitingFor"> & { isClosed: boolean },
  decision: Pick<DeploymentEffect, "effect">,
  isLogFull: boolean,
): FeedbackOutcome {
  if (hasEnded(action)) return "ended";
  if (action.waitingFor === "consent") return "waiting";
  return isLogFull && !endsIt(decision) ? "logFull" : "taken";
}

export function decideDeploymentFeedback(
  { execution, finished, messages }: FeedbackWords & { messages: readonly string[] },
  forceType: ForceType,
): DeploymentEffect {
  const isFailure = finished === "failure" || (forceType === "downloadOnly" && saysSkipped(messages));
  switch (execution) {
    case "closed":
      return isFailure ? { entry: "error", effect: "fail" } : { entry: "finished", effect: "finish" };
    case "canceled":
      return { entry: "canceled", effect: "none" };
    case "rejected":
      return { entry: "warning", effect: "none" };
    case "download":
      return { entry: "download", effect: "download" };
    case "downloaded":
      return { entry: "downloaded", effect: forceType === "downloadOnly" ? "downloaded" : "begin" };
    default:
      return { entry: "running", effect: "begin" };
  }
}

/** What feedback on a cancellation does: the action ends, goes on as if nothing had been asked, or stays as it is. */
export interface CancelEffect {
  entry: EntryType;
  effect: "none" | "end" | "goOn";
}

export function decideCancelFeedback({ execution, finished }: FeedbackWords): CancelEffect {
  switch (execution) {
    case "closed":
      return finished === "failure" ? { entry: "error", effect: "goOn" } : { entry: "canceled", effect: "end" };
    case "rejected":
      return { entry: "cancel_rejected", effect: "goOn" };
    case "canceled":
      return { entry: "warning", effect: "none" };
    default:
      return { entry: "running", effect: "none" };
  }
}

type FeedbackWords = Pick<Feedback, "execution" | "finished">;

/**
 * SWUpdate says that it has installed everything, and closes the action only after the restart; started again before
 * the new system was tested, it says so once more. Until then the new system has not been seen to work.
 */
export function saysInstalled({ execution, messages }: Pick<Feedback, "execution" | "messages">): boolean {
  return execution === "proceeding" && messages.some((text) => INSTALLED.test(text));
}

/** What keeps a device from going on after feedback. */
export function waitingAfter(
  feedback: Pick<Feedback, "execution" | "messages">,
  effect: DeploymentEffect["effect"],
  action: Pick<OpenAction, "window" | "waitingFor" | "isCancelRequested">,
): WaitingReason | null {
  if (saysInstalled(feedback)) return "confirmation";
  // It downloads while its window is closed, and installs later; one that is to stop need not wait for that.
  if (action.window?.isOpen === false && !action.isCancelRequested) return "window";
  return effect === "none" ? action.waitingFor : null;
}

const INSTALLED = /\b(all chunks installed|update installed, testing pending)\b/i;

/** SWUpdate cannot only download: told so, it does nothing, says that it skipped the update, and calls that a success. */
function saysSkipped(messages: readonly string[]): boolean {
  return messages.some((text) => /\bskipped update\b/i.test(text));
}

function percentOf(progress: { cnt: number; of?: number | null | undefined } | null): number | null {
  if (progress?.of == null || progress.of <= 0 || progress.cnt < 0) return null;
  return Math.min(100, Math.round((progress.cnt / progress.of) * 100));
}

/** Cuts what a device tells to what its log takes. */
export function logMessages(details: readonly string[]): string[] {
  return details.slice(0, MESSAGES_MAX).map((text) => storable(text).slice(0, MESSAGE_LENGTH_MAX));
}

/** PostgreSQL keeps neither NUL nor half a surrogate pair; a log line must not be refused for one. */
function storable(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}
