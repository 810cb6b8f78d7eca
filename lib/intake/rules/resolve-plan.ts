import { secondsAfter } from "#lib/kernel/clock.ts";
import { assertNever } from "#lib/kernel/errors.ts";
import { tellFailure } from "#lib/registries/rules/failure-sentence.ts";
import type { TagOutcome } from "#lib/registries/rules/registry-answer.ts";

// What becomes of a waiting rollout after the registry was asked?

export type ResolvePlan =
  | { kind: "confirm"; digest: string; mediaType: string }
  | { kind: "cancel"; reason: string }
  /** `retryAt` null: only news can help, such as other credentials. */
  | { kind: "wait"; reason: string; retryAt: Date | null; attempts: number };

export interface ResolveFacts {
  outcome: TagOutcome;
  tag: string;
  registryHost: string;
  /** Why it has waited so far. */
  previousReason: string | null;
  /** How often the registry was asked before and gave that reason. */
  previousAttempts: number;
  now: Date;
  /** From 0 to 1, so that many who wait do not all come back at once. */
  chance: number;
}

/** A push event can be faster than the registry that sends it. */
const TAG_NOT_FOUND_RETRY_SECONDS = [2, 10, 30, 60];
const OUTAGE_SECONDS = { first: 5, last: 5 * 60 };
const LIMITED_SECONDS = { first: 60, last: 30 * 60 };
const JITTER_SHARE = 0.2;

/** Where the body has no digest, the first of several equal calls can come before the image is in place. */
const COALESCE_SECONDS = 5;
const COALESCE_SECONDS_MAX = 60;

/** Says when the registry is asked about a new push. */
export function firstAskAt({ hasDigest }: { hasDigest: boolean }, now: Date): Date {
  return hasDigest ? now : secondsAfter(now, COALESCE_SECONDS);
}

/**
 * Says when the registry is asked about a rollout that waits and whose tag was pushed once more. Null leaves the time as
 * it is: a hint must not make us call a registry more often than we would.
 */
export function joinedAskAt(
  waiting: { createdAt: Date; resolveAttempts: number },
  push: { hasDigest: boolean; isHint: boolean },
  now: Date,
): Date | null {
  if (waiting.resolveAttempts > 0) return push.isHint ? null : now;
  if (push.hasDigest) return now;
  const latest = secondsAfter(waiting.createdAt, COALESCE_SECONDS_MAX);
  const restarted = secondsAfter(now, COALESCE_SECONDS);
  return restarted < latest ? restarted : null;
}

/** Attempts are counted for each trouble anew: five outages must not use up the tries of a tag that is not there yet. */
export function planResolve(facts: ResolveFacts): ResolvePlan {
  const { outcome } = facts;
  switch (outcome.kind) {
    case "found":
      return { kind: "confirm", digest: outcome.digest, mediaType: outcome.mediaType };
    case "unchanged":
      throw new Error("A rollout without a digest asks without a known one.");
    case "notAnImage":
      return { kind: "cancel", reason: reasonOf(outcome, facts) };
    case "tagNotFound":
      return waitOrCancel(outcome, TAG_NOT_FOUND_RETRY_SECONDS, facts);
    case "noSuchRepository":
      return waitOrCancel(outcome, TAG_NOT_FOUND_RETRY_SECONDS.slice(0, 1), facts);
    case "denied":
      return waitFor(outcome, null, facts);
    case "limited":
      return waitFor(outcome, outcome.retryAfterSeconds ?? backoff(LIMITED_SECONDS, outcome, facts), facts);
    case "unreachable":
      return waitFor(outcome, backoff(OUTAGE_SECONDS, outcome, facts), facts);
    default:
      return assertNever(outcome);
  }
}

/** The word before the colon says what a reason is about. */
export function reasonKind(reason: string | null): string | null {
  return reason === null ? null : (/^[a-z-]+(?=:)/.exec(reason)?.[0] ?? null);
}

type Refusal = Exclude<TagOutcome, { kind: "found" | "unchanged" }>;

const KINDS: Record<Refusal["kind"], string> = {
  notAnImage: "not-an-image",
  tagNotFound: "tag-not-found",
  noSuchRepository: "tag-not-found",
  denied: "denied",
  limited: "limited",
  unreachable: "unreachable",
};

function reasonOf(outcome: Refusal, { registryHost, tag }: ResolveFacts): string {
  return `${KINDS[outcome.kind]}: ${tellFailure(outcome, { host: registryHost, tag })}`;
}

function attemptsOf(outcome: Refusal, { previousReason, previousAttempts }: ResolveFacts): number {
  return reasonKind(previousReason) === KINDS[outcome.kind] ? previousAttempts + 1 : 1;
}

function waitOrCancel(outcome: Refusal, pauses: readonly number[], facts: ResolveFacts): ResolvePlan {
  const seconds = pauses[attemptsOf(outcome, facts) - 1];
  if (seconds === undefined) return { kind: "cancel", reason: reasonOf(outcome, facts) };
  return waitFor(outcome, seconds, facts);
}

function waitFor(outcome: Refusal, seconds: number | null, facts: ResolveFacts): ResolvePlan {
  return {
    kind: "wait",
    reason: reasonOf(outcome, facts),
    retryAt: seconds === null ? null : secondsAfter(facts.now, seconds),
    attempts: attemptsOf(outcome, facts),
  };
}

function backoff(limits: { first: number; last: number }, outcome: Refusal, facts: ResolveFacts): number {
  return doubled(limits, attemptsOf(outcome, facts)) * (1 + JITTER_SHARE * (facts.chance - 0.5));
}

function doubled({ first, last }: { first: number; last: number }, attempts: number): number {
  return Math.min(first * 2 ** Math.min(attempts - 1, 16), last);
}
