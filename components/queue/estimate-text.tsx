"use client";

import { formatDuration, formatExact } from "#components/ui/format.ts";
import { useHydrationPhase } from "#components/ui/now.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { QueueItemView } from "#lib/deployments/queue/view.ts";

const SPREAD_SHOWN_SECONDS = 60;

/** When it will start, with how sure that is. */
export function EstimateText({ item }: { item: QueueItemView }) {
  const phase = useHydrationPhase();
  if (item.status === "running") {
    return (
      <span className="text-muted">
        started <RelativeTime at={item.startedAt} />
      </span>
    );
  }
  const { estimate } = item;
  if (estimate === null) return <span className="text-faint">unknown</span>;
  return (
    <span key={phase} title={titleOf(item)} suppressHydrationWarning>
      <RelativeTime at={estimate.at} />
      <span className="block text-xs text-muted">{spreadOf(estimate)}</span>
    </span>
  );
}

function spreadOf({ at, earliest, latest }: NonNullable<QueueItemView["estimate"]>): string {
  const [likely, first] = [Date.parse(at), Date.parse(earliest)];
  const sooner = (likely - first) / 1000;
  if (latest === null) return "or much later";
  const later = (Date.parse(latest) - likely) / 1000;
  if (sooner < SPREAD_SHOWN_SECONDS && later < SPREAD_SHOWN_SECONDS) return "";
  return `−${formatDuration(sooner)} / +${formatDuration(later)}`;
}

function titleOf({ estimate, duration }: QueueItemView): string {
  if (estimate === null) return "";
  const basis =
    duration === null
      ? ""
      : ` Such deployments take ${formatDuration(duration.medianSeconds)} (${duration.count} counted).`;
  const until = estimate.latest === null ? "" : ` to ${formatExact(estimate.latest)}`;
  return `Most likely ${formatExact(estimate.at)}; in eight of ten cases ${formatExact(estimate.earliest)}${until}.${basis}`;
}
