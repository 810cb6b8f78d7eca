"use client";

import Link from "next/link";
import { DeploymentStateBadge } from "#components/deployments/state-badges.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import type { GroupView } from "#lib/deployments/groups/view.ts";

type Row = GroupView["deployments"][number];

const hrefOf = ({ id }: { id: string }) => `/deployments/${id}`;

const columns: Column<Row>[] = [
  {
    id: "product",
    header: "Product",
    cell: (row) => (
      <Link href={hrefOf(row)} tabIndex={-1} className="rounded font-medium hover:underline">
        <span className="text-faint">#{row.number}</span> {row.product.name}
      </Link>
    ),
  },
  { id: "version", header: "Version", cell: (row) => <span className="font-mono">{row.version}</span> },
  {
    id: "needs",
    header: "After",
    cell: ({ needs }) =>
      needs.length === 0 ? (
        <span className="text-faint">at once</span>
      ) : (
        <span className="flex flex-wrap gap-x-2">
          {needs.map((need) => (
            <Link key={need.id} href={hrefOf(need)} className="rounded hover:underline">
              #{need.number}
            </Link>
          ))}
        </span>
      ),
  },
  { id: "status", header: "Status", cell: (row) => <DeploymentStateBadge status={row.status} /> },
  {
    id: "reason",
    header: "Why",
    hideBelow: "md",
    className: "text-muted",
    cell: (row) => <span className="line-clamp-2">{row.statusReason}</span>,
  },
];

/** Deployments that were started together, in their order. */
export function GroupTable({ deployments }: { deployments: readonly Row[] }) {
  return (
    <DataTable label="Deployments" columns={columns} rows={deployments} rowKey={({ id }) => id} rowHref={hrefOf} />
  );
}
