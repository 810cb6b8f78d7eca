import { deviceLooks, deviceOrder } from "#components/rollouts/device-state-badge.tsx";
import type { Segment } from "#components/ui/progress-bar.tsx";
import type { DeviceCounts } from "#lib/rollouts/rules/rollout.ts";

/** The parts of a progress bar for devices by state; those that wait are its empty end. */
export function segmentsOf(counts: DeviceCounts): Segment[] {
  return deviceOrder
    .filter((status) => status !== "pending")
    .map((status) => ({
      key: status,
      label: deviceLooks[status].label.toLowerCase(),
      value: counts[status],
      tone: deviceLooks[status].tone,
    }));
}
