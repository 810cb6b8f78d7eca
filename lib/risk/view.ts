import type { Assessment, Guard } from "#lib/risk/rules/assessment.ts";
import type { CalibrationBin, Quality } from "#lib/risk/rules/quality.ts";

export interface RiskView extends Assessment {
  id: string;
  product: { id: string; slug: string };
  environment: { id: string; slug: string; riskLimit: number | null } | null;
  deploymentId: string | null;
  rolloutId: string | null;
  fromVersion: string | null;
  toVersion: string | null;
  plannedAt: string;
  /** What policy says about the time, apart from the score. */
  guards: Guard[];
  /** The change was not compared yet; it will be soon, and the score may move. */
  isPreliminary: boolean;
  /** How many deployments that ended here the model was fitted on. */
  ownOutcomes: number;
  explanation: ExplanationView | null;
  outcome: "success" | "failure" | null;
  outcomeAt: string | null;
  createdAt: string;
}

/** In words, by a language model. It decides nothing. */
export type ExplanationView =
  | { kind: "text"; text: string; model: string }
  /** Why there are no words although somebody asked. */
  | { kind: "unavailable"; reason: string };

export interface CalibrationMonth extends Quality {
  /** YYYY-MM, in UTC. */
  month: string;
  count: number;
  predicted: number;
  actual: number;
}

export interface CalibrationView {
  /** Assessments that were made before the deployment and whose end is known. */
  outcomes: number;
  isCalibrated: boolean;
  calibratedFrom: number;
  /** Null where nothing has ended yet. */
  quality: Quality | null;
  bins: CalibrationBin[];
  months: CalibrationMonth[];
  model: { fittedAt: string; ownOutcomes: number } | null;
}
