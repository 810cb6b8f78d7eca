// What is known about a deployment when somebody decides?
import type { Facts } from "#lib/risk/rules/model.ts";

/** What changes from the version that runs to the one that comes. Null: nobody knows. */
export interface ChangeFacts {
  files: number | null;
  folders: number | null;
  /** First folders of paths. */
  areas: number | null;
  /** Entropy of the changed lines over the files, in bits: 0 for one file. */
  spread: number | null;
  linesAdded: number | null;
  linesRemoved: number | null;
  /** Of the changed files, before. */
  linesBefore: number | null;
  configKeys: number | null;
  dependencies: number | null;
  breakingDependencies: number | null;
  migrations: number | null;
  /** Some of the names behind the numbers. */
  named: { configKeys: string[]; breakingDependencies: string[]; migrations: string[] };
  /** Why something is unknown; null where all is known. */
  unknownBecause: string | null;
}

export type ApiFacts =
  { kind: "none" } | { kind: "compared"; breaking: number; first: string | null } | { kind: "unknown"; reason: string };

export interface PastFailure {
  kind: "deployment" | "rollout";
  id: string;
  number: number;
  version: string;
  at: string;
  reason: string | null;
}

export interface HistoryFacts {
  /** Of the product, in the seven days before, the latest first; `recentCount` counts those that are not named too. */
  recent: PastFailure[];
  recentCount: number;
  /** Of the last 90 days. */
  product: { outcomes: number; failures: number };
  environment: { outcomes: number; failures: number } | null;
}

export interface ClockFacts {
  timeZone: string;
  /** 1 for Monday. */
  weekday: number;
  hour: number;
}

export interface ExposureFacts {
  /** What the plan means, and everything that is not retired. */
  deviceCount: number;
  fleetCount: number;
  /** Of the meant devices, those that get it before anything is checked: 0 to 1. Null: nobody knows the plan. */
  firstShare: number | null;
}

export type TrafficFacts =
  | { kind: "unknown"; reason: string }
  /** How busy the hour is against the mean of all hours: 2 is twice as busy. */
  | { kind: "known"; ratio: number; seen: number };

export interface RiskFacts {
  change: ChangeFacts;
  api: ApiFacts;
  history: HistoryFacts;
  clock: ClockFacts;
  exposure: ExposureFacts;
  traffic: TrafficFacts;
  /** Checks among the stages. */
  hasSmokeTest: boolean;
}

/** What a handful of outcomes says about a share is pulled towards none. */
const OUTCOMES_OF_NO_HISTORY = 10;

/** Puts facts into the numbers that the model was fitted on. */
export function toFeatures({ change, api, history, clock }: RiskFacts): Facts {
  const { named: _named, unknownBecause: _because, ...counted } = change;
  const { linesAdded, linesRemoved, linesBefore } = change;
  const areLinesKnown = linesAdded !== null && linesRemoved !== null && linesBefore !== null;
  return {
    ...counted,
    relativeSize: areLinesKnown ? (linesAdded + linesRemoved) / (linesBefore + 1) : null,
    breakingApiChanges: api.kind === "unknown" ? null : api.kind === "compared" ? api.breaking : 0,
    recentFailures: history.recentCount,
    failureShare: shareOf(history.product),
    environmentFailureShare: history.environment ? shareOf(history.environment) : 0,
    hour: clock.hour,
    weekday: clock.weekday,
  };
}

function shareOf({ outcomes, failures }: { outcomes: number; failures: number }): number {
  return failures / (outcomes + OUTCOMES_OF_NO_HISTORY);
}
