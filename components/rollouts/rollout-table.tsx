"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { RolloutStateBadge } from "#components/rollouts/rollout-state-badge.tsx";
import { VersionStep } from "#components/rollouts/version-step.tsx";
import { segmentsOf } from "#components/rollouts/segments.ts";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { formatNumber, formatPercent } from "#components/ui/format.ts";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { Duration, RelativeTime } from "#components/ui/relative-time.tsx";
import { countDevices } from "#lib/rollouts/rules/rollout.ts";
import type { RolloutView } from "#lib/rollouts/view.ts";

const hrefOf = (rollout: RolloutView) => `/rollouts/${rollout.id}`;

const columns: Column<RolloutView>[] = [
  {
    id: "rollout",
    header: "Rollout",
    sort: "number",
    cell: (rollout) => (
      <Link
        href={hrefOf(rollout)}
        tabIndex={-1}
        className="block max-w-72 min-w-0 rounded whitespace-nowrap max-sm:max-w-40"
      >
        <span className="flex items-baseline gap-1.5">
          <span className="text-faint">#{rollout.number}</span>
          <span className="truncate font-medium hover:underline">{rollout.product.slug}</span>
        </span>
        <span className="block truncate text-xs text-muted sm:hidden">{rollout.toVersion}</span>
      </Link>
    ),
  },
  {
    id: "version",
    header: "Version",
    hideBelow: "sm",
    cell: (rollout) => <VersionStep from={rollout.fromVersion} to={rollout.toVersion} />,
  },
  { id: "state", header: "State", cell: (rollout) => <RolloutStateBadge status={rollout.status} /> },
  {
    id: "progress",
    header: "Progress",
    hideBelow: "sm",
    className: "w-64",
    cell: (rollout) => <RolloutProgress rollout={rollout} />,
  },
  {
    id: "failures",
    header: "Failure rate",
    align: "right",
    hideBelow: "md",
    cell: (rollout) =>
      rollout.startedAt && (
        <span className={rollout.failureRate > rollout.failureRateMax ? "font-medium text-bad-ink" : undefined}>
          {formatPercent(rollout.failureRate)}
          <span className="text-xs text-faint"> / {formatPercent(rollout.failureRateMax)}</span>
        </span>
      ),
  },
  { id: "strategy", header: "Strategy", hideBelow: "lg", cell: (rollout) => rollout.strategy },
  {
    id: "created",
    header: "Made",
    sort: "createdAt",
    align: "right",
    hideBelow: "md",
    cell: (rollout) => <RelativeTime at={rollout.createdAt} />,
  },
  {
    id: "took",
    header: "Took",
    align: "right",
    hideBelow: "lg",
    cell: (rollout) => <Duration from={rollout.startedAt} to={rollout.completedAt} />,
  },
];

const compactColumns = columns
  .filter(({ id }) => !["strategy", "created"].includes(id))
  .map((column) => ({ ...column, sort: undefined }));

type RolloutTableProps = {
  label: string;
  rollouts: readonly RolloutView[];
  defaultSort?: string;
  /** Leaves out what is only of interest in the long list, and the sorting. */
  compact?: boolean;
  empty?: ReactNode;
  stale?: boolean;
};

export function RolloutTable({ rollouts, compact = false, ...props }: RolloutTableProps) {
  return (
    <DataTable
      columns={compact ? compactColumns : columns}
      rows={rollouts}
      rowKey={({ id }) => id}
      rowHref={hrefOf}
      {...props}
    />
  );
}

/** How far it has come, and with how many devices. */
export function RolloutProgress({ rollout }: { rollout: RolloutView }) {
  const total = countDevices(rollout.counts);
  const settled = rollout.counts.healthy + rollout.counts.skipped;
  return (
    <span className="flex items-center gap-2.5">
      <ProgressBar
        label={`Progress of rollout ${rollout.number}`}
        segments={segmentsOf(rollout.counts)}
        total={total}
        moving={rollout.status === "running"}
        className="w-28 shrink-0"
      />
      <span className="text-xs whitespace-nowrap text-muted">
        {formatNumber(settled)} / {formatNumber(total)}
      </span>
    </span>
  );
}
