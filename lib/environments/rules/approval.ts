// Whose approval counts, and are there enough of them?
import type { Scope } from "#lib/access/rules/scopes.ts";
import type { ApproverRole } from "#lib/environments/rules/environment.ts";

/** What a deployment's start, or one of its approval stages, asks for. */
export interface ApprovalNeed {
  /** How many people; 0: none. */
  count: number;
  /** The least role that they must have. */
  role: ApproverRole;
  /** Why they are asked, in words. */
  because?: string;
}

export interface Limits {
  requiredApprovals: number;
  approverRole: ApproverRole;
  riskLimit: number | null;
}

/** Says which approvals a deployment to an environment needs before it starts; null where it needs none. */
export function startNeed(limits: Limits, riskScore: number | null): ApprovalNeed | null {
  const { requiredApprovals: count, approverRole: role, riskLimit } = limits;
  if (count > 0) return { count, role, because: "The environment asks for it." };
  if (riskLimit === null || riskScore === null || riskScore <= riskLimit) return null;
  return { count: 1, role, because: `The risk of ${riskScore} is above the environment's limit of ${riskLimit}.` };
}

export type Decision = "approved" | "rejected";

export interface Decided {
  /** The person, or the program that belongs to nobody. */
  userId: string;
  decision: Decision;
}

export type Standing =
  | { kind: "notNeeded" }
  | { kind: "waiting"; given: number; missing: number }
  | { kind: "approved"; given: number }
  | { kind: "rejected"; by: string };

/** Says how far an approval is. One rejection ends it, however many approved. */
export function standingOf(need: ApprovalNeed | null, decisions: readonly Decided[]): Standing {
  const rejection = decisions.find(({ decision }) => decision === "rejected");
  if (rejection) return { kind: "rejected", by: rejection.userId };
  if (need === null || need.count === 0) return { kind: "notNeeded" };
  const given = new Set(decisions.map(({ userId }) => userId)).size;
  if (given < need.count) return { kind: "waiting", given, missing: need.count - given };
  return { kind: "approved", given };
}

/** Only who may do this has the role. */
export function scopeOfApprover(role: ApproverRole, asked: ApprovedThing): Scope {
  return role === "admin" ? "environments:write" : `${asked}:approve`;
}

/** What is approved: each has a right of its own. */
export type ApprovedThing = "deployments" | "rollbacks";

export interface Approver {
  userId: string;
  scopes: ReadonlySet<Scope>;
}

export type Objection = "author" | "role" | "decided" | "rejected" | "enough";

/**
 * Says why somebody may not decide now; null when they may. Nobody approves what they made themselves, nor twice; but
 * their own work everybody may reject who might reject another's.
 */
export function objectionTo(
  { decision, approver, authorId }: { decision: Decision; approver: Approver; authorId: string | null },
  need: ApprovalNeed | null,
  decisions: readonly Decided[],
  asked: ApprovedThing = "deployments",
): Objection | null {
  const standing = standingOf(need, decisions);
  if (standing.kind === "rejected") return "rejected";
  if (standing.kind !== "waiting") return "enough";
  if (need !== null && !approver.scopes.has(scopeOfApprover(need.role, asked))) return "role";
  if (decision === "rejected") return null;
  if (approver.userId === authorId) return "author";
  if (decisions.some(({ userId }) => userId === approver.userId)) return "decided";
  return null;
}
