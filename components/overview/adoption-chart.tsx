"use client";

import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { OTHERS, toSeries } from "#components/overview/adoption-series.ts";
import { countOf, formatExact, formatNumber } from "#components/ui/format.ts";
import type { AdoptionView } from "#lib/devices/view.ts";

const HEIGHT = 180;
const DAY_MS = 86_400_000;
/** The newest version in full, older ones paler: one color is enough for an order. */
const OPACITIES = [0.9, 0.6, 0.4, 0.25, 0.15] as const;

/** Devices by version, stacked; the newest version is on top and the strongest. */
export default function AdoptionChart({ adoption, noun = "device" }: { adoption: AdoptionView; noun?: string }) {
  const { versions, rows } = toSeries(adoption);
  const since = Date.parse(adoption.since);
  const spanMs = (rows.at(-1)?.at ?? since) - since;
  return (
    <>
      <ResponsiveContainer width="100%" height={HEIGHT}>
        <AreaChart data={rows} margin={{ top: 8, right: 12, bottom: 0, left: -8 }} accessibilityLayer>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="at"
            type="number"
            scale="time"
            domain={[since, "dataMax"]}
            tickFormatter={(at: number) => tickOf(at, spanMs)}
            tick={{ fill: "var(--muted)", fontSize: 11 }}
            stroke="var(--line)"
            minTickGap={48}
          />
          <YAxis
            allowDecimals={false}
            tickFormatter={formatNumber}
            tick={{ fill: "var(--muted)", fontSize: 11 }}
            stroke="var(--line)"
            width={52}
          />
          <Tooltip
            content={<PointCard versions={versions} noun={noun} />}
            cursor={{ stroke: "var(--line-strong)" }}
            isAnimationActive={false}
          />
          {versions.map((version, index) => (
            <Area
              key={version}
              type="stepAfter"
              dataKey={version}
              stackId="devices"
              stroke="var(--surface)"
              strokeWidth={1}
              fill={version === OTHERS ? "var(--idle)" : "var(--move)"}
              fillOpacity={opacityOf(versions, index)}
              isAnimationActive={false}
            />
          ))}
        </AreaChart>
      </ResponsiveContainer>
      <ul className="flex flex-wrap gap-x-4 gap-y-0.5 px-2 pb-1 text-xs">
        {versions.map((version, index) => (
          <li key={version} className="flex items-center gap-1.5">
            <span
              aria-hidden
              className="size-2 rounded-sm"
              style={{
                background: version === OTHERS ? "var(--idle)" : "var(--move)",
                opacity: opacityOf(versions, index),
              }}
            />
            {version}
          </li>
        ))}
      </ul>
    </>
  );
}

function opacityOf(versions: readonly string[], index: number): number {
  return OPACITIES[versions.length - 1 - index] ?? OPACITIES[4];
}

function PointCard({
  versions,
  noun,
  payload,
}: {
  versions: readonly string[];
  noun: string;
  payload?: { payload: Record<string, number> }[];
}) {
  const row = payload?.[0]?.payload;
  if (!row) return null;
  return (
    <div className="rounded-md bg-raised px-2.5 py-1.5 text-xs shadow-raised">
      <p className="text-muted">{formatExact(row.at ?? 0)}</p>
      {versions.toReversed().map((version) => (
        <p key={version}>
          <span className="font-medium">{version}</span> {countOf(row[version] ?? 0, noun)}
        </p>
      ))}
    </div>
  );
}

function tickOf(at: number, spanMs: number): string {
  return spanMs > 2 * DAY_MS
    ? new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "short" })
    : new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}
