import { matchesImage, specificityOf } from "#lib/intake/rules/image-pattern.ts";
import { judgeTag, type TagRule } from "#lib/intake/rules/tag-rule.ts";
import type { ImageName } from "#lib/products/rules/image.ts";

// Which policy decides about this image and tag, and why this one?

export interface Candidate {
  id: string;
  name: string;
  imagePattern: string;
  tagRule: TagRule | null;
  priority: number;
  enabled: boolean;
  createdAt: Date;
}

export interface Rejection {
  policyId: string;
  name: string;
  reason: string;
}

export interface Choice<Policy extends Candidate> {
  chosen: Policy | null;
  /** Why this policy, or why none. */
  reason: string;
  /** All others with the reason of each. */
  others: Rejection[];
}

/** Chooses: highest priority, then the most specific pattern (more literal characters), then the older policy. */
export function choosePolicy<Policy extends Candidate>(
  policies: readonly Policy[],
  image: ImageName,
  tag: string,
): Choice<Policy> {
  const judged = policies.map((policy) => ({ policy, objection: objectionTo(policy, image, tag) }));
  const matching = judged.filter((item) => item.objection === null).map((item) => item.policy);
  const [chosen, runnerUp] = matching.toSorted(byPrecedence);
  const others = judged
    .filter((item) => item.policy !== chosen)
    .map(({ policy, objection }) => ({
      policyId: policy.id,
      name: policy.name,
      reason: objection ?? (chosen ? `it matches too, but ${comparison(chosen, policy)}` : ""),
    }));
  if (!chosen) return { chosen: null, reason: noneReason(policies, image, tag), others };
  return {
    chosen,
    reason: runnerUp
      ? `${comparison(chosen, runnerUp)} (compared with "${runnerUp.name}")`
      : "it is the only policy that matches",
    others,
  };
}

function objectionTo(policy: Candidate, image: ImageName, tag: string): string | null {
  if (!policy.enabled) return "it is switched off";
  if (!matchesImage(policy.imagePattern, image)) {
    return `its pattern ${policy.imagePattern} does not match ${image.registryHost}/${image.repository}`;
  }
  const verdict = judgeTag(policy.tagRule, tag);
  return verdict.matches ? null : verdict.reason;
}

function byPrecedence(left: Candidate, right: Candidate): number {
  return (
    right.priority - left.priority ||
    specificityOf(right.imagePattern) - specificityOf(left.imagePattern) ||
    left.createdAt.getTime() - right.createdAt.getTime() ||
    (left.id < right.id ? -1 : 1)
  );
}

/** Says in words what decided between the two. */
function comparison(winner: Candidate, loser: Candidate): string {
  if (winner.priority !== loser.priority) {
    return `"${winner.name}" has the higher priority (${winner.priority} against ${loser.priority})`;
  }
  if (specificityOf(winner.imagePattern) !== specificityOf(loser.imagePattern)) {
    return `the pattern ${winner.imagePattern} is more specific than ${loser.imagePattern}`;
  }
  return `"${winner.name}" is older`;
}

function noneReason(policies: readonly Candidate[], image: ImageName, tag: string): string {
  const name = `${image.registryHost}/${image.repository}:${tag}`;
  const closest = policies.find((policy) => policy.enabled && matchesImage(policy.imagePattern, image));
  if (!closest) return `no-policy: no enabled policy matches ${name}.`;
  return `no-policy: "${closest.name}" matches the image, but ${objectionTo(closest, image, tag)}.`;
}
