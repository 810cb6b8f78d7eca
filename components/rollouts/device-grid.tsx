"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { deviceReason } from "#components/rollouts/device-reason.ts";
import { DeviceState } from "#components/rollouts/device-state-badge.tsx";
import { decodeGrid } from "#components/rollouts/decode-grid.ts";
import { GridCanvas } from "#components/rollouts/grid-canvas.tsx";
import { findDeviceAt, readGrid, rolloutKeys } from "#components/rollouts/queries.ts";
import { ErrorState } from "#components/ui/error-state.tsx";
import { countOf, formatNumber } from "#components/ui/format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { useRested } from "#components/ui/use-rested.ts";
import { type DeviceStatus, deviceStatuses } from "#lib/rollouts/rules/rollout.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";

const REST_MS = 120;

type DeviceGridProps = {
  rollout: RolloutView;
  highlight: DeviceStatus | null;
  onOpen: (deviceId: string) => void;
};

/** Every device of a rollout at a glance, batch by batch. */
export function DeviceGrid({ rollout, highlight, onOpen }: DeviceGridProps) {
  const grid = useQuery({
    queryKey: rolloutKeys.grid(rollout.id),
    queryFn: ({ signal }) => readGrid(rollout.id, signal),
    enabled: rollout.isPlanned,
    placeholderData: keepPreviousData,
  });
  const cells = useMemo(() => decodeGrid(grid.data?.statuses ?? ""), [grid.data]);
  // Every answer brings a new array; the layout changes only when the batches do.
  const shape = JSON.stringify(grid.data?.batches ?? []);
  const batches = useMemo(() => JSON.parse(shape) as { index: number; deviceCount: number }[], [shape]);

  if (!rollout.isPlanned) {
    return <p className="py-6 text-center text-muted">Devices are divided into batches when the rollout starts.</p>;
  }
  if (grid.isError && !grid.data) return <ErrorState error={grid.error} retry={() => void grid.refetch()} />;
  if (!grid.data) return <Skeleton className="h-40 w-full" />;
  if (cells.length === 0) return <p className="py-6 text-center text-muted">No device was selected.</p>;

  async function openAt(position: number) {
    const device = await findDeviceAt(rollout.id, position);
    if (device) onOpen(device.deviceId);
  }

  return (
    <GridCanvas
      label={`${countOf(cells.length, "device")} of rollout ${rollout.number}`}
      cells={cells}
      batches={batches}
      highlight={highlight}
      bandLabel={(index) => (
        <>
          <span className="font-medium text-ink">Batch {index + 1}</span>
          {countOf(batches.find((batch) => batch.index === index)?.deviceCount ?? 0, "device")}
        </>
      )}
      card={(position) => (
        <DeviceCard
          rolloutId={rollout.id}
          position={position}
          status={deviceStatuses[cells[position] ?? 0] ?? "pending"}
        />
      )}
      onOpen={(position) => void openAt(position)}
    />
  );
}

type DeviceCardProps = { rolloutId: string; position: number; status: DeviceStatus };

/** The state is known from the grid at once; the name follows when the pointer rests. */
function DeviceCard({ rolloutId, position, status }: DeviceCardProps) {
  const rested = useRested(position, REST_MS);
  const { data: device } = useQuery({
    queryKey: rolloutKeys.at(rolloutId, rested),
    queryFn: ({ signal }) => findDeviceAt(rolloutId, rested, signal),
  });
  const isKnown = device?.position === position;
  return (
    <>
      <p className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate font-medium">
          {isKnown ? device.name : `Device ${formatNumber(position + 1)}`}
        </span>
        <DeviceState status={status} />
      </p>
      {isKnown && deviceReason(device) && <p className="mt-0.5 line-clamp-2 text-muted">{deviceReason(device)}</p>}
      {isKnown && (
        <p className="mt-0.5 text-muted">
          {device.progress !== null && status === "updating" && `${device.progress}% done, `}
          <RelativeTime at={device.updatedAt} />
        </p>
      )}
    </>
  );
}
