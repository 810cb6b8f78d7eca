import type { Push } from "#lib/intake/rules/push.ts";

// What became of each push of a delivery, and of the delivery as a whole?

/** How far a push is believed: signed by its sender, a hint that anybody could have sent, or found by our own poll. */
export type Trust = "authentic" | "hint" | "poll";

export type PushVerdict =
  | { outcome: "rollout"; rolloutId: string; reason: null }
  | { outcome: "duplicate"; rolloutId: string | null; reason: string }
  | { outcome: "ignored"; rolloutId: null; reason: string }
  /** The registry is asked first; then it is one of the others. */
  | { outcome: "lookup"; rolloutId: null; reason: string; lookupAt: string; attempts: number };

/** A push as it is kept with its delivery. */
export type JudgedPush = Push & PushVerdict;

export type DeliveryStatus = "accepted" | "duplicate" | "ignored" | "rejected" | "failed";

export interface DeliveryVerdict {
  status: DeliveryStatus;
  reason: string | null;
  rolloutIds: string[];
  /** The run of a CI system that the delivery told of, as it is kept. */
  ciRunId?: string;
}

/** Sums up: one push that leads somewhere makes the delivery accepted, and a repeat beats what is ignored. */
export function sumUp(pushes: readonly JudgedPush[], ignoredReason: string | null): DeliveryVerdict {
  const outcomes = new Set(pushes.map((push) => push.outcome));
  const reasons = [
    ...new Set([...pushes.map((push) => push.reason), ignoredReason].filter((reason) => reason !== null)),
  ];
  const rolloutIds = [...new Set(pushes.map((push) => push.rolloutId).filter((id) => id !== null))];
  const status =
    outcomes.has("rollout") || outcomes.has("lookup")
      ? "accepted"
      : outcomes.has("duplicate")
        ? "duplicate"
        : "ignored";
  return { status, reason: reasons.length > 0 ? reasons.join(" ") : null, rolloutIds };
}
