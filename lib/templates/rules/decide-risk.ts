// Which stages are left out once the risk is known?
import { whyBelow } from "#lib/templates/rules/condition.ts";
import type { Plan, PlannedStage } from "#lib/templates/rules/plan.ts";

/** Says whether a plan waits for the risk: a deployment is made before anybody can know it. */
export function awaitsRisk(plan: Plan): boolean {
  return plan.stages.some((stage) => stage.riskAtLeast !== undefined);
}

/**
 * Decides what the plan left open until the risk was known. With a risk that nobody knows, such stages are run: they
 * guard against what may be bad.
 */
export function decideRisk(plan: Plan, risk: number | null): Plan {
  return { ...plan, stages: plan.stages.map((stage) => decide(stage, risk)) };
}

function decide({ riskAtLeast, ...stage }: PlannedStage, risk: number | null): PlannedStage {
  if (riskAtLeast === undefined || risk === null) return stage;
  return { ...stage, skippedBecause: stage.skippedBecause ?? whyBelow(risk, riskAtLeast) };
}
