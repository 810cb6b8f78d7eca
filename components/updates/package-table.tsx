"use client";

import { Download } from "lucide-react";
import { packageLooks } from "#components/updates/distribution-looks.ts";
import { Badge } from "#components/ui/badge.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatBytes, formatDuration, formatPercent } from "#components/ui/format.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { PackageView } from "#lib/updates/view.ts";

/** What clients download: whole files, and the differences between versions with what they save. */
export function PackageTable({ packages }: { packages: readonly PackageView[] }) {
  return (
    <DataTable
      label="Packages"
      columns={columns}
      rows={packages}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title="No packages yet" className="py-6">
          Add files to a version: each is a package at once, and deltas from older versions are made by themselves.
        </EmptyState>
      }
    />
  );
}

const columns: Column<PackageView>[] = [
  {
    id: "step",
    header: "Leads to",
    cell: ({ fromVersion, toVersion }) => (
      <span className="whitespace-nowrap">
        {fromVersion && <span className="text-muted">{fromVersion} → </span>}
        <span className="font-medium">{toVersion}</span>
      </span>
    ),
  },
  {
    id: "file",
    header: "File",
    hideBelow: "md",
    cell: ({ fileName }) => (
      <span className="block max-w-64 truncate" title={fileName}>
        {fileName}
      </span>
    ),
  },
  { id: "format", header: "Format", hideBelow: "sm", cell: ({ format }) => <Badge>{format}</Badge> },
  { id: "state", header: "State", cell: (shown) => <PackageState shown={shown} /> },
  {
    id: "size",
    header: "Download",
    align: "right",
    cell: ({ packageSize, url, toVersion, fromVersion, format }) =>
      packageSize === null ? (
        <span className="text-faint">–</span>
      ) : url === null ? (
        <span className="tabular-nums">{formatBytes(packageSize)}</span>
      ) : (
        <a
          href={url}
          aria-label={`Download ${format} ${fromVersion ? `from ${fromVersion} ` : ""}to ${toVersion}`}
          className="inline-flex items-center gap-1.5 rounded tabular-nums hover:underline"
        >
          {formatBytes(packageSize)}
          <Download aria-hidden className="size-3.5 text-muted" />
        </a>
      ),
  },
  {
    id: "saved",
    header: "Saves",
    align: "right",
    cell: ({ isDelta, savedShare, packageSize, resultSize }) =>
      !isDelta || savedShare === null || packageSize === null ? (
        <span className="text-faint">–</span>
      ) : (
        <span className="tabular-nums" title={`${formatPercent(savedShare)} of ${formatBytes(resultSize)}`}>
          {formatBytes(Math.max(0, resultSize - packageSize))}{" "}
          <span className="text-good-ink">{formatPercent(Math.max(0, savedShare))}</span>
        </span>
      ),
  },
  {
    id: "made",
    header: "Ordered",
    align: "right",
    hideBelow: "lg",
    cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
  },
];

function PackageState({ shown }: { shown: PackageView }) {
  const look = packageLooks[shown.state];
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5" title={attemptsOf(shown)}>
      <StateBadge tone={look.tone} icon={look.icon}>
        {look.label}
      </StateBadge>
      {shown.isImproving && <span className="text-xs text-muted">a smaller one is being made</span>}
      {shown.reason && <span className="text-xs text-muted">{shown.reason}</span>}
    </span>
  );
}

/** What each try brought, for whoever wonders. */
function attemptsOf({ attempts }: PackageView): string | undefined {
  const lines = attempts.map(({ format, level, size, seconds, error }) => {
    const name = level === undefined ? format : `${format} level ${level}`;
    if (error !== undefined) return `${name}: ${error}`;
    return `${name}: ${formatBytes(size ?? 0)} in ${formatDuration(seconds ?? 0)}`;
  });
  return lines.length > 0 ? lines.join("\n") : undefined;
}
