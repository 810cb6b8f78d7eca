import { formatPercent } from "#components/ui/format.ts";
import { ProgressBar, type Segment } from "#components/ui/progress-bar.tsx";
import type { DistributionView } from "#lib/updates/view.ts";

/** Which share of the clients is offered what. */
export function ShareBar({ distribution }: { distribution: DistributionView }) {
  const { version, otherVersion, share, status } = distribution;
  const segments: Segment[] = [
    { key: "version", label: `% are offered ${version}`, value: share, tone: status === "paused" ? "warn" : "move" },
    ...(otherVersion === null
      ? []
      : [{ key: "other", label: `% are offered ${otherVersion}`, value: 100 - share, tone: "back" as const }]),
  ];
  return (
    <div className="flex items-center gap-3">
      <ProgressBar label="Share of the clients" total={100} segments={segments} className="h-2.5" />
      <span className="w-14 shrink-0 text-right font-medium tabular-nums">{formatPercent(share / 100)}</span>
    </div>
  );
}
