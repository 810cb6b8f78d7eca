"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { PlanStateBadge, strategyWords, VerdictBadge } from "#components/rollbacks/looks.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { PlanSummary } from "#lib/rollbacks/view.ts";

const hrefOf = ({ id }: PlanSummary) => `/rollbacks/${id}`;

const columns: Column<PlanSummary>[] = [
  {
    id: "plan",
    header: "Plan",
    cell: (plan) => (
      <Link href={hrefOf(plan)} tabIndex={-1} className="block max-w-80 min-w-0 rounded max-sm:max-w-44">
        <span className="flex items-baseline gap-1.5 whitespace-nowrap">
          <span className="text-faint">#{plan.number}</span>
          <span className="truncate font-medium hover:underline">{plan.product.slug}</span>
          {plan.isAutomatic && <Badge>by itself</Badge>}
        </span>
        <span className="block truncate text-xs text-muted">
          {plan.from.version} → {plan.to.version}
        </span>
      </Link>
    ),
  },
  {
    id: "environment",
    header: "Environment",
    hideBelow: "md",
    cell: ({ environment }) => environment?.name ?? <span className="text-faint">everywhere</span>,
  },
  { id: "state", header: "State", cell: ({ status }) => <PlanStateBadge status={status} /> },
  {
    id: "checks",
    header: "Checks",
    hideBelow: "sm",
    cell: ({ verdict, isForced }) => <VerdictBadge verdict={verdict} isForced={isForced} />,
  },
  {
    id: "devices",
    header: "Devices",
    align: "right",
    hideBelow: "sm",
    cell: ({ affectedDevices }) => formatNumber(affectedDevices),
  },
  { id: "strategy", header: "How", hideBelow: "lg", cell: ({ strategy }) => strategyWords[strategy] },
  {
    id: "reason",
    header: "Why",
    hideBelow: "lg",
    className: "max-w-72",
    cell: ({ reason }) => <span className="block truncate">{reason}</span>,
  },
  { id: "by", header: "By", hideBelow: "xl", cell: ({ createdBy }) => createdBy.name ?? "somebody" },
  {
    id: "made",
    header: "Made",
    align: "right",
    hideBelow: "md",
    cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
  },
];

type RollbackTableProps = { plans: readonly PlanSummary[]; empty?: ReactNode; stale?: boolean };

export function RollbackTable({ plans, ...props }: RollbackTableProps) {
  return (
    <DataTable
      label="Rollback plans"
      columns={columns}
      rows={plans}
      rowKey={({ id }) => id}
      rowHref={hrefOf}
      {...props}
    />
  );
}
