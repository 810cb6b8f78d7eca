"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { readFailures, rolloutKeys } from "#components/rollouts/queries.ts";
import { cn } from "#components/ui/cn.ts";
import { formatPercent } from "#components/ui/format.ts";
import { Panel } from "#components/ui/panel.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import type { RolloutView } from "#lib/rollouts/view.ts";

// Drawing a chart takes more code than all the rest of the page, and nobody waits for it.
const FailureChart = dynamic(() => import("#components/rollouts/failure-chart.tsx"), {
  ssr: false,
  loading: () => <Skeleton className="h-45" />,
});

/** The failure rate now, in words, and how it came to be. */
export function FailurePanel({ rollout }: { rollout: RolloutView }) {
  const history = useQuery({
    queryKey: rolloutKeys.failures(rollout.id),
    queryFn: ({ signal }) => readFailures(rollout.id, signal),
    enabled: rollout.startedAt !== null,
  });
  const points = (history.data?.points ?? []).map((point) => ({ ...point, at: Date.parse(point.at) }));
  const isOver = rollout.failureRate > rollout.failureRateMax;
  return (
    <Panel
      title="Failure rate"
      actions={
        <span className="text-xs text-muted">
          <strong className={cn("text-sm text-ink", isOver && "text-bad-ink")}>
            {formatPercent(rollout.failureRate)}
          </strong>{" "}
          of a limit of {formatPercent(rollout.failureRateMax)}
        </span>
      }
      bodyClassName="p-2"
    >
      {points.length > 1 ? (
        <FailureChart points={points} limit={rollout.failureRateMax} />
      ) : (
        <p className="px-2 py-6 text-center text-muted">
          {history.isPending && rollout.startedAt ? "Reading…" : "Drawn when the first devices have answered."}
        </p>
      )}
    </Panel>
  );
}
