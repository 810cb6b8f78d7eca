"use client";

import { useQuery } from "@tanstack/react-query";
import { ApiError } from "#components/api.ts";
import { readRisk, riskKeys, type RiskSubject } from "#components/risk/queries.ts";
import { RiskCard } from "#components/risk/risk-card.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

/** While the versions are compared, or nobody has assessed it yet. */
const SOON_MILLIS = 5_000;

/** The assessment of a deployment or a rollout, as it looked when somebody decided. */
export function RiskPanel({ subject, className }: { subject: RiskSubject; className?: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: riskKeys.one(subject),
    queryFn: ({ signal }) => readRisk(subject, signal),
    retry: (count, failure) => !isMissing(failure) && count < 2,
    refetchInterval: ({ state }) => (state.data?.isPreliminary || isMissing(state.error) ? SOON_MILLIS : false),
  });
  if (data) return <RiskCard risk={data} {...(className !== undefined && { className })} />;
  return (
    <Panel title="Risk" {...(className !== undefined && { className })}>
      {error === null ? (
        <SkeletonRows rows={3} label="Loading the risk" />
      ) : isMissing(error) ? (
        <p className="px-3 py-6 text-center text-muted">
          It was not assessed yet. What is under way is, within a minute.
        </p>
      ) : (
        <ErrorState error={error} retry={() => void refetch()} />
      )}
    </Panel>
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}
