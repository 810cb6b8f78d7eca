import { CircleDashed, CirclePlay, Clock, Hourglass, SkipForward, TriangleAlert } from "lucide-react";
import { rolloutLooks } from "#components/rollouts/rollout-state-badge.tsx";
import { StateBadge, type StateLook } from "#components/ui/state-badge.tsx";
import type { DeploymentStatus } from "#lib/deployments/rules/deployment.ts";
import type { StageStatus } from "#lib/stages/rules/machine.ts";

/** What deployments and rollouts have in common is called and shown alike. */
const { running, paused, completed, failed, cancelled, rollingBack, rolledBack } = rolloutLooks;

/** How each state of a deployment is called and shown, everywhere. */
export const deploymentLooks: Record<DeploymentStatus, StateLook> = {
  queued: { label: "Queued", tone: "wait", icon: Hourglass },
  ...{ running, paused, completed, failed, cancelled, rollingBack, rolledBack },
};

export const stageLooks: Record<StageStatus, StateLook> = {
  ...{ completed, failed, cancelled, rollingBack, rolledBack },
  pending: { label: "Not started", tone: "idle", icon: CircleDashed },
  running: { label: "At work", tone: "move", icon: CirclePlay },
  waiting: { label: "Waiting", tone: "wait", icon: Clock },
  skipped: { label: "Left out", tone: "idle", icon: SkipForward },
  rollbackFailed: { label: "Not rolled back", tone: "bad", icon: TriangleAlert },
};

export function DeploymentStateBadge({ status }: { status: DeploymentStatus }) {
  const { label, tone, icon } = deploymentLooks[status];
  return (
    <StateBadge tone={tone} icon={icon}>
      {label}
    </StateBadge>
  );
}

export function StageStateBadge({ status }: { status: StageStatus }) {
  const { label, tone, icon } = stageLooks[status];
  return (
    <StateBadge tone={tone} icon={icon}>
      {label}
    </StateBadge>
  );
}
