import type { CalibrationBin } from "#lib/risk/rules/quality.ts";
import { formatPercent } from "#components/ui/format.ts";

const SIZE = 260;
const LEFT = 38;
const BOTTOM = 26;
const INSIDE = SIZE - LEFT - 8;
const MARKS = [0, 0.25, 0.5, 0.75, 1];
const DOT = { min: 3, max: 10 };

/** Predicted against actual shares: on the diagonal, predictions came true as often as they said. */
export function CalibrationChart({ bins }: { bins: readonly CalibrationBin[] }) {
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const x = (share: number) => LEFT + share * INSIDE;
  const y = (share: number) => SIZE - BOTTOM - share * (SIZE - BOTTOM - 8);
  const words = bins.map(
    ({ predicted, actual, count }) =>
      `${formatPercent(predicted)} predicted, ${formatPercent(actual)} failed (${count})`,
  );
  return (
    <svg
      viewBox={`0 0 ${SIZE} ${SIZE}`}
      role="img"
      aria-label={`Predicted against actual failures: ${words.join("; ")}`}
      className="mx-auto block w-full max-w-80"
    >
      {MARKS.map((mark) => (
        <g key={mark} fill="var(--muted)" fontSize={10}>
          <line x1={LEFT} x2={x(1)} y1={y(mark)} y2={y(mark)} stroke="var(--line)" />
          <text x={LEFT - 4} y={y(mark) + 3} textAnchor="end">
            {mark * 100} %
          </text>
          <text x={x(mark)} y={SIZE - 10} textAnchor={mark === 1 ? "end" : "middle"}>
            {mark * 100} %
          </text>
        </g>
      ))}
      <line x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} stroke="var(--line-strong)" strokeDasharray="4 3" />
      {bins.map(({ from, predicted, actual, count }) => (
        <circle
          key={from}
          cx={x(predicted)}
          cy={y(actual)}
          r={DOT.min + (DOT.max - DOT.min) * Math.sqrt(count / most)}
          fill="var(--accent)"
          fillOpacity={0.55}
          stroke="var(--accent-ink)"
        />
      ))}
    </svg>
  );
}
