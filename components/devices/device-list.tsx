"use client";

import Link from "next/link";
import { DeviceAppName } from "#components/devices/device-app.tsx";
import { PresenceBadge } from "#components/devices/presence-badge.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { useAddress } from "#components/ui/address.ts";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { DeviceView } from "#lib/devices/view.ts";
import type { ReactNode } from "react";

const TAGS_SHOWN_MAX = 2;
const APPS_SHOWN_MAX = 2;

const hrefOf = (device: DeviceView) => `/devices/${device.id}`;

const columns: Column<DeviceView>[] = [
  {
    id: "name",
    header: "Device",
    sort: "name",
    cell: (device) => (
      <Link
        href={hrefOf(device)}
        tabIndex={-1}
        className="block max-w-60 truncate rounded font-medium hover:underline max-sm:max-w-44"
      >
        {device.name}
      </Link>
    ),
  },
  { id: "presence", header: "State", cell: (device) => <PresenceBadge device={device} /> },
  {
    id: "fleet",
    header: "Fleet",
    hideBelow: "lg",
    cell: (device) =>
      device.fleet && (
        <Link href={`/fleets/${device.fleet.id}`} className="block max-w-40 truncate rounded hover:underline">
          {device.fleet.name}
        </Link>
      ),
  },
  { id: "tags", header: "Tags", hideBelow: "xl", cell: (device) => <Tags tags={device.tags} /> },
  // Takes the room that is left, and no more.
  {
    id: "runs",
    header: "Runs",
    hideBelow: "md",
    className: "w-full max-w-0",
    cell: (device) => <Apps device={device} />,
  },
  {
    id: "lastSeenAt",
    header: "Last seen",
    sort: "lastSeenAt",
    align: "right",
    hideBelow: "sm",
    cell: (device) => <RelativeTime at={device.lastSeenAt} />,
  },
];

export function DeviceList({ devices, empty }: { devices: readonly DeviceView[]; empty: ReactNode }) {
  return (
    <DataTable
      label="Devices"
      columns={columns}
      rows={devices}
      rowKey={({ id }) => id}
      rowHref={hrefOf}
      defaultSort="name"
      empty={empty}
    />
  );
}

/** Each tag narrows the list to the devices that carry it. */
function Tags({ tags }: { tags: readonly string[] }) {
  const address = useAddress();
  return (
    <span className="flex max-w-56 items-center gap-1 overflow-hidden">
      {tags.slice(0, TAGS_SHOWN_MAX).map((tag) => (
        <Link key={tag} href={address.href({ tag })} title={`Devices tagged ${tag}`} className="min-w-0 rounded">
          <Badge className="hover:border-line-strong">{tag}</Badge>
        </Link>
      ))}
      {tags.length > TAGS_SHOWN_MAX && <span className="text-xs text-faint">+{tags.length - TAGS_SHOWN_MAX}</span>}
    </span>
  );
}

function Apps({ device }: { device: DeviceView }) {
  const more = device.apps.length - APPS_SHOWN_MAX;
  return (
    <span className="flex gap-3 overflow-hidden">
      {device.apps.slice(0, APPS_SHOWN_MAX).map((app) => (
        <DeviceAppName key={app.app} app={app} />
      ))}
      {more > 0 && <span className="text-xs text-faint">+{more}</span>}
      {device.apps.length === 0 && <span className="text-faint">–</span>}
    </span>
  );
}
