"use client";

import {
  Area,
  CartesianGrid,
  ComposedChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from "recharts";
import { formatExact, formatPercent } from "#components/ui/format.ts";

export type FailurePoint = { at: number; failureRate: number; batchIndex: number };

type FailureChartProps = { points: readonly FailurePoint[]; limit: number };

const HEIGHT = 180;
const HEADROOM = 1.15;
/** How much of the width the name of a batch takes. */
const LABEL_SHARE = 0.16;
/** Scales that divide into halves which people can read. */
const TOPS = [0.02, 0.04, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8] as const;

/** The failure rate of the batch at work over time, against the limit at which the rollout stops. */
export default function FailureChart({ points, limit }: FailureChartProps) {
  const highest = Math.max(limit, ...points.map(({ failureRate }) => failureRate));
  const top = TOPS.find((scale) => scale >= highest * HEADROOM) ?? 1;
  const starts = batchStarts(points);
  return (
    <ResponsiveContainer width="100%" height={HEIGHT}>
      <ComposedChart data={[...points]} margin={{ top: 8, right: 12, bottom: 0, left: -8 }} accessibilityLayer>
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="at"
          type="number"
          scale="time"
          domain={["dataMin", "dataMax"]}
          tickFormatter={clock}
          tick={{ fill: "var(--muted)", fontSize: 11 }}
          stroke="var(--line)"
          minTickGap={48}
        />
        <YAxis
          domain={[0, top]}
          tickFormatter={formatPercent}
          tick={{ fill: "var(--muted)", fontSize: 11 }}
          stroke="var(--line)"
          width={52}
          ticks={[0, top / 2, top]}
        />
        <Tooltip content={<PointCard />} cursor={{ stroke: "var(--line-strong)" }} isAnimationActive={false} />
        {starts.map(({ at, label }) => (
          <ReferenceLine
            key={at}
            x={at}
            stroke="var(--line-strong)"
            strokeDasharray="2 3"
            label={label && { value: label, position: "insideTopLeft", fill: "var(--muted)", fontSize: 11 }}
          />
        ))}
        <ReferenceLine
          y={limit}
          stroke="var(--bad)"
          strokeDasharray="5 4"
          label={{
            value: `limit ${formatPercent(limit)}`,
            position: "insideTopRight",
            fill: "var(--bad-ink)",
            fontSize: 11,
          }}
        />
        <Area
          type="stepAfter"
          dataKey="failureRate"
          stroke="var(--move)"
          strokeWidth={1.75}
          fill="var(--move)"
          fillOpacity={0.12}
          isAnimationActive={false}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

/** Where a batch begins. Names that would run into the next one or out of the chart are left to the tooltip. */
function batchStarts(points: readonly FailurePoint[]): { at: number; label: string | undefined }[] {
  const first = points[0]?.at ?? 0;
  const last = points.at(-1)?.at ?? 0;
  const starts = points.filter((point, index) => index > 0 && point.batchIndex !== points[index - 1]?.batchIndex);
  return starts.map(({ at, batchIndex }, index) => {
    const room = (starts[index + 1]?.at ?? last) - at;
    return { at, label: room > (last - first) * LABEL_SHARE ? `Batch ${batchIndex + 1}` : undefined };
  });
}

function PointCard({ payload }: { payload?: { payload: FailurePoint }[] }) {
  const point = payload?.[0]?.payload;
  if (!point) return null;
  return (
    <div className="rounded-md bg-raised px-2.5 py-1.5 text-xs shadow-raised">
      <p className="font-medium">{formatPercent(point.failureRate)} failed</p>
      <p className="text-muted">
        Batch {point.batchIndex + 1}, {formatExact(point.at)}
      </p>
    </div>
  );
}

function clock(at: number): string {
  return new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}
