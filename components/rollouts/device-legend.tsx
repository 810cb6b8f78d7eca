"use client";

import { deviceLooks } from "#components/rollouts/device-state-badge.tsx";
import { DeviceShape } from "#components/rollouts/device-shape.tsx";
import { cn } from "#components/ui/cn.ts";
import { formatNumber } from "#components/ui/format.ts";
import { type DeviceCounts, type DeviceStatus, deviceStatuses } from "#lib/rollouts/rules/rollout.ts";

type DeviceLegendProps = {
  counts: DeviceCounts;
  selected: DeviceStatus | null;
  onSelect: (status: DeviceStatus | null) => void;
};

/** What the shapes mean and how many there are. Choosing one fades the others and filters the table. */
export function DeviceLegend({ counts, selected, onSelect }: DeviceLegendProps) {
  return (
    <div role="group" aria-label="Devices by state" className="flex flex-wrap gap-1">
      {deviceStatuses.map((status) => {
        const { label, help } = deviceLooks[status];
        const isSelected = selected === status;
        return (
          <button
            key={status}
            type="button"
            title={help}
            aria-pressed={isSelected}
            onClick={() => onSelect(isSelected ? null : status)}
            className={cn(
              "flex h-7 items-center gap-1.5 rounded-md border border-transparent px-1.5 text-xs hover:bg-hover",
              isSelected && "border-line-strong/60 bg-sunken",
              counts[status] === 0 && !isSelected && "text-faint",
            )}
          >
            <DeviceShape status={status} />
            {label}
            <span className="font-semibold">{formatNumber(counts[status])}</span>
          </button>
        );
      })}
    </div>
  );
}
