// What stands for a variable that is not given?
import type { Variable } from "#lib/templates/rules/definition.ts";

/** Undefined where nothing does; a secret never has a default. */
export function defaultOf(variable: Variable): unknown {
  return variable.type === "secret" ? undefined : variable.default;
}
