// Which version should one go back to?
import type { TargetFoundBy } from "#lib/rollbacks/rules/plan.ts";

export interface Candidate {
  foundBy: TargetFoundBy;
  versionId: string;
  version: string;
  /** Why it is nothing to go back to; null where it is. */
  fault: string | null;
}

export type Target = { kind: "found"; candidate: Candidate } | { kind: "none"; tried: Candidate[] };

const order: readonly TargetFoundBy[] = ["named", "beforeDeployment", "lastHealthy"];

/**
 * Chooses among what could be found. Who names a version means it; else the one that ran before the deployment, and
 * where that is no good, the last one that was healthy.
 */
export function chooseTarget(candidates: readonly Candidate[]): Target {
  const sorted = [...candidates].sort((a, b) => order.indexOf(a.foundBy) - order.indexOf(b.foundBy));
  const named = sorted.find(({ foundBy }) => foundBy === "named");
  const usable = named ?? sorted.find(({ fault }) => fault === null);
  return usable?.fault === null ? { kind: "found", candidate: usable } : { kind: "none", tried: sorted };
}

/** Says in a sentence why there is no target. */
export function describeNone(tried: readonly Candidate[]): string {
  if (tried.length === 0) return "Nobody knows what ran before. Name the version to go back to.";
  const faults = tried.map(({ version, fault }) => `${version} ${fault ?? "is unknown"}`);
  return `Nothing to go back to was found: ${faults.join("; ")}. Name another version.`;
}
