import type { ActorView } from "#lib/access/rules/actor.ts";
import type { ApprovalNeed, Decision, Objection, Standing } from "#lib/environments/rules/approval.ts";
import type { PlanRecord } from "#lib/rollbacks/record.ts";
import type { Check, Verdict } from "#lib/rollbacks/rules/checks.ts";
import type { Gates, PlanContent } from "#lib/rollbacks/rules/content.ts";
import type { Downtime } from "#lib/rollbacks/rules/downtime.ts";
import type {
  ExecutionStatus,
  PlanCommand,
  PlanStatus,
  Strategy,
  TargetFoundBy,
  Trigger,
} from "#lib/rollbacks/rules/plan.ts";
import type { Candidate } from "#lib/rollbacks/rules/target.ts";
import type { Placement, Whereabouts } from "#lib/rollbacks/rules/whereabouts.ts";
import type { StageStatus } from "#lib/stages/rules/machine.ts";

type Named = { id: string; slug: string; name: string };

export interface TargetView {
  product: Named;
  environment: Named | null;
  from: { id: string; version: string };
  /** To what it would go; null where nothing was found. */
  target: Candidate | null;
  /** All that was looked at. */
  candidates: Candidate[];
}

/** What lists show of a plan. */
export interface PlanSummary {
  id: string;
  number: number;
  product: Named;
  environment: Named | null;
  deployment: { id: string; number: number } | null;
  rollout: { id: string; number: number } | null;
  from: { versionId: string; version: string };
  to: { versionId: string; version: string };
  targetFoundBy: TargetFoundBy;
  reason: string;
  strategy: Strategy;
  scheduledAt: string | null;
  timeZone: string;
  status: PlanStatus;
  statusReason: string | null;
  verdict: Verdict;
  isForced: boolean;
  isAutomatic: boolean;
  affectedDevices: number;
  createdBy: ActorView;
  createdAt: string;
  expiresAt: string;
}

interface PlanDecisionView {
  decision: Decision;
  reason: string;
  by: ActorView;
  at: string;
  /** It was about what the plan is now, and so counts. */
  isCurrent: boolean;
}

export interface ExecutionView {
  id: string;
  attempt: number;
  status: ExecutionStatus;
  statusReason: string | null;
  startedBy: ActorView;
  startedAt: string;
  completedAt: string | null;
  stages: {
    name: string;
    status: StageStatus;
    statusReason: string | null;
    attempt: number;
    startedAt: string | null;
    completedAt: string | null;
  }[];
  rollouts: { id: string; number: number; status: string; round: number }[];
}

export interface PlanView extends PlanSummary {
  revision: number;
  content: PlanContent;
  contentDigest: string;
  batches: number[];
  gates: Gates;
  checks: Check[];
  checkedAt: string;
  estimatedDowntime: Downtime | null;
  force: PlanRecord["force"];
  breakGlass: PlanRecord["breakGlass"];
  approval: {
    need: ApprovalNeed;
    standing: Standing;
    decisions: PlanDecisionView[];
    /** Why the caller may not approve now; null when they may. */
    objection: Objection | "permission" | "blocked" | "state" | null;
    mayReject: boolean;
  };
  trigger: Trigger;
  executions: ExecutionView[];
  /** What is where; null before anything was done. */
  whereabouts: Whereabouts | null;
  /** The report, once it was begun. */
  incident: { id: string; number: number } | null;
  allowedActions: PlanCommand[];
  updatedAt: string;
}

export interface PlanDeviceView {
  id: string;
  name: string;
  fleet: string | null;
  version: string | null;
  placement: Placement;
  reason: string | null;
  rolloutId: string | null;
  lastSeenAt: string | null;
}

export function toPlanSummary(plan: PlanRecord): PlanSummary {
  const { content } = plan;
  return {
    id: plan.id,
    number: plan.number,
    product: plan.product,
    environment: plan.environment,
    deployment: content.deployment,
    rollout: content.rollout,
    from: { versionId: content.from.versionId, version: content.from.version },
    to: { versionId: content.to.versionId, version: content.to.version },
    targetFoundBy: content.targetFoundBy,
    reason: content.reason,
    strategy: content.strategy,
    scheduledAt: content.scheduledAt,
    timeZone: content.timeZone,
    status: plan.status,
    statusReason: plan.statusReason,
    verdict: plan.verdict,
    isForced: content.force !== null,
    isAutomatic: plan.isAutomatic,
    affectedDevices: content.devices.count,
    createdBy: plan.createdBy,
    createdAt: plan.createdAt.toISOString(),
    expiresAt: plan.expiresAt.toISOString(),
  };
}
