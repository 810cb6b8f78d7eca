// Is a stage's config right for its kind, with variables in it and without?
import type { z } from "zod";
import type { Stage, Variable } from "#lib/templates/rules/definition.ts";
import { toFaults, toStep, type Fault } from "#lib/templates/rules/faults.ts";
import { namesIn, substitute, wholeReference, type Path } from "#lib/templates/rules/references.ts";
import { stageConfigs, type StageKind } from "#lib/templates/rules/stage-kinds.ts";
import { assertNever } from "#lib/kernel/errors.ts";
import { defaultOf } from "#lib/templates/rules/default-of.ts";

export function schemaOf(kind: StageKind): z.ZodType<Record<string, unknown>> {
  return stageConfigs[kind];
}

/**
 * Checks a template's stage before its variables have values: with their defaults, and with samples where there are
 * none. A fault that only a sample could have caused is not told; that a text can never be a number is.
 */
export function configFaults(stage: Stage, variables: ReadonlyMap<string, Variable>): Fault[] {
  const filled = substitute(stage.config, (name) => probeOf(variables.get(name)));
  const parsed = schemaOf(stage.kind).safeParse(filled);
  if (parsed.success) return [];
  return parsed.error.issues.flatMap((issue): Fault[] => {
    const path = issue.path.map(toStep);
    const place = valueAt(stage.config, path);
    const names = namesIn(place);
    const [sampled] = names.filter((name) => !hasDefault(variables.get(name)));
    if (sampled !== undefined && !(issue.code === "invalid_type" && wholeReference(place) !== null)) return [];
    return toFaults({ issues: [issue] }, ["config"]).map(({ path: at, message }) => ({
      path: at,
      message: names.length === 0 ? message : `With ${names.map((name) => `\${${name}}`).join(" and ")}: ${message}`,
    }));
  });
}

function hasDefault(variable: Variable | undefined): boolean {
  return variable !== undefined && defaultOf(variable) !== undefined;
}

/** A value of the variable's type. An optional one without a default is probed as if it were given. */
export function probeOf(variable: Variable | undefined): unknown {
  if (!variable) return "sample"; // A fact of the deployment: a text.
  return defaultOf(variable) ?? sampleOf(variable);
}

function sampleOf(variable: Variable): unknown {
  switch (variable.type) {
    case "number":
    case "duration":
      return variable.min ?? variable.max ?? 1;
    case "boolean":
      return true;
    case "choice":
      return variable.options[0]?.value ?? "";
    case "devices":
      return {};
    case "text":
    case "product":
    case "environment":
    case "secret":
      return "sample";
    default:
      return assertNever(variable);
  }
}

/** What stands at a place of a tree; undefined where the place is not. */
export function valueAt(tree: unknown, path: Path): unknown {
  let value = tree;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}
