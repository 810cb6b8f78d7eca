// What does somebody who decides about a deployment get to see?
import type { Level } from "#lib/risk/rules/score.ts";

export interface Factor {
  id: string;
  name: string;
  /** Whole points; those of all factors add up to the score. */
  points: number;
  /** Whether it makes failure likelier, or a failure worse. */
  bearsOn: "probability" | "impact";
  severity: "none" | "low" | "medium" | "high";
  /** What was seen. */
  evidence: string;
  /** Nobody knows it. */
  isUnknown: boolean;
  wouldLower: string | null;
}

export interface Guard {
  id: "fridayAfternoon" | "weekend" | "night" | "freezeNear" | "frozen" | "nobodyOnCall";
  severity: "warning" | "stop";
  message: string;
}

export interface Suggestion {
  id: string;
  message: string;
  /** By how many points the score would change; null where nobody can say. */
  delta: number | null;
  href: string | null;
}

export interface Assessment {
  score: number;
  level: Level;
  probability: number;
  probabilityLow: number;
  probabilityHigh: number;
  isCalibrated: boolean;
  factors: Factor[];
  suggestions: Suggestion[];
}

/** From so many own outcomes on, the probability counts as measured here. */
export const CALIBRATED_FROM = 200;
