// How risky is a deployment, why, and what would make it less so?
import type { Assessment, Factor } from "#lib/risk/rules/assessment.ts";
import { toFeatures, type RiskFacts } from "#lib/risk/rules/facts.ts";
import { listFactors, type FactorDraft } from "#lib/risk/rules/factors.ts";
import { estimate, type Model } from "#lib/risk/rules/model.ts";
import { levelOf, roundTogether, SCORE_MAX } from "#lib/risk/rules/score.ts";
import { listSuggestions } from "#lib/risk/rules/suggestions.ts";

export interface Judge {
  model: Model;
  isCalibrated: boolean;
}

/** Assesses a deployment. The score is likelihood and impact together; the probability is the likelihood alone. */
export function assess(facts: RiskFacts, judge: Judge): Assessment {
  const suggestions = listSuggestions(facts, (changed) => scoreOf(changed, judge) - scoreOf(facts, judge));
  return { ...judgeFacts(facts, judge), suggestions };
}

function scoreOf(facts: RiskFacts, judge: Judge): number {
  return judgeFacts(facts, judge).score;
}

function judgeFacts(facts: RiskFacts, { model, isCalibrated }: Judge): Omit<Assessment, "suggestions"> {
  const estimated = estimate(model, toFeatures(facts));
  const drafts = withinBounds(listFactors(facts, model.intercept, estimated.contributions));
  const points = roundTogether(drafts.map((draft) => draft.points));
  const factors = drafts.map((draft, index): Factor => ({ ...draft, points: points[index] ?? 0 }));
  const score = factors.reduce((sum, factor) => sum + factor.points, 0);
  const { probability, probabilityLow, probabilityHigh } = estimated;
  return { score, level: levelOf(score), probability, probabilityLow, probabilityHigh, isCalibrated, factors };
}

/** What would lead out of the scale is taken off in sight, so that the rest still adds up. */
function withinBounds(drafts: FactorDraft[]): FactorDraft[] {
  const total = drafts.reduce((sum, draft) => sum + draft.points, 0);
  const excess = total - Math.min(SCORE_MAX, Math.max(0, total));
  if (excess === 0) return drafts;
  return [
    ...drafts,
    {
      id: "bounds",
      name: "End of the scale",
      points: -excess,
      bearsOn: "impact",
      severity: "none",
      evidence: excess > 0 ? "The score ends at 100." : "The score ends at 0.",
      isUnknown: false,
      wouldLower: null,
    },
  ];
}
