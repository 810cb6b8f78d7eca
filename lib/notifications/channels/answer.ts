import type { Attempt } from "#lib/notifications/rules/outcome.ts";
import type { OutboundOutcome } from "#lib/outbound/guarded-fetch.ts";

const ANSWER_LENGTH_MAX = 500;
const TOO_MANY = 429;
const UNAVAILABLE = 503;

/** Says what an answer, or none, means for the message that was sent. */
export function readAnswer(outcome: OutboundOutcome): Attempt {
  if (outcome.kind !== "answer") {
    const isTimeout = outcome.reason.startsWith("No answer within");
    return {
      outcome: outcome.kind === "refused" ? "refused" : isTimeout ? "timedOut" : "unreachable",
      status: null,
      answer: null,
      error: outcome.reason,
    };
  }
  const { status, body, headers } = outcome;
  const answer = excerpt(body);
  if (status >= 200 && status < 300) return { outcome: "delivered", status, answer, error: null };
  if (status >= 300 && status < 400) {
    return { outcome: "redirected", status, answer, error: "It answered with a redirect, which is not followed." };
  }
  const patience = status === TOO_MANY || status === UNAVAILABLE ? readRetryAfter(headers["retry-after"]) : null;
  return {
    outcome: "refused",
    status,
    answer,
    error: `It answered ${status}.`,
    ...(patience !== null && { retryAfterSeconds: patience }),
  };
}

/** The beginning of what was answered, as text that can be kept and shown. */
export function excerpt(body: Buffer | string): string | null {
  const text = body.toString("utf8").slice(0, ANSWER_LENGTH_MAX).replaceAll("\0", "").toWellFormed().trim();
  return text === "" ? null : text;
}

/** Seconds are what everybody sends; a date would be read against a clock that may be wrong. */
function readRetryAfter(header: string | undefined): number | null {
  return header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) : null;
}
