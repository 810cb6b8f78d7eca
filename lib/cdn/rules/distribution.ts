// Where is a file on its way to a region, and what may come next?

export const DISTRIBUTION_STATES = ["pending", "distributed", "invalidating", "failed", "removing", "removed"] as const;
export type DistributionState = (typeof DISTRIBUTION_STATES)[number];

export type DistributionStep =
  /** The region has answered with the file. */
  | "warmed"
  /** It did not, and nobody tries any more. */
  | "gaveUp"
  /** It was asked to forget the file. */
  | "invalidate"
  /** It has forgotten what it was asked to forget. */
  | "forgotten"
  /** The file is no more, or not for everybody any more. */
  | "remove"
  /** The file is for everybody again. */
  | "restore";

const table: Record<DistributionState, Partial<Record<DistributionStep, DistributionState>>> = {
  pending: { warmed: "distributed", gaveUp: "failed", invalidate: "invalidating", remove: "removing" },
  distributed: { invalidate: "invalidating", remove: "removing" },
  // Warmed up anew after forgetting, so that the first client need not wait.
  invalidating: { forgotten: "pending", invalidate: "invalidating", gaveUp: "failed", remove: "removing" },
  failed: { invalidate: "invalidating", remove: "removing" },
  removing: { forgotten: "removed", restore: "pending" },
  removed: { restore: "pending" },
};

/** Says where a step leads; null where it means nothing. */
export function afterStep(state: DistributionState, step: DistributionStep): DistributionState | null {
  return table[state][step] ?? null;
}

/** The states from which a step leads on, for stores that write many at once. */
export function statesBefore(step: DistributionStep): DistributionState[] {
  return DISTRIBUTION_STATES.filter((state) => table[state][step] !== undefined);
}

/** Something is still under way. */
export function isMoving(state: DistributionState): boolean {
  return state === "pending" || state === "invalidating" || state === "removing";
}
