"use client";

import { useQuery } from "@tanstack/react-query";
import { useLiveRefresh } from "#components/live/use-live-events.ts";
import { readRisk, riskKeys, type RiskSubject } from "#components/risk/queries.ts";
import { RiskCard } from "#components/risk/risk-card.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

const EVENTS = ["risk_assessed"] as const;

/** The assessment of a deployment or a rollout, as it looked when somebody decided. */
export function RiskPanel({ subject }: { subject: RiskSubject }) {
  const { data, error, refetch } = useQuery({
    queryKey: riskKeys.one(subject),
    queryFn: ({ signal }) => readRisk(subject, signal),
  });
  useLiveRefresh({ types: EVENTS, keys: [riskKeys.one(subject)] });
  if (data?.assessment) return <RiskCard risk={data.assessment} />;
  return (
    <Panel title="Risk">
      {error !== null ? (
        <ErrorState error={error} retry={() => void refetch()} />
      ) : data ? (
        <p className="px-3 py-6 text-center text-muted">
          Not assessed. What is under way is assessed within a minute; what ended before is not.
        </p>
      ) : (
        <SkeletonRows rows={3} label="Loading the risk" />
      )}
    </Panel>
  );
}
