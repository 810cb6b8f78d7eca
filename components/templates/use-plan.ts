"use client";

import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { riskKeys, type RiskDraft } from "#components/risk/queries.ts";
import { previewDeployment, templateKeys } from "#components/templates/queries.ts";
import { useRested } from "#components/ui/use-rested.ts";
import type { RiskView } from "#lib/risk/view.ts";

const REST_MS = 350;
/** An assessment is kept each time: it is not asked for at each key. */
const RISK_REST_MS = 1_000;

/** What the form says so far; empty texts are what was not chosen yet. */
export interface Asked {
  template: string;
  templateVersion: number;
  product: string;
  version: string;
  environment: string;
  variables: Record<string, unknown>;
  scheduledAt?: string;
}

/** What the deployment would do and what its risk would be asked with, a moment after the form was last changed. */
export function usePlan(asked: Asked) {
  const riskDraft = useRestedCopy(toRiskDraft(asked), RISK_REST_MS);
  // Assessed only where somebody wants to know; then conditions on the risk are decided by it.
  const risk = useQuery<RiskView>({ queryKey: riskKeys.draft(riskDraft), queryFn: skipToken });
  const body = useRestedCopy(withoutEmpty({ ...asked, risk: risk.data?.score }), REST_MS);
  const preview = useQuery({
    queryKey: templateKeys.preview(body),
    queryFn: ({ signal }) => previewDeployment(body, signal),
    enabled: body.product !== undefined,
    placeholderData: keepPreviousData,
    retry: false,
    // Its key holds what was typed, secrets too: it goes with the form.
    gcTime: 0,
  });
  return { preview, riskDraft };
}

/** The form is read anew at each render; only what it says tells whether it has changed. */
function useRestedCopy<Value>(value: Value, restMs: number): Value {
  const text = useRested(JSON.stringify(value), restMs);
  return useMemo(() => JSON.parse(text) as Value, [text]);
}

function toRiskDraft({ template, product, version, environment, variables, scheduledAt }: Asked): RiskDraft {
  return {
    ...{ productId: product, version, template, variables },
    ...(environment !== "" && { environment }),
    ...(scheduledAt !== undefined && { plannedAt: scheduledAt }),
  };
}

function withoutEmpty(body: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== "" && value !== undefined));
}
