import { assertNever } from "#lib/kernel/errors.ts";
import type { TagOutcome } from "#lib/intake/rules/registry-answer.ts";

// What becomes of a waiting rollout after the registry was asked?

export type ResolvePlan =
  | { kind: "confirm"; digest: string; mediaType: string }
  | { kind: "cancel"; reason: string }
  /** `retryAt` null: only news can help, such as other credentials. */
  | { kind: "wait"; reason: string; retryAt: Date | null };

export interface ResolveFacts {
  outcome: TagOutcome;
  tag: string;
  registryHost: string;
  /** How often the registry has been asked for this rollout, this time included. */
  attempts: number;
  now: Date;
  /** From 0 to 1, so that many who wait do not all come back at once. */
  chance: number;
}

/** A push event can be faster than the registry that sends it. */
const TAG_NOT_FOUND_RETRY_SECONDS = [2, 10, 30, 60];
const OUTAGE_SECONDS = { first: 5, last: 5 * 60 };
const LIMITED_SECONDS = { first: 60, last: 30 * 60 };
const JITTER_SHARE = 0.2;

export function planResolve(facts: ResolveFacts): ResolvePlan {
  const { outcome, tag, registryHost, attempts } = facts;
  switch (outcome.kind) {
    case "found":
      return { kind: "confirm", digest: outcome.digest, mediaType: outcome.mediaType };
    case "unchanged":
      throw new Error("A rollout without a digest asks without a known one.");
    case "notAnImage":
      return { kind: "cancel", reason: `not-an-image: the tag ${tag} is of the type ${outcome.mediaType || "unknown"}.` };
    case "tagNotFound": {
      const reason = `tag-not-found: ${registryHost} has no tag ${tag}.`;
      const seconds = TAG_NOT_FOUND_RETRY_SECONDS[attempts - 1];
      return seconds === undefined ? { kind: "cancel", reason } : waitFor(reason, seconds, facts);
    }
    case "noSuchRepository": {
      const reason = `tag-not-found: ${registryHost} has no such repository.`;
      const seconds = attempts === 1 ? TAG_NOT_FOUND_RETRY_SECONDS[0] : undefined;
      return seconds === undefined ? { kind: "cancel", reason } : waitFor(reason, seconds, facts);
    }
    case "denied":
      return { kind: "wait", reason: `denied: ${outcome.reason}`, retryAt: null };
    case "limited": {
      const reason = `limited: ${registryHost} asks to be called less often.`;
      const seconds = outcome.retryAfterSeconds ?? jittered(doubled(LIMITED_SECONDS, attempts), facts.chance);
      return waitFor(reason, seconds, facts);
    }
    case "unreachable":
      return waitFor(
        `unreachable: ${registryHost}: ${outcome.reason}`,
        jittered(doubled(OUTAGE_SECONDS, attempts), facts.chance),
        facts,
      );
    default:
      return assertNever(outcome);
  }
}

/** The word before the colon says what a reason is about; attempts are counted anew when that changes. */
export function reasonKind(reason: string | null): string | null {
  return reason === null ? null : (/^[a-z-]+(?=:)/.exec(reason)?.[0] ?? null);
}

function waitFor(reason: string, seconds: number, { now }: ResolveFacts): ResolvePlan {
  return { kind: "wait", reason, retryAt: new Date(now.getTime() + seconds * 1000) };
}

function doubled({ first, last }: { first: number; last: number }, attempts: number): number {
  return Math.min(first * 2 ** Math.min(attempts - 1, 16), last);
}

function jittered(seconds: number, chance: number): number {
  return seconds * (1 + JITTER_SHARE * (chance - 0.5));
}
