import {
  Ban,
  CalendarClock,
  CalendarX2,
  CircleCheck,
  CirclePlay,
  Gauge,
  Hourglass,
  ListOrdered,
  type LucideIcon,
  OctagonX,
  RotateCw,
  Snowflake,
  UserCheck,
} from "lucide-react";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { QueueItemView, WaitView } from "#lib/deployments/queue/view.ts";

type Look = { tone: Tone; icon: LucideIcon; label: string };

const waitLooks: Record<WaitView["code"], Look> = {
  approvals: { tone: "warn", icon: UserCheck, label: "Approval" },
  risk: { tone: "wait", icon: Gauge, label: "Risk" },
  scheduled: { tone: "wait", icon: CalendarClock, label: "Scheduled" },
  retry: { tone: "warn", icon: RotateCw, label: "Tried again" },
  needs: { tone: "wait", icon: ListOrdered, label: "After others" },
  held: { tone: "bad", icon: Ban, label: "Held" },
  lineStopped: { tone: "bad", icon: OctagonX, label: "Line stopped" },
  frozen: { tone: "bad", icon: Snowflake, label: "Freeze" },
  outsideWindow: { tone: "wait", icon: CalendarX2, label: "Window" },
  concurrency: { tone: "idle", icon: Hourglass, label: "In line" },
};

/** What a place in the line is doing, in a word; the sentence stands beside it. */
export function QueueState({ item }: { item: QueueItemView }) {
  const { tone, icon, label } = lookOf(item);
  return (
    <StateBadge tone={tone} icon={icon}>
      {label}
    </StateBadge>
  );
}

function lookOf({ status, wait }: QueueItemView): Look {
  if (status === "running") return { tone: "move", icon: CirclePlay, label: "Running" };
  if (status === "done") return { tone: "good", icon: CircleCheck, label: "Done" };
  if (status !== "waiting") return { tone: "bad", icon: Ban, label: status === "failed" ? "Failed" : "Cancelled" };
  return wait === null ? { tone: "move", icon: CirclePlay, label: "Starting" } : waitLooks[wait.code];
}
