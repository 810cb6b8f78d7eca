"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { type AnalyticsRange, readAnalytics, updateKeys } from "#components/updates/queries.ts";
import { SplitOutcome } from "#components/updates/split-outcome.tsx";
import { type Column, DataTable } from "#components/ui/data-table.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Select } from "#components/ui/select.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { AnalyticsView } from "#lib/updates/view.ts";

const AdoptionChart = dynamic(() => import("#components/overview/adoption-chart.tsx"), {
  ssr: false,
  loading: () => <Skeleton className="h-45" />,
});

const RANGES: { value: AnalyticsRange; label: string }[] = [
  { value: "1d", label: "Last day" },
  { value: "7d", label: "Last week" },
  { value: "30d", label: "Last month" },
  { value: "90d", label: "Last three months" },
];
const REFRESH_MS = 30_000;

/** Who was told of which version, what became of that, how it spread, and which side of a split did better. */
export function OutcomePanel({ productId }: { productId: string }) {
  const [range, setRange] = useState<AnalyticsRange>("30d");
  const { data, error, refetch } = useQuery({
    queryKey: updateKeys.analytics(productId, range),
    queryFn: ({ signal }) => readAnalytics(productId, range, signal),
    refetchInterval: REFRESH_MS,
    placeholderData: keepPreviousData,
  });
  return (
    <Panel
      title="What became of updates"
      actions={
        <Select
          aria-label="Range"
          options={RANGES}
          value={range}
          onChange={(event) => setRange(event.target.value as AnalyticsRange)}
        />
      }
    >
      {data ? (
        <Outcomes analytics={data} />
      ) : error ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton className="m-3 h-45" />
      )}
    </Panel>
  );
}

function Outcomes({ analytics }: { analytics: AnalyticsView }) {
  const { versions, splits, failures } = analytics;
  if (versions.length === 0 && splits.length === 0) {
    return (
      <EmptyState title="Nobody was told of an update yet" className="py-6">
        Clients that name themselves by clientId or deviceId are counted here as soon as they ask.
      </EmptyState>
    );
  }
  return (
    <div className="divide-y divide-line">
      <div className="p-2">
        <AdoptionChart adoption={toAdoption(analytics)} noun="client" />
      </div>
      <DataTable label="Outcomes by version" columns={columns} rows={versions} rowKey={({ versionId }) => versionId} />
      {splits.map((split) => (
        <SplitOutcome key={split.distributionId} split={split} />
      ))}
      {failures.length > 0 && (
        <div className="space-y-1 p-3">
          <h3 className="font-semibold">What went wrong</h3>
          <ul className="space-y-0.5">
            {failures.map(({ version, error, count }) => (
              <li key={`${version} ${error}`} className="flex gap-3">
                <span className="w-12 shrink-0 text-right text-muted tabular-nums">{formatNumber(count)} ×</span>
                <span className="min-w-0 break-words">
                  <span className="font-medium">{version}</span> {error || "without a reason"}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

/** The same chart as the fleet's: here of those who installed. */
function toAdoption({ productId, since, points }: AnalyticsView) {
  return {
    app: productId,
    since,
    points: points.map(({ at, counts }) => ({
      at,
      counts: counts.map(({ version, installed }) => ({ version, deviceCount: installed })),
    })),
  };
}

type Outcome = AnalyticsView["versions"][number];

const columns: Column<Outcome>[] = [
  { id: "version", header: "Version", cell: ({ version }) => <span className="font-medium">{version}</span> },
  {
    id: "bar",
    header: "How far",
    className: "w-1/3",
    hideBelow: "md",
    cell: ({ told, downloaded, installed, failed }) => (
      <ProgressBar
        label="Of those who were told"
        total={told}
        segments={[
          { key: "installed", label: "installed", value: installed, tone: "good" },
          { key: "failed", label: "failed", value: failed, tone: "bad" },
          { key: "downloaded", label: "downloaded", value: Math.max(0, downloaded - installed - failed), tone: "move" },
        ]}
      />
    ),
  },
  ...(["told", "downloaded", "installed", "failed"] as const).map((id): Column<Outcome> => ({
    id,
    header: `${id[0]?.toUpperCase() ?? ""}${id.slice(1)}`,
    align: "right",
    ...(id === "downloaded" && { hideBelow: "sm" as const }),
    cell: (row) => (
      <span className={id === "failed" && row.failed > 0 ? "text-bad-ink tabular-nums" : "tabular-nums"}>
        {formatNumber(row[id])}
      </span>
    ),
  })),
  {
    id: "last",
    header: "Last told",
    align: "right",
    hideBelow: "lg",
    cell: ({ lastToldAt }) => <RelativeTime at={lastToldAt} />,
  },
];
