import {
  Ban,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CirclePlay,
  CircleX,
  Clock,
  Hourglass,
  RotateCcw,
  SkipForward,
  TriangleAlert,
  Undo2,
} from "lucide-react";
import { StateBadge, type StateLook } from "#components/ui/state-badge.tsx";
import type { DeploymentStatus } from "#lib/deployments/rules/deployment.ts";
import type { StageStatus } from "#lib/stages/rules/machine.ts";

/** How each state of a deployment is called and shown, everywhere. */
export const deploymentLooks: Record<DeploymentStatus, StateLook> = {
  queued: { label: "Queued", tone: "wait", icon: Hourglass },
  running: { label: "Running", tone: "move", icon: CirclePlay },
  paused: { label: "Paused", tone: "warn", icon: CirclePause },
  completed: { label: "Completed", tone: "good", icon: CircleCheck },
  failed: { label: "Failed", tone: "bad", icon: CircleX },
  cancelled: { label: "Cancelled", tone: "idle", icon: Ban },
  rollingBack: { label: "Rolling back", tone: "back", icon: RotateCcw },
  rolledBack: { label: "Rolled back", tone: "back", icon: Undo2 },
};

export const stageLooks: Record<StageStatus, StateLook> = {
  pending: { label: "Not started", tone: "idle", icon: CircleDashed },
  running: { label: "At work", tone: "move", icon: CirclePlay },
  waiting: { label: "Waiting", tone: "wait", icon: Clock },
  completed: { label: "Completed", tone: "good", icon: CircleCheck },
  failed: { label: "Failed", tone: "bad", icon: CircleX },
  skipped: { label: "Left out", tone: "idle", icon: SkipForward },
  cancelled: { label: "Cancelled", tone: "idle", icon: Ban },
  rollingBack: { label: "Rolling back", tone: "back", icon: RotateCcw },
  rolledBack: { label: "Rolled back", tone: "back", icon: Undo2 },
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
