// Is a stage run at all?
import type { Condition } from "#lib/templates/rules/definition.ts";
import type { Values } from "#lib/templates/rules/values.ts";

export interface ConditionFacts {
  /** The score, 0 to 100; null where it is not known yet. */
  risk: number | null;
  environmentSlug: string | null;
}

/**
 * Says why a stage is left out; null where it is run. A risk that nobody knows leaves nothing out: such stages guard
 * against what may be bad.
 */
export function whySkipped(when: Condition | undefined, values: Values, facts: ConditionFacts): string | null {
  if (!when) return null;
  return (
    byVariable(when.variable, values) ??
    byRisk(when.risk, facts.risk) ??
    byPlace(when.environment, facts.environmentSlug)
  );
}

function byVariable(test: Condition["variable"], values: Values): string | null {
  if (!test) return null;
  const value = values[test.name];
  if (test.given !== undefined && test.given !== (value !== undefined)) {
    return test.given ? `${test.name} is not given.` : `${test.name} is given.`;
  }
  const is = `${test.name} is ${value === undefined ? "not given" : JSON.stringify(value)}`;
  if (test.equals !== undefined && value !== test.equals) return `${is}, not ${JSON.stringify(test.equals)}.`;
  if (test.notEquals !== undefined && value === test.notEquals) return `${is}.`;
  if (test.in && !test.in.some((item) => item === value)) {
    return `${is}, none of ${test.in.map((item) => JSON.stringify(item)).join(", ")}.`;
  }
  return null;
}

function byRisk(test: Condition["risk"], risk: number | null): string | null {
  return test && risk !== null ? whyBelow(risk, test.atLeast) : null;
}

export function whyBelow(risk: number, atLeast: number): string | null {
  return risk < atLeast ? `The risk is ${risk}, below ${atLeast}.` : null;
}

function byPlace(slugs: Condition["environment"], slug: string | null): string | null {
  if (!slugs || (slug !== null && slugs.includes(slug))) return null;
  return slug === null
    ? `It is for ${slugs.join(", ")}, and no environment is chosen.`
    : `It is for ${slugs.join(", ")}, not for ${slug}.`;
}
