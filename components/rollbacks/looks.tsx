import {
  CalendarX,
  CircleCheck,
  Hand,
  OctagonX,
  ThumbsDown,
  ThumbsUp,
  TriangleAlert,
  UserRoundCheck,
} from "lucide-react";
import { rolloutLooks } from "#components/rollouts/rollout-state-badge.tsx";
import { StateBadge, type StateLook } from "#components/ui/state-badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { CheckName, Verdict } from "#lib/rollbacks/rules/checks.ts";
import type { PlanStatus, Strategy, TargetFoundBy } from "#lib/rollbacks/rules/plan.ts";
import type { Placement } from "#lib/rollbacks/rules/whereabouts.ts";

const { completed, failed, cancelled, rollingBack } = rolloutLooks;

/** How each state of a plan is called and shown, everywhere. */
export const planLooks: Record<PlanStatus, StateLook> = {
  awaitingApproval: { label: "Needs approval", tone: "wait", icon: UserRoundCheck },
  approved: { label: "Approved", tone: "good", icon: ThumbsUp },
  executing: { ...rollingBack, label: "Under way" },
  needsDecision: { label: "Half-way", tone: "bad", icon: Hand },
  ...{ completed, failed, cancelled },
  rejected: { label: "Rejected", tone: "bad", icon: ThumbsDown },
  expired: { label: "Expired", tone: "idle", icon: CalendarX },
};

const verdictLooks: Record<Verdict, StateLook> = {
  pass: { label: "Pass", tone: "good", icon: CircleCheck },
  warn: { label: "Warn", tone: "warn", icon: TriangleAlert },
  block: { label: "Block", tone: "bad", icon: OctagonX },
};

export function PlanStateBadge({ status }: { status: PlanStatus }) {
  const { label, tone, icon } = planLooks[status];
  return (
    <StateBadge tone={tone} icon={icon}>
      {label}
    </StateBadge>
  );
}

/** A plan that was forced past what blocks says so, too. */
export function VerdictBadge({ verdict, isForced = false }: { verdict: Verdict; isForced?: boolean }) {
  const look = verdictLooks[verdict];
  return (
    <StateBadge tone={look.tone} icon={look.icon}>
      {isForced ? `${look.label}, forced` : look.label}
    </StateBadge>
  );
}

export const checkTitles: Record<CheckName, string> = {
  target: "Version to go back to",
  dataCompatibility: "Data",
  apiCompatibility: "API",
  dependencies: "Dependencies",
  userImpact: "Users",
  activeDeployments: "Under way",
  orphanedRecords: "Records left behind",
};

export const strategyWords: Record<Strategy, string> = {
  immediate: "at once",
  gradual: "in batches",
  scheduled: "at a time",
};

export const foundByWords: Record<TargetFoundBy, string> = {
  beforeDeployment: "what ran before the deployment",
  lastHealthy: "the last healthy version",
  named: "named by a person",
};

export const placementLooks: Record<Placement, { label: string; tone: Tone }> = {
  back: { label: "back", tone: "good" },
  underWay: { label: "on their way", tone: "move" },
  failed: { label: "failed", tone: "bad" },
  unreachable: { label: "not heard from", tone: "warn" },
  untouched: { label: "not asked yet", tone: "idle" },
  elsewhere: { label: "run something else", tone: "back" },
};
