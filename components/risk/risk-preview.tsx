"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Gauge, MessageSquareText } from "lucide-react";
import { useState } from "react";
import { assessRisk, riskKeys, type RiskDraft } from "#components/risk/queries.ts";
import { RiskCard } from "#components/risk/risk-card.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Panel } from "#components/ui/panel.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

/** Comparing builds takes a while, and the answer stays the same for as long. */
const FRESH_MILLIS = 60_000;

type RiskPreviewProps = { draft: RiskDraft; isComplete: boolean; mayExplain?: boolean };

/** Asks, when somebody wants to know, how risky what a form describes would be; and again when the form changes. */
export function RiskPreview({ draft, isComplete, mayExplain = false }: RiskPreviewProps) {
  const [isWanted, setIsWanted] = useState(false);
  const [inWords, setInWords] = useState(false);
  const question = { ...draft, ...(inWords && { explain: true }) };
  const { data, error, isFetching, refetch } = useQuery({
    queryKey: riskKeys.draft(question),
    queryFn: ({ signal }) => assessRisk(question, signal),
    enabled: isWanted && isComplete,
    placeholderData: keepPreviousData,
    staleTime: FRESH_MILLIS,
    // Holds what was typed into the form, secrets too: it goes with it.
    gcTime: 0,
    retry: false,
  });
  if (data && isComplete && error === null) {
    const explain = mayExplain && !inWords && (
      <Button onClick={() => setInWords(true)} disabled={isFetching}>
        <MessageSquareText aria-hidden />
        In words
      </Button>
    );
    return <RiskCard risk={data} actions={explain} />;
  }
  return (
    <Panel title="Risk">
      {!isComplete || !isWanted ? (
        <div className="grid justify-items-center gap-3 px-3 py-6 text-center text-muted">
          <p>{isComplete ? "Compare what runs with what comes." : "Choose a product and a version first."}</p>
          <Button onClick={() => setIsWanted(true)} disabled={!isComplete}>
            <Gauge aria-hidden />
            Assess the risk
          </Button>
        </div>
      ) : error === null ? (
        <SkeletonRows rows={4} label="Assessing the risk" />
      ) : (
        <ErrorState title="It could not be assessed" error={error} retry={() => void refetch()} />
      )}
    </Panel>
  );
}
