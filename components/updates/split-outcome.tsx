import { formatNumber, formatPercent } from "#components/ui/format.ts";
import type { AnalyticsView } from "#lib/updates/view.ts";

type Split = AnalyticsView["splits"][number];

/** Below this a difference is taken for real: once in twenty times that is wrong. */
const ACCIDENT_MAX = 0.05;

/** The two sides of a split beside each other, and whether their difference says anything. */
export function SplitOutcome({ split }: { split: Split }) {
  return (
    <section className="space-y-3 p-3" aria-label={`Split on ${split.channel}`}>
      <h3 className="font-semibold">
        {split.sides.map(({ version }) => version).join(" against ")}{" "}
        <span className="font-normal text-muted">on {split.channel}</span>
      </h3>
      <div className="grid gap-2 sm:grid-cols-2">
        {split.sides.map((side) => (
          <dl key={side.version} className="rounded-md border border-line bg-sunken/40 px-3 py-2">
            <dt className="font-medium">{side.version}</dt>
            <dd className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-muted">
              <Count label="told" value={formatNumber(side.told)} />
              <Count label="installed" value={formatNumber(side.installed)} />
              <Count label="failed" value={formatNumber(side.failed)} />
              <Count
                label="failure rate"
                value={side.failureRate === null ? "not known yet" : formatPercent(side.failureRate)}
              />
            </dd>
          </dl>
        ))}
      </div>
      <p className="text-muted">{verdictOf(split)}</p>
    </section>
  );
}

function Count({ label, value }: { label: string; value: string }) {
  return (
    <span>
      <span className="font-medium text-ink tabular-nums">{value}</span> {label}
    </span>
  );
}

function verdictOf({ sides, pValue }: Split): string {
  if (pValue === null) return "Too few have answered to compare them yet.";
  const [best] = sides.toSorted((left, right) => (left.failureRate ?? 0) - (right.failureRate ?? 0));
  const chance = formatPercent(pValue);
  if (pValue > ACCIDENT_MAX)
    return `No difference can be told: by accident alone it would look so in ${chance} of cases.`;
  return `${best?.version ?? ""} fails less often; by accident alone it would look so in ${chance} of cases.`;
}
