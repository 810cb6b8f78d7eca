"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";
import { deviceReason } from "#components/rollouts/device-reason.ts";
import { deviceLooks, DeviceState } from "#components/rollouts/device-state-badge.tsx";
import { listRolloutDevices, type RolloutDeviceFilter, rolloutKeys } from "#components/rollouts/queries.ts";
import { useAddress } from "#components/ui/address.ts";
import { Button } from "#components/ui/button.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { NewRows } from "#components/ui/new-rows.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SearchField } from "#components/ui/search-field.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { useSteadyRows } from "#components/ui/use-steady-rows.ts";
import { deviceStatuses, type DeviceStatus } from "#lib/rollouts/rules/rollout.ts";
import type { RolloutDeviceView, RolloutView } from "#lib/rollouts/view.ts";

const PAGE_SIZE = 25;

function Reason({ text }: { text: string | null }) {
  return (
    text && (
      <span className="line-clamp-1 text-muted" title={text}>
        {text}
      </span>
    )
  );
}

const columns: Column<RolloutDeviceView>[] = [
  {
    id: "name",
    header: "Device",
    className: "max-w-56",
    cell: (device) => <span className="block truncate font-medium">{device.name}</span>,
  },
  { id: "state", header: "State", cell: (device) => <DeviceState status={device.status} /> },
  { id: "batch", header: "Batch", align: "right", hideBelow: "sm", cell: (device) => device.batchIndex + 1 },
  {
    id: "reason",
    header: "Reason",
    hideBelow: "md",
    className: "max-w-72",
    cell: (device) => <Reason text={deviceReason(device)} />,
  },
  { id: "attempts", header: "Tries", align: "right", hideBelow: "xl", cell: (device) => device.attempts || "–" },
  {
    id: "updated",
    header: "Changed",
    align: "right",
    cell: (device) => <RelativeTime at={device.updatedAt} />,
  },
];

type DeviceTableProps = { rollout: RolloutView; selectedId: string | null; onOpen: (deviceId: string) => void };

/** The devices of a rollout one by one: searched and filtered by the address, the same as the grid's legend. */
export function DeviceTable({ rollout, selectedId, onOpen }: DeviceTableProps) {
  const address = useAddress();
  const filter: RolloutDeviceFilter = {
    status: (address.get("status") as DeviceStatus | null) ?? undefined,
    batch: address.get("batch") ?? undefined,
    q: address.get("q") ?? undefined,
  };
  const filterKey = JSON.stringify(filter);
  const [cursors, setCursors] = useState<{ of: string; list: string[] }>({ of: filterKey, list: [] });
  // Another question begins again at its first page.
  const trail = cursors.of === filterKey ? cursors.list : [];
  const page = { ...filter, limit: PAGE_SIZE, cursor: trail.at(-1) };

  const devices = useQuery({
    queryKey: rolloutKeys.devices(rollout.id, page),
    queryFn: ({ signal }) => listRolloutDevices(rollout.id, page, signal),
    placeholderData: keepPreviousData,
  });

  const steady = useSteadyRows(devices.data?.items ?? [], ({ deviceId }) => deviceId, JSON.stringify(page));
  const turnTo = (list: string[]) => setCursors({ of: filterKey, list });
  const { data } = devices;
  return (
    <>
      <div className="flex flex-wrap items-center gap-2 border-b border-line p-2">
        <SearchField label="Search devices" shallow />
        <FilterSelect
          label="State"
          parameter="status"
          all="Every state"
          shallow
          options={deviceStatuses.map((value) => ({ value, label: deviceLooks[value].label }))}
        />
        {rollout.batches.length > 1 && (
          <FilterSelect
            label="Batch"
            parameter="batch"
            all="Every batch"
            shallow
            options={rollout.batches.map(({ index }) => ({ value: String(index), label: `Batch ${index + 1}` }))}
          />
        )}
      </div>
      {devices.isError && !data ? (
        <ErrorState error={devices.error} retry={() => void devices.refetch()} />
      ) : !data ? (
        <SkeletonRows rows={8} label="Loading devices" />
      ) : (
        <div className="relative" {...steady.hold}>
          <NewRows waiting={steady.waiting} noun="more device" show={steady.show} />
          <DataTable
            label="Devices of this rollout"
            columns={columns}
            rows={steady.rows}
            rowKey={({ deviceId }) => deviceId}
            onRowOpen={({ deviceId }) => onOpen(deviceId)}
            isSelected={({ deviceId }) => deviceId === selectedId}
            stale={devices.isPlaceholderData}
            empty={<NoDevices rollout={rollout} isFiltered={Object.values(filter).some(Boolean)} />}
          />
        </div>
      )}
      {data && (trail.length > 0 || data.nextCursor) && (
        <div className="flex items-center justify-end gap-2 border-t border-line px-3 py-2">
          <span className="mr-auto text-xs text-muted">Page {trail.length + 1}</span>
          <Button size="sm" disabled={trail.length === 0} onClick={() => turnTo(trail.slice(0, -1))}>
            <ChevronLeft aria-hidden />
            Previous
          </Button>
          <Button
            size="sm"
            disabled={!data.nextCursor || devices.isPlaceholderData}
            onClick={() => data.nextCursor && turnTo([...trail, data.nextCursor])}
          >
            Next
            <ChevronRight aria-hidden />
          </Button>
        </div>
      )}
    </>
  );
}

function NoDevices({ rollout, isFiltered }: { rollout: RolloutView; isFiltered: boolean }) {
  if (isFiltered) return <EmptyState title="No device fits">Take a filter away to see more.</EmptyState>;
  if (!rollout.startedAt) {
    return (
      <EmptyState title="Not planned yet">
        Devices are chosen and divided into batches when the rollout starts.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="No device was selected" command="npx slipway simulate --devices 200">
      No registered device fits the policy’s filter.
    </EmptyState>
  );
}
