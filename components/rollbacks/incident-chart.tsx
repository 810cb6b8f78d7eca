"use client";

import { useQuery } from "@tanstack/react-query";
import { readIncidentChart, rollbackKeys } from "#components/rollbacks/queries.ts";
import { cn } from "#components/ui/cn.ts";
import { ErrorState } from "#components/ui/error-state.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import { ExactTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { type Tone, toneFill, toneInk } from "#components/ui/tone.ts";
import { chartSeries, drawChart, type ChartSeries, type IncidentChart } from "#lib/rollbacks/rules/incident-chart.ts";

// The drawing is stretched to the width that there is; words and numbers lie above it and keep their size.
const SIZE = { width: 1_000, height: 160, left: 0, bottom: 0 };

const looks: Record<ChartSeries, { label: string; tone: Tone; fill: string }> = {
  back: { label: "back", tone: "good", fill: "fill-good" },
  failed: { label: "failed", tone: "bad", fill: "fill-bad" },
  rolledBack: { label: "took themselves back", tone: "warn", fill: "fill-warn" },
};

/** How many devices stood where while a rollback went on, with what happened at which moment. */
export function IncidentChartPanel({ incidentId }: { incidentId: string }) {
  const chart = useQuery({
    queryKey: rollbackKeys.chart(incidentId),
    queryFn: ({ signal }) => readIncidentChart(incidentId, signal),
  });
  return (
    <Panel title="Course" bodyClassName="p-3">
      {chart.data ? (
        <Course chart={chart.data} />
      ) : chart.isError ? (
        <ErrorState error={chart.error} retry={() => void chart.refetch()} />
      ) : (
        <SkeletonRows rows={3} label="Loading the course" />
      )}
    </Panel>
  );
}

function Course({ chart }: { chart: IncidentChart }) {
  if (chart.points.length < 2) return <p className="text-muted">No device has answered yet.</p>;
  return (
    <div className="space-y-3">
      <Drawing chart={chart} />
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-xs text-muted">
        {chartSeries.map((series) => (
          <li key={series} className="flex items-center gap-1.5">
            <span aria-hidden className={cn("size-2.5 rounded-sm", toneFill[looks[series].tone])} />
            {looks[series].label}
          </li>
        ))}
      </ul>
      <ol aria-label="Marks" className="grid gap-x-4 gap-y-1 text-sm sm:grid-cols-2">
        {chart.marks.map(({ at, text, tone }, index) => (
          <li key={`${at} ${text}`} className="flex gap-2">
            <span className={cn("w-5 shrink-0 text-right font-medium tabular-nums", toneInk[tone])}>{index + 1}</span>
            <span className="min-w-0 break-words">
              {text} <ExactTime at={at} className="text-xs text-faint" />
            </span>
          </li>
        ))}
      </ol>
      <AsTable chart={chart} />
    </div>
  );
}

function Drawing({ chart }: { chart: IncidentChart }) {
  const { areas, marks, labels, scale, top } = drawChart(chart, SIZE);
  const last = chart.points.at(-1);
  const words = chartSeries.map((series) => `${formatNumber(last?.[series] ?? 0)} ${looks[series].label}`).join(", ");
  return (
    <figure>
      <div className="relative h-40">
        <svg
          role="img"
          aria-label={`Devices over time, at the end ${words}.`}
          viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
          preserveAspectRatio="none"
          className="absolute inset-0 size-full"
        >
          {scale.map(({ y }) => (
            <path key={y} d={`M0 ${y}H${SIZE.width}`} className="stroke-line" vectorEffect="non-scaling-stroke" />
          ))}
          {areas.map(({ series, path }) => (
            <path key={series} d={path} className={looks[series].fill} fillOpacity={0.7} />
          ))}
          {marks.map((x, index) => (
            <path
              key={index}
              d={`M${x} ${top}V${SIZE.height}`}
              className="stroke-line-strong"
              strokeDasharray="3 3"
              vectorEffect="non-scaling-stroke"
            />
          ))}
        </svg>
        <div aria-hidden className="absolute inset-0 text-xs text-muted tabular-nums">
          {scale.map(({ y, value }) => (
            // Below its line, for the numbers of the marks stand above the highest one.
            <span key={value} className={cn("absolute left-1", value === 0 && "-translate-y-full")} style={{ top: y }}>
              {formatNumber(value)}
            </span>
          ))}
          {labels.map(({ x, text, tone }) => (
            <span
              key={text}
              className={cn("absolute top-0 -translate-x-1/2 font-medium whitespace-nowrap", toneInk[tone])}
              style={{ left: `clamp(0.75rem, ${(x / SIZE.width) * 100}%, calc(100% - 0.75rem))` }}
            >
              {text}
            </span>
          ))}
        </div>
      </div>
      <figcaption className="mt-1 flex justify-between text-xs text-faint">
        <ExactTime at={chart.from} />
        <ExactTime at={chart.to} />
      </figcaption>
    </figure>
  );
}

function AsTable({ chart }: { chart: IncidentChart }) {
  return (
    <details>
      <summary className="cursor-pointer rounded text-sm text-muted">As a table</summary>
      <div className="mt-2 max-h-72 overflow-auto">
        <table className="w-full text-sm tabular-nums">
          <thead className="text-left text-xs text-muted">
            <tr>
              <th scope="col" className="pr-3 font-normal">
                Time
              </th>
              {chartSeries.map((series) => (
                <th key={series} scope="col" className="pr-3 text-right font-normal">
                  {looks[series].label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {chart.points.map((point) => (
              <tr key={point.at} className="border-t border-line">
                <th scope="row" className="py-1 pr-3 text-left font-normal whitespace-nowrap">
                  <ExactTime at={point.at} />
                </th>
                {chartSeries.map((series) => (
                  <td key={series} className="py-1 pr-3 text-right">
                    {formatNumber(point[series])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
