import { DeviceShape } from "#components/rollouts/device-shape.tsx";
import { cn } from "#components/ui/cn.ts";
import { toneInk, type Tone } from "#components/ui/tone.ts";
import type { DeviceStatus } from "#lib/rollouts/rules/rollout.ts";

/** How each state of a device in a rollout is called and coloured: in tables, bars, the grid and its legend. */
export const deviceLooks: Record<DeviceStatus, { label: string; tone: Tone; help: string }> = {
  pending: { label: "Pending", tone: "idle", help: "Its batch has not started, or it waits to be offered the update" },
  scheduled: { label: "Offered", tone: "wait", help: "The update waits for its next poll" },
  updating: { label: "Updating", tone: "move", help: "It took the update and is at work" },
  healthy: { label: "Healthy", tone: "good", help: "It runs the release and is well" },
  failed: { label: "Failed", tone: "bad", help: "The update failed, or it fell silent" },
  rolledBack: { label: "Rolled back", tone: "back", help: "It went back to what it ran before" },
  skipped: {
    label: "Skipped",
    tone: "idle",
    help: "It was left out: it already runs the release, or the rollout ended",
  },
};

/** In the order of progress, as bars are stacked. */
export const deviceOrder: readonly DeviceStatus[] = [
  "healthy",
  "updating",
  "failed",
  "rolledBack",
  "scheduled",
  "pending",
  "skipped",
];

export function DeviceState({ status, className }: { status: DeviceStatus; className?: string }) {
  const { label, tone } = deviceLooks[status];
  return (
    <span className={cn("inline-flex items-center gap-1.5 whitespace-nowrap", toneInk[tone], className)}>
      <DeviceShape status={status} />
      {label}
    </span>
  );
}
