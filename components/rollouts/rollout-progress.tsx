"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Clock, Hourglass, RotateCw, UserRoundCheck } from "lucide-react";
import { readProgress, rolloutKeys } from "#components/rollouts/queries.ts";
import { countOf, formatNumber, formatPercent } from "#components/ui/format.ts";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { isFinal } from "#lib/rollouts/rules/rollout.ts";
import type { RolloutProgress, RolloutView } from "#lib/rollouts/view.ts";

const REFRESH_MS = 10_000;

/** How far it is over all devices and over the reachable ones, and what the others are waiting for. */
export function RolloutProgressStrip({ rollout }: { rollout: RolloutView }) {
  const { data: progress } = useQuery({
    queryKey: rolloutKeys.progress(rollout.id),
    queryFn: ({ signal }) => readProgress(rollout.id, signal),
    enabled: rollout.isPlanned,
    // Devices come and go without an event of the rollout.
    refetchInterval: isFinal(rollout.status) ? false : REFRESH_MS,
    placeholderData: keepPreviousData,
  });
  if (!rollout.isPlanned || progress?.devices === 0) return null;
  // As high as what takes its place, so that nothing below it moves.
  if (!progress) return <Skeleton className="mt-3 h-42 sm:h-24" />;
  return (
    <section
      aria-label="Progress"
      className="mt-3 grid gap-x-6 gap-y-3 rounded-lg border border-line bg-surface px-3 py-2.5 shadow-panel sm:grid-cols-2"
    >
      <Share label="Of all devices" done={progress.done} of={progress.devices} />
      <Share label="Of the reachable ones" done={progress.reachableDone} of={progress.reachable} />
      <Waiting progress={progress} />
    </section>
  );
}

function Share({ label, done, of }: { label: string; done: number; of: number }) {
  return (
    <div className="min-w-0">
      <p className="flex items-baseline gap-2">
        <span className="text-muted">{label}</span>
        <span className="ml-auto text-base font-semibold">{of === 0 ? "–" : formatPercent(done / of)}</span>
      </p>
      <ProgressBar
        className="my-1"
        label={label}
        segments={[{ key: "done", label: "run it", value: done, tone: "good" }]}
        total={of}
      />
      <p className="text-xs text-muted">
        {of === 0 ? "None can be reached now." : `${formatNumber(done)} of ${formatNumber(of)} run it`}
      </p>
    </div>
  );
}

function Waiting({ progress: { waiting, notSeenSince } }: { progress: RolloutProgress }) {
  const silent = silenceOf(notSeenSince);
  const lines = [
    { icon: UserRoundCheck, count: waiting.consent, before: "", what: "for the user’s consent" },
    { icon: RotateCw, count: waiting.confirmation, before: "installed it and ", what: "for a restart to confirm" },
    { icon: Hourglass, count: waiting.window, before: "", what: "for the maintenance window" },
  ].filter(({ count }) => count > 0);
  if (lines.length === 0 && silent === null) return null;
  return (
    <ul className="flex flex-wrap gap-x-5 gap-y-1 border-t border-line pt-2 text-xs text-muted sm:col-span-2">
      {lines.map(({ icon: Icon, count, before, what }) => (
        <li key={what} className="flex items-center gap-1.5">
          <Icon aria-hidden className="size-3.5 shrink-0 text-wait-ink" />
          <span>
            <span className="font-medium text-ink">{countOf(count, "device")}</span> {before}
            {count === 1 ? "waits" : "wait"} {what}
          </span>
        </li>
      ))}
      {silent && (
        <li className="flex items-center gap-1.5">
          <Clock aria-hidden className="size-3.5 shrink-0 text-warn-ink" />
          {silent}
        </li>
      )}
    </ul>
  );
}

/** Of those that lack it: how many were silent for how long. The counts include each other; nobody needs the zeros. */
function silenceOf({ hour, day, week, ever }: RolloutProgress["notSeenSince"]): string | null {
  const parts = [
    hour > 0 && `${formatNumber(hour)} for an hour`,
    day > 0 && `${formatNumber(day)} for a day`,
    week > 0 && `${formatNumber(week)} for a week`,
  ].filter((part) => part !== false);
  const silent = parts.length > 0 ? `not seen ${parts.join(", ")}` : null;
  const never = ever > 0 ? `${formatNumber(ever)} never seen` : null;
  const all = [silent, never].filter((part) => part !== null);
  return all.length > 0 ? `Of those that lack it: ${all.join("; ")}` : null;
}
