import { z } from "zod";
import { defineOperation } from "#lib/http/operation.ts";
import { assessRisk } from "#lib/risk/assess-risk.ts";
import { findRisk } from "#lib/risk/find.ts";
import { assessRiskInput, calibrationInput, findRiskInput } from "#lib/risk/input.ts";
import { readCalibration } from "#lib/risk/read-calibration.ts";
import { LEVELS } from "#lib/risk/rules/score.ts";

const tag = "Risk";

const factor = z.object({
  id: z.string(),
  name: z.string(),
  points: z.number().int().describe("Those of all factors add up to the score."),
  bearsOn: z.enum(["probability", "impact"]).describe("Makes failure likelier, or a failure worse."),
  severity: z.enum(["none", "low", "medium", "high"]),
  evidence: z.string(),
  isUnknown: z.boolean(),
  wouldLower: z.string().nullable(),
});

const risk = z.object({
  id: z.uuid(),
  product: z.object({ id: z.uuid(), slug: z.string() }),
  environment: z.object({ id: z.uuid(), slug: z.string(), riskLimit: z.number().int().nullable() }).nullable(),
  deploymentId: z.uuid().nullable(),
  rolloutId: z.uuid().nullable(),
  fromVersion: z.string().nullable(),
  toVersion: z.string().nullable(),
  plannedAt: z.string(),
  score: z.number().int().min(0).max(100).describe("Likelihood and impact together."),
  level: z.enum(LEVELS),
  probability: z.number().min(0).max(1).describe("Of failure: likelihood alone."),
  probabilityLow: z.number().min(0).max(1).describe("With the next, the interval that unknown facts leave."),
  probabilityHigh: z.number().min(0).max(1),
  isCalibrated: z.boolean().describe("False until 200 deployments have ended here."),
  ownOutcomes: z.number().int(),
  isPreliminary: z.boolean().describe("The versions were not compared yet."),
  factors: z.array(factor),
  guards: z
    .array(z.object({ id: z.string(), severity: z.enum(["warning", "stop"]), message: z.string() }))
    .describe("What policy says about the time, apart from the score."),
  suggestions: z.array(
    z.object({
      id: z.string(),
      message: z.string(),
      delta: z.number().int().nullable().describe("By how many points the score would change."),
      href: z.string().nullable(),
    }),
  ),
  explanation: z
    .discriminatedUnion("kind", [
      z.object({ kind: z.literal("text"), text: z.string(), model: z.string() }),
      z.object({ kind: z.literal("unavailable"), reason: z.string() }),
    ])
    .nullable()
    .describe("In words, by a language model, where somebody asked for it. It decides nothing."),
  outcome: z.enum(["success", "failure"]).nullable(),
  outcomeAt: z.string().nullable(),
  createdAt: z.string(),
});

const quality = z.object({
  auc: z.number().nullable().describe("Null without both successes and failures."),
  brier: z.number(),
  ece: z.number().describe("Mean distance of predicted and actual shares, in ten bins."),
});

const calibration = z.object({
  outcomes: z.number().int(),
  isCalibrated: z.boolean(),
  calibratedFrom: z.number().int(),
  quality: quality.nullable(),
  bins: z.array(
    z.object({
      from: z.number(),
      to: z.number(),
      count: z.number().int(),
      predicted: z.number(),
      actual: z.number(),
    }),
  ),
  months: z.array(
    quality.extend({ month: z.string(), count: z.number().int(), predicted: z.number(), actual: z.number() }),
  ),
  model: z.object({ fittedAt: z.string(), ownOutcomes: z.number().int() }).nullable(),
});

export const assessRiskOperation = defineOperation({
  id: "assessRisk",
  method: "POST",
  path: "/api/deployments/assess-risk",
  tag,
  summary: "Assess the risk of a deployment",
  description:
    "Compares what runs with what comes, looks at history, clock and devices, and keeps the answer. Nothing is started.",
  auth: "user",
  body: assessRiskInput,
  response: risk,
  run: assessRisk,
});

export const findRiskOperation = defineOperation({
  id: "findRisk",
  method: "GET",
  path: "/api/deployments/risk",
  tag,
  summary: "The latest assessment of a deployment or a rollout",
  auth: "user",
  query: findRiskInput,
  response: z.object({ assessment: risk.nullable().describe("Null until somebody has assessed it.") }),
  run: findRisk,
});

export const readCalibrationOperation = defineOperation({
  id: "readCalibration",
  method: "GET",
  path: "/api/deployments/risk/calibration",
  tag,
  summary: "How good predictions were",
  description: "Predicted against actual failures of deployments that ended, altogether and by month.",
  auth: "user",
  query: calibrationInput,
  response: calibration,
  run: readCalibration,
});

export const riskOperations = [assessRiskOperation, findRiskOperation, readCalibrationOperation];
