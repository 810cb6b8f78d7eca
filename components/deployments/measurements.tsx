import { cn } from "#components/ui/cn.ts";
import { toneInk, type Tone } from "#components/ui/tone.ts";
import type { Measurement, MetricState } from "#lib/stage-kinds/rules/analysis.ts";

const WIDTH = 240;
const HEIGHT = 36;
const RADIUS = 2.5;
const SHOWN_MAX = 60;

const tones: Record<Measurement["verdict"], Tone> = {
  success: "good",
  failure: "bad",
  inconclusive: "warn",
  error: "idle",
};

/** The latest measurements of a metric as dots, and in words for who cannot see them. */
export function Measurements({ metric }: { metric: MetricState }) {
  const shown = metric.measurements.slice(-SHOWN_MAX);
  const values = shown.flatMap(({ value }) => (value === null ? [] : [value]));
  const latest = values.at(-1);
  return (
    <figure className="space-y-1">
      <figcaption className="flex flex-wrap gap-x-2 text-xs text-muted">
        <span className="font-medium text-ink">{metric.name}</span>
        {metric.dryRun && <span>dry run</span>}
        <span>{tellCounts(metric)}</span>
        {latest !== undefined && <span>latest {show(latest)}</span>}
      </figcaption>
      <svg
        role="img"
        aria-label={`${metric.name}: ${tellCounts(metric)}`}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className="h-9 w-full max-w-60"
      >
        {shown.map((measurement, index) => (
          <circle
            key={measurement.at}
            cx={RADIUS + ((WIDTH - 2 * RADIUS) * (index + 0.5)) / Math.max(shown.length, 8)}
            cy={heightOf(measurement.value, values)}
            r={RADIUS}
            className={cn("fill-current", toneInk[tones[measurement.verdict]])}
          >
            <title>{tell(measurement)}</title>
          </circle>
        ))}
      </svg>
    </figure>
  );
}

/** From the smallest at the bottom to the largest at the top; what has no value stands in the middle. */
function heightOf(value: number | null, values: readonly number[]): number {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  // Halved first: two values of opposite sign may lie further apart than any number is large.
  const share = value === null || high === low ? 0.5 : (value / 2 - low / 2) / (high / 2 - low / 2);
  return HEIGHT - RADIUS - share * (HEIGHT - 2 * RADIUS);
}

function tellCounts({ successes, failures, inconclusives, errorsInRow }: MetricState): string {
  const parts = [`${successes} good`, `${failures} bad`];
  if (inconclusives > 0) parts.push(`${inconclusives} inconclusive`);
  if (errorsInRow > 0) parts.push(`${errorsInRow} in a row not measured`);
  return parts.join(", ");
}

function tell({ at, value, sample, verdict, why }: Measurement): string {
  const size = sample === null ? "" : ` of a sample of ${show(sample)}`;
  return `${at}: ${value === null ? "no value" : show(value)}${size}, ${verdict}${why === null ? "" : ` (${why})`}`;
}

function show(value: number): string {
  return String(Number(value.toPrecision(4)));
}
