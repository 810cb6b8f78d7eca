"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { cdnKeys, readAllStats, readFileStats } from "#components/cdn/queries.ts";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { formatBytes, formatNumber, formatPercent } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import { Select } from "#components/ui/select.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { Stat } from "#components/ui/stat.tsx";
import type { StatsRange } from "#lib/cdn/rules/stats.ts";
import type { StatsView, TopFile } from "#lib/cdn/view.ts";

const StatsChart = dynamic(() => import("#components/cdn/stats-chart.tsx"), {
  ssr: false,
  loading: () => <Skeleton className="h-55" />,
});

const RANGES: readonly { value: StatsRange; label: string }[] = [
  { value: "7d", label: "Last week" },
  { value: "30d", label: "Last month" },
  { value: "90d", label: "Last quarter" },
  { value: "365d", label: "Last year" },
];
const REFRESH_MS = 60_000;

/** How often a file was downloaded, or all files together where none is named. */
export function StatsPanel({ fileId }: { fileId?: string }) {
  const [range, setRange] = useState<StatsRange>("30d");
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: cdnKeys.stats(fileId, range),
    queryFn: ({ signal }): Promise<StatsView & { files?: TopFile[] }> =>
      fileId === undefined ? readAllStats(range, signal) : readFileStats(fileId, range, signal),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
  return (
    <Panel
      title="Downloads"
      actions={
        <Select
          aria-label="Range"
          options={[...RANGES]}
          value={range}
          onChange={(event) => setRange(RANGES.find(({ value }) => value === event.target.value)?.value ?? "30d")}
        />
      }
    >
      {error && !data && <ErrorState error={error} retry={() => void refetch()} />}
      {!error && !data && <Skeleton className="m-3 h-55" />}
      {data && <Stats stats={data} stale={isPlaceholderData} />}
    </Panel>
  );
}

function Stats({ stats, stale }: { stats: StatsView & { files?: TopFile[] }; stale: boolean }) {
  const { total, regions, files = [] } = stats;
  if (total.bytes === 0) {
    return (
      <p className="px-3 py-8 text-center text-muted">
        Nobody has downloaded anything in this time. Slipway counts its own downloads by itself; those of caches come
        from their access logs: <code className="font-mono text-xs">slipway cdn ingest-log</code>.
      </p>
    );
  }
  return (
    <div aria-busy={stale} className={stale ? "opacity-60" : undefined}>
      <div className="grid grid-cols-2 divide-line border-b border-line sm:grid-cols-4 sm:divide-x">
        <Stat label="Downloads" value={formatNumber(total.downloads)} />
        <Stat label="Sent" value={formatBytes(total.bytes)} />
        <Stat
          label="Hit ratio"
          value={total.hitRatio === null ? "–" : formatPercent(total.hitRatio)}
          detail={total.hitRatio === null ? "no cache has told" : `${formatNumber(total.hits)} from memory`}
        />
        <Stat label="Regions" value={formatNumber(regions.length)} />
      </div>
      <div className="p-2">
        <StatsChart stats={stats} />
      </div>
      <DataTable
        label="Downloads by region"
        columns={regionColumns}
        rows={regions}
        rowKey={({ region }) => region}
        className="border-t border-line"
      />
      {files.length > 0 && (
        <DataTable
          label="Most downloaded files"
          columns={fileColumns}
          rows={files}
          rowKey={(file) => file.fileId}
          className="border-t border-line"
        />
      )}
    </div>
  );
}

const regionColumns: Column<StatsView["regions"][number]>[] = [
  { id: "region", header: "Region", cell: ({ region }) => region },
  { id: "downloads", header: "Downloads", align: "right", cell: ({ downloads }) => formatNumber(downloads) },
  { id: "bytes", header: "Sent", align: "right", cell: ({ bytes }) => formatBytes(bytes) },
  {
    id: "ratio",
    header: "Hit ratio",
    align: "right",
    cell: ({ hitRatio }) => (hitRatio === null ? <span className="text-faint">–</span> : formatPercent(hitRatio)),
  },
];

const fileColumns: Column<TopFile>[] = [
  {
    id: "file",
    header: "Most downloaded",
    cell: ({ fileId, fileName }) => (
      <Link href={`/settings/cdn/files/${fileId}`} className="block max-w-72 truncate hover:underline max-sm:max-w-40">
        {fileName}
      </Link>
    ),
  },
  {
    id: "version",
    header: "Version",
    hideBelow: "sm",
    className: "text-muted",
    cell: ({ product, version }) => [product, version].filter(Boolean).join(" "),
  },
  { id: "downloads", header: "Downloads", align: "right", cell: ({ downloads }) => formatNumber(downloads) },
  { id: "bytes", header: "Sent", align: "right", hideBelow: "sm", cell: ({ bytes }) => formatBytes(bytes) },
];
