"use client";

import { Download } from "lucide-react";
import { packageLooks } from "#components/updates/distribution-looks.ts";
import { groupPackages, type PackageWay } from "#components/updates/package-ways.ts";
import { Badge } from "#components/ui/badge.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { formatBytes, formatDuration, formatPercent } from "#components/ui/format.ts";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { PackageView } from "#lib/updates/view.ts";

/** What clients download, step by step: whole files, and the differences between versions with what they save. */
export function PackageTable({ packages }: { packages: readonly PackageView[] }) {
  return (
    <DataTable
      label="Packages"
      columns={columns}
      rows={groupPackages(packages)}
      rowKey={({ key }) => key}
      empty={
        <EmptyState title="No packages yet" className="py-6">
          Add files to a version: each is a package at once, and deltas from older versions are made by themselves.
        </EmptyState>
      }
    />
  );
}

const columns: Column<PackageWay>[] = [
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
  {
    id: "formats",
    header: "Downloads",
    cell: ({ packages }) => (
      <ul className="flex flex-wrap gap-x-4 gap-y-1">
        {packages.map((one) => (
          <li key={one.id} className="flex items-center gap-1.5 whitespace-nowrap" title={attemptsOf(one)}>
            <Badge>{one.format}</Badge>
            {one.state === "ready" ? <PackageDownload shown={one} /> : <PackageState shown={one} />}
          </li>
        ))}
      </ul>
    ),
  },
  {
    id: "saved",
    header: "Saves",
    align: "right",
    cell: ({ packages }) => <Saved by={packages[0]} />,
  },
];

function PackageDownload({ shown }: { shown: PackageView }) {
  const { packageSize, url, format, fromVersion, toVersion, isImproving } = shown;
  const size = packageSize === null ? "–" : formatBytes(packageSize);
  return (
    <>
      {url === null ? (
        <span className="tabular-nums">{size}</span>
      ) : (
        <a
          href={url}
          aria-label={`Download ${format} ${fromVersion ? `from ${fromVersion} ` : ""}to ${toVersion}`}
          className="inline-flex items-center gap-1 rounded tabular-nums hover:underline"
        >
          {size}
          <Download aria-hidden className="size-3.5 text-muted" />
        </a>
      )}
      {isImproving && <span className="text-xs text-muted">a smaller one is being made</span>}
    </>
  );
}

function PackageState({ shown }: { shown: PackageView }) {
  const look = packageLooks[shown.state];
  return (
    <>
      <StateBadge tone={look.tone} icon={look.icon}>
        {look.label}
      </StateBadge>
      {shown.reason && <span className="text-xs text-wrap text-muted">{shown.reason}</span>}
    </>
  );
}

/** What the smallest download spares whoever takes it. */
function Saved({ by }: { by: PackageView | undefined }) {
  if (by?.isDelta !== true || by.savedShare === null || by.packageSize === null) {
    return <span className="text-faint">–</span>;
  }
  return (
    <span
      className="whitespace-nowrap tabular-nums"
      title={`${formatPercent(by.savedShare)} of ${formatBytes(by.resultSize)}`}
    >
      {formatBytes(Math.max(0, by.resultSize - by.packageSize))}{" "}
      <span className="text-good-ink">{formatPercent(Math.max(0, by.savedShare))}</span>
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
