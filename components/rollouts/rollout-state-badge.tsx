import {
  Ban,
  CalendarClock,
  CircleCheck,
  CirclePause,
  CirclePlay,
  CircleX,
  Hourglass,
  RotateCcw,
  Undo2,
} from "lucide-react";
import { StateBadge, type StateLook } from "#components/ui/state-badge.tsx";
import type { RolloutStatus } from "#lib/rollouts/rules/rollout.ts";

/** How each state of a rollout is called and shown, everywhere. */
export const rolloutLooks: Record<RolloutStatus, StateLook> = {
  pending: { label: "Pending", tone: "wait", icon: Hourglass },
  scheduled: { label: "Scheduled", tone: "wait", icon: CalendarClock },
  running: { label: "Running", tone: "move", icon: CirclePlay },
  paused: { label: "Paused", tone: "warn", icon: CirclePause },
  completed: { label: "Completed", tone: "good", icon: CircleCheck },
  failed: { label: "Failed", tone: "bad", icon: CircleX },
  cancelled: { label: "Cancelled", tone: "idle", icon: Ban },
  rollingBack: { label: "Rolling back", tone: "back", icon: RotateCcw },
  rolledBack: { label: "Rolled back", tone: "back", icon: Undo2 },
};

export function RolloutStateBadge({ status, className }: { status: RolloutStatus; className?: string }) {
  const { label, tone, icon } = rolloutLooks[status];
  return (
    <StateBadge tone={tone} icon={icon} className={className}>
      {label}
    </StateBadge>
  );
}
