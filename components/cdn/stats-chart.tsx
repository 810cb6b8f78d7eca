"use client";

import { Bar, CartesianGrid, ComposedChart, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { dayLabel, toRows, type DownloadRow } from "#components/cdn/stats-series.ts";
import { countOf, formatBytes, formatCompact, formatPercent } from "#components/ui/format.ts";
import type { StatsView } from "#lib/cdn/view.ts";

const HEIGHT = 220;
/** Tones that differ in light and dark; more regions than these share the last. */
const COLORS = ["var(--move)", "var(--good)", "var(--back)", "var(--wait)", "var(--warn)", "var(--idle)"] as const;
const tick = { fill: "var(--muted)", fontSize: 11 };

/** Downloads by day, stacked by region, and over them the share that came from caches' memory. */
export default function StatsChart({ stats }: { stats: StatsView }) {
  const rows = toRows(stats);
  const regions = stats.regions.map(({ region }) => region);
  const hasRatio = stats.total.hitRatio !== null;
  return (
    <>
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <ComposedChart
          data={rows}
          margin={{ top: 8, right: hasRatio ? -8 : 12, bottom: 0, left: -8 }}
          accessibilityLayer
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="day" tickFormatter={dayLabel} tick={tick} stroke="var(--line)" minTickGap={32} />
          <YAxis
            yAxisId="downloads"
            allowDecimals={false}
            tickFormatter={formatCompact}
            tick={tick}
            stroke="var(--line)"
            width={52}
          />
          {hasRatio && (
            <YAxis
              yAxisId="ratio"
              orientation="right"
              domain={[0, 1]}
              tickFormatter={formatPercent}
              tick={tick}
              stroke="var(--line)"
              width={52}
            />
          )}
          <Tooltip
            content={<DayCard regions={regions} />}
            cursor={{ fill: "var(--hover)" }}
            isAnimationActive={false}
          />
          {regions.map((region, index) => (
            <Bar
              key={region}
              yAxisId="downloads"
              dataKey={(row: DownloadRow) => row.byRegion[region] ?? 0}
              name={region}
              stackId="downloads"
              fill={colorOf(index)}
              isAnimationActive={false}
            />
          ))}
          {hasRatio && (
            <Line
              yAxisId="ratio"
              dataKey="hitRatio"
              name="Hit ratio"
              stroke="var(--ink)"
              strokeWidth={1.5}
              strokeDasharray="4 3"
              dot={{ r: 2, fill: "var(--ink)", strokeWidth: 0 }}
              connectNulls
              isAnimationActive={false}
            />
          )}
        </ComposedChart>
      </ResponsiveContainer>
      <ul className="flex flex-wrap gap-x-4 gap-y-0.5 px-2 pb-1 text-xs">
        {regions.map((region, index) => (
          <li key={region} className="flex items-center gap-1.5">
            <span aria-hidden className="size-2 rounded-sm" style={{ background: colorOf(index) }} />
            {region}
          </li>
        ))}
        {hasRatio && (
          <li className="flex items-center gap-1.5">
            <span aria-hidden className="w-3 border-t-2 border-dashed border-ink" />
            hit ratio
          </li>
        )}
      </ul>
    </>
  );
}

function DayCard({ regions, payload }: { regions: readonly string[]; payload?: { payload: DownloadRow }[] }) {
  const row = payload?.[0]?.payload;
  if (!row) return null;
  const shown = regions.filter((region) => (row.byRegion[region] ?? 0) > 0);
  return (
    <div className="rounded-md bg-raised px-2.5 py-1.5 text-xs shadow-raised">
      <p className="text-muted">{dayLabel(row.day)} (UTC)</p>
      {shown.map((region) => (
        <p key={region}>
          <span className="font-medium">{region}</span> {countOf(row.byRegion[region] ?? 0, "download")}
        </p>
      ))}
      <p>{formatBytes(row.bytes)} sent</p>
      {row.hitRatio !== null && <p>{formatPercent(row.hitRatio)} from memory</p>}
    </div>
  );
}

function colorOf(index: number): string {
  return COLORS[Math.min(index, COLORS.length - 1)] ?? COLORS[0];
}
