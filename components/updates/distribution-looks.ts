// How states and strategies of distributions and packages are called and shown.
import {
  Ban,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CirclePlay,
  CircleX,
  Clock,
  Hammer,
  PackageMinus,
} from "lucide-react";
import type { StateLook } from "#components/ui/state-badge.tsx";
import type { DistributionState, Strategy } from "#lib/updates/rules/share.ts";
import type { PackageView } from "#lib/updates/view.ts";

export const distributionLooks: Record<DistributionState, StateLook> = {
  scheduled: { label: "Scheduled", tone: "wait", icon: Clock },
  running: { label: "Running", tone: "move", icon: CirclePlay },
  paused: { label: "Paused", tone: "warn", icon: CirclePause },
  completed: { label: "Completed", tone: "good", icon: CircleCheck },
  cancelled: { label: "Cancelled", tone: "idle", icon: Ban },
};

export const strategyLabels: Record<Strategy, string> = {
  immediate: "To everybody",
  gradual: "Gradual",
  scheduled: "Scheduled",
  split: "Split",
};

export const packageLooks: Record<PackageView["state"], StateLook> = {
  queued: { label: "Queued", tone: "idle", icon: CircleDashed },
  making: { label: "Being made", tone: "move", icon: Hammer },
  ready: { label: "Ready", tone: "good", icon: CircleCheck },
  dropped: { label: "Dropped", tone: "idle", icon: PackageMinus },
  failed: { label: "Failed", tone: "bad", icon: CircleX },
};
