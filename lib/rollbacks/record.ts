import type { ActorView } from "#lib/access/rules/actor.ts";
import type { ApprovalNeed, Decided } from "#lib/environments/rules/approval.ts";
import type { Check, CheckName, Verdict } from "#lib/rollbacks/rules/checks.ts";
import type { PlanContent } from "#lib/rollbacks/rules/content.ts";
import type { Downtime } from "#lib/rollbacks/rules/downtime.ts";
import type { ExecutionStatus, PlanStatus, Trigger } from "#lib/rollbacks/rules/plan.ts";
import type { Whereabouts } from "#lib/rollbacks/rules/whereabouts.ts";
import type { MachineStatus, StageStatus } from "#lib/stages/rules/machine.ts";

export interface ForceNote {
  reason: string;
  by: ActorView;
  at: string;
  checks: CheckName[];
}

export interface GlassNote {
  reason: string;
  by: ActorView;
  at: string;
}

/** A plan as it is stored, with what is needed to show it. */
export interface PlanRecord {
  id: string;
  number: number;
  product: { id: string; slug: string; name: string };
  environment: { id: string; slug: string; name: string } | null;
  deploymentId: string | null;
  rolloutId: string | null;
  content: PlanContent;
  /** In hex. */
  contentDigest: string;
  revision: number;
  status: PlanStatus;
  statusReason: string | null;
  checks: Check[];
  verdict: Verdict;
  checkedAt: Date;
  estimatedDowntime: Downtime | null;
  force: ForceNote | null;
  breakGlass: GlassNote | null;
  approvalNeed: ApprovalNeed;
  expiresAt: Date;
  trigger: Trigger;
  isAutomatic: boolean;
  createdBy: ActorView;
  /** The person behind the maker; null where there is none. */
  createdById: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** What a person said of a plan as it was at one time. */
export interface PlanDecision extends Decided {
  /** In hex. */
  contentDigest: string;
  reason: string;
  by: ActorView;
  at: Date;
}

export interface ExecutionRecord {
  id: string;
  planId: string;
  attempt: number;
  machineId: string;
  status: ExecutionStatus;
  statusReason: string | null;
  rolloutId: string | null;
  startedBy: ActorView;
  startedAt: Date;
  completedAt: Date | null;
  outcome: Partial<Whereabouts>;
}

export interface ExecutionStage {
  name: string;
  status: StageStatus;
  statusReason: string | null;
  attempt: number;
  startedAt: Date | null;
  completedAt: Date | null;
  output: Record<string, unknown> | null;
}

/** An execution with its machine and the rollouts that it made. */
export interface ExecutionDetails extends ExecutionRecord {
  machineStatus: MachineStatus;
  stages: ExecutionStage[];
  rollouts: { id: string; number: number; status: string; round: number }[];
}
