"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { placementLooks } from "#components/rollbacks/looks.tsx";
import { listPlanDevices, rollbackKeys } from "#components/rollbacks/queries.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Select } from "#components/ui/select.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { toneInk } from "#components/ui/tone.ts";
import { placements, type Placement } from "#lib/rollbacks/rules/whereabouts.ts";
import type { PlanDeviceView, PlanView } from "#lib/rollbacks/view.ts";

const columns: Column<PlanDeviceView>[] = [
  {
    id: "device",
    header: "Device",
    cell: ({ id, name }) => (
      <Link href={`/devices/${id}`} className="block max-w-56 truncate rounded hover:underline max-sm:max-w-32">
        {name}
      </Link>
    ),
  },
  {
    id: "fleet",
    header: "Fleet",
    hideBelow: "md",
    cell: ({ fleet }) => fleet ?? <span className="text-faint">–</span>,
  },
  { id: "version", header: "Runs", cell: ({ version }) => version ?? <span className="text-faint">unknown</span> },
  {
    id: "placement",
    header: "Stands",
    cell: ({ placement, reason }) => (
      <span className={toneInk[placementLooks[placement].tone]} title={reason ?? undefined}>
        {placementLooks[placement].label}
      </span>
    ),
  },
  { id: "why", header: "Why", hideBelow: "lg", className: "max-w-64", cell: ({ reason }) => reason ?? "" },
  {
    id: "seen",
    header: "Seen",
    align: "right",
    hideBelow: "sm",
    cell: ({ lastSeenAt }) => (lastSeenAt === null ? "never" : <RelativeTime at={lastSeenAt} />),
  },
];

/** Where a person must decide, the devices come first about which it is. */
function inQuestion({ status, whereabouts }: PlanView): Placement | "" {
  if (status !== "needsDecision" || whereabouts === null) return "";
  return (["failed", "unreachable", "untouched"] as const).find((placement) => whereabouts[placement] > 0) ?? "";
}

function countedLabel({ whereabouts }: PlanView, placement: Placement): string {
  const { label } = placementLooks[placement];
  return whereabouts === null ? label : `${label} (${formatNumber(whereabouts[placement])})`;
}

/** Which devices a plan is about, and where each stands. */
export function DevicePlaces({ plan }: { plan: PlanView }) {
  const [placement, setPlacement] = useState<Placement | "">(() => inQuestion(plan));
  const devices = useInfiniteQuery({
    queryKey: rollbackKeys.devices(plan.id, placement),
    queryFn: ({ pageParam, signal }) => listPlanDevices(plan.id, placement, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
  const options = [
    { value: "", label: "Wherever they stand" },
    ...placements.map((value) => ({ value, label: countedLabel(plan, value) })),
  ];
  return (
    <Panel
      title="Devices"
      actions={
        <Select
          aria-label="Where they stand"
          className={cn("w-auto")}
          value={placement}
          onChange={(event) => setPlacement(event.target.value as Placement | "")}
          options={options}
        />
      }
    >
      {devices.isError && !devices.data ? (
        <ErrorState error={devices.error} retry={() => void devices.refetch()} />
      ) : !devices.data ? (
        <SkeletonRows rows={4} label="Loading the devices" />
      ) : (
        <DataTable
          label="Devices of the plan"
          columns={columns}
          rows={devices.data.pages.flatMap((page) => page.items)}
          rowKey={({ id }) => id}
          stale={devices.isPlaceholderData}
          empty={
            <EmptyState title="No device stands here">
              None runs {plan.from.version}, or none stands like this.
            </EmptyState>
          }
        />
      )}
      {devices.hasNextPage && (
        <div className="border-t border-line p-2 text-center">
          <Button
            size="sm"
            variant="ghost"
            busy={devices.isFetchingNextPage}
            onClick={() => void devices.fetchNextPage()}
          >
            Show more devices
          </Button>
        </div>
      )}
    </Panel>
  );
}
