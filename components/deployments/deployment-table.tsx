"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { StageStrip } from "#components/deployments/stage-strip.tsx";
import { DeploymentStateBadge } from "#components/deployments/state-badges.tsx";
import { triggerWords } from "#components/deployments/trigger-words.ts";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { Duration, RelativeTime } from "#components/ui/relative-time.tsx";
import type { DeploymentSummary } from "#lib/deployments/view.ts";

const hrefOf = ({ id }: DeploymentSummary) => `/deployments/${id}`;

const columns: Column<DeploymentSummary>[] = [
  {
    id: "deployment",
    header: "Deployment",
    sort: "number",
    cell: (deployment) => (
      <Link href={hrefOf(deployment)} tabIndex={-1} className="block max-w-72 min-w-0 rounded max-sm:max-w-40">
        <span className="flex items-baseline gap-1.5 whitespace-nowrap">
          <span className="text-faint">#{deployment.number}</span>
          <span className="truncate font-medium hover:underline">{deployment.product.slug}</span>
          <span className="truncate">{deployment.version}</span>
        </span>
        <span className="block truncate text-xs text-muted md:hidden">{deployment.environment?.name}</span>
      </Link>
    ),
  },
  {
    id: "environment",
    header: "Environment",
    hideBelow: "md",
    cell: ({ environment }) => environment?.name ?? <span className="text-faint">–</span>,
  },
  { id: "state", header: "State", cell: ({ status }) => <DeploymentStateBadge status={status} /> },
  {
    id: "stages",
    header: "Stages",
    hideBelow: "sm",
    className: "w-48",
    cell: ({ stages }) => <StageStrip stages={stages} />,
  },
  {
    id: "template",
    header: "Template",
    hideBelow: "lg",
    cell: ({ template }) => template?.name ?? <span className="text-faint">one rollout</span>,
  },
  { id: "trigger", header: "By", hideBelow: "xl", cell: ({ trigger }) => trigger.name ?? triggerWords[trigger.kind] },
  {
    id: "created",
    header: "Made",
    sort: "createdAt",
    align: "right",
    hideBelow: "md",
    cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
  },
  {
    id: "took",
    header: "Took",
    align: "right",
    hideBelow: "lg",
    cell: ({ startedAt, completedAt }) => <Duration from={startedAt} to={completedAt} />,
  },
];

type DeploymentTableProps = {
  label: string;
  deployments: readonly DeploymentSummary[];
  defaultSort?: string;
  empty?: ReactNode;
  stale?: boolean;
};

export function DeploymentTable({ deployments, ...props }: DeploymentTableProps) {
  return <DataTable columns={columns} rows={deployments} rowKey={({ id }) => id} rowHref={hrefOf} {...props} />;
}
