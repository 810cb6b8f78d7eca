import type { ActorView } from "#lib/access/rules/actor.ts";
import type { ApprovalNeed, Decision, Objection, Standing } from "#lib/environments/rules/approval.ts";

/** What asks people about a deployment: its start, or one of its stages. */
export interface ApprovalView {
  /** The stage's name; empty for the start. */
  stage: string;
  title: string;
  need: ApprovalNeed;
  standing: Standing;
  /** It asks now, neither before its time nor after. */
  isAsking: boolean;
  decisions: { decision: Decision; reason: string; by: ActorView; at: string }[];
  /** Why the caller may not approve; null when they may. */
  objection: Objection | "permission" | null;
  mayReject: boolean;
}

export interface ApprovalsView {
  id: string;
  number: number;
  status: string;
  approvals: ApprovalView[];
}
