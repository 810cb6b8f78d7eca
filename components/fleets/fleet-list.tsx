"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { FleetView } from "#lib/devices/view.ts";

const hrefOf = (fleet: FleetView) => `/fleets/${fleet.id}`;

const columns: Column<FleetView>[] = [
  {
    id: "name",
    header: "Fleet",
    cell: (fleet) => (
      <Link
        href={hrefOf(fleet)}
        tabIndex={-1}
        className="block max-w-64 truncate rounded font-medium hover:underline max-sm:max-w-40"
      >
        {fleet.name}
      </Link>
    ),
  },
  {
    id: "description",
    header: "Description",
    hideBelow: "md",
    className: "text-muted",
    cell: (fleet) => <span className="line-clamp-1">{fleet.description}</span>,
  },
  { id: "devices", header: "Devices", align: "right", cell: (fleet) => formatNumber(fleet.deviceCount) },
  { id: "online", header: "Online", className: "w-48", hideBelow: "sm", cell: (fleet) => <Online fleet={fleet} /> },
  {
    id: "createdAt",
    header: "Made",
    align: "right",
    hideBelow: "lg",
    cell: (fleet) => <RelativeTime at={fleet.createdAt} />,
  },
];

export function FleetList({ fleets, empty }: { fleets: readonly FleetView[]; empty: ReactNode }) {
  return (
    <DataTable label="Fleets" columns={columns} rows={fleets} rowKey={({ id }) => id} rowHref={hrefOf} empty={empty} />
  );
}

function Online({ fleet }: { fleet: FleetView }) {
  return (
    <span className="flex items-center gap-2.5">
      <ProgressBar
        label={`Online in ${fleet.name}`}
        segments={[{ key: "online", label: "online", value: fleet.onlineCount, tone: "good" }]}
        total={fleet.deviceCount}
        className="w-20"
      />
      <span className="text-xs text-muted">{formatNumber(fleet.onlineCount)}</span>
    </span>
  );
}
