"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { DeliveryStatusBadge, formatNames } from "#components/webhooks/looks.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { DeliveryListItem } from "#lib/intake/view-deliveries.ts";

const hrefOf = (delivery: DeliveryListItem) => `/webhooks/${delivery.id}`;

const columns: Column<DeliveryListItem>[] = [
  {
    id: "received",
    header: "Received",
    cell: (delivery) => (
      <Link href={hrefOf(delivery)} tabIndex={-1} className="rounded font-medium hover:underline">
        <RelativeTime at={delivery.receivedAt} />
        <span className="block max-w-44 truncate text-xs font-normal text-muted sm:hidden">
          {delivery.pushes[0] ? `${delivery.pushes[0].repository}:${delivery.pushes[0].tag}` : delivery.reason}
        </span>
      </Link>
    ),
  },
  { id: "status", header: "Outcome", cell: (delivery) => <DeliveryStatusBadge status={delivery.status} /> },
  {
    id: "sender",
    header: "Sender",
    hideBelow: "md",
    cell: (delivery) => (
      <span className="whitespace-nowrap">
        {delivery.source?.name ??
          (delivery.format ? formatNames[delivery.format] : <span className="text-faint">unknown</span>)}
        {delivery.source && delivery.format && <span className="text-muted"> ({formatNames[delivery.format]})</span>}
      </span>
    ),
  },
  { id: "what", header: "What it said", hideBelow: "sm", cell: (delivery) => <Pushes delivery={delivery} /> },
  {
    id: "reason",
    header: "Reason",
    hideBelow: "lg",
    className: "text-muted",
    cell: (delivery) => <span className="line-clamp-1 max-w-lg">{delivery.reason}</span>,
  },
];

export function DeliveryList({ deliveries, empty }: { deliveries: readonly DeliveryListItem[]; empty: ReactNode }) {
  return (
    <DataTable
      label="Deliveries"
      columns={columns}
      rows={deliveries}
      rowKey={({ id }) => id}
      rowHref={hrefOf}
      empty={empty}
    />
  );
}

function Pushes({ delivery }: { delivery: DeliveryListItem }) {
  const [first, ...others] = delivery.pushes;
  if (!first) return <span className="text-faint">no push</span>;
  return (
    <span
      className="block max-w-80 truncate font-mono text-xs"
      title={`${first.registryHost}/${first.repository}:${first.tag}`}
    >
      {first.repository}:{first.tag}
      {others.length > 0 && <span className="font-sans text-muted"> and {others.length} more</span>}
    </span>
  );
}
