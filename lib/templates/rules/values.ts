// Is a value right for its variable?
import { RE2JS } from "re2js";
import { deviceFilterInput } from "#lib/devices/rules/filter.ts";
import { assertNever } from "#lib/kernel/errors.ts";
import { defaultOf } from "#lib/templates/rules/default-of.ts";
import type { Variable } from "#lib/templates/rules/definition.ts";
import { toFaults, type Fault } from "#lib/templates/rules/faults.ts";
import { namesIn } from "#lib/templates/rules/references.ts";

export const TEXT_LENGTH_MAX = 10_000;
export const DURATION_MINUTES_MAX = 525_600;
const PROGRAM_SIZE_MAX = 20_000;
/** Some hundredths of a second. */
const MATCHING_STEPS_MAX = 2_000_000;
const SLUG = /^[a-z0-9][a-z0-9._-]{0,99}$/i;

/** What stands for a variable once it is filled in; undefined where an optional one was left out. */
export type Values = Readonly<Record<string, unknown>>;

/**
 * Fills in every variable, with its default where nothing was said. Null and an empty text say: nothing, and no default
 * either. Values of other names are refused.
 */
export function fillVariables(
  variables: readonly Variable[],
  given: Readonly<Record<string, unknown>>,
): { values: Record<string, unknown>; faults: Fault[] } {
  const faults: Fault[] = [];
  // Without a prototype: a variable may be called constructor.
  const values = Object.create(null) as Record<string, unknown>;
  const known = new Set(variables.map((variable) => variable.name));
  for (const name of Object.keys(given)) {
    if (!known.has(name)) faults.push({ path: [name], message: "The template has no such variable." });
  }
  for (const variable of variables) {
    const value = Object.hasOwn(given, variable.name) ? given[variable.name] : undefined;
    const filled = value === undefined ? defaultOf(variable) : value;
    if (isNothing(filled)) {
      if (variable.required) faults.push({ path: [variable.name], message: "Fill this in." });
      continue;
    }
    const found = valueFaults(variable, filled);
    faults.push(...found.map(({ path, message }) => ({ path: [variable.name, ...path], message })));
    if (found.length === 0) values[variable.name] = filled;
  }
  return { values, faults };
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

/** Says what is wrong with a value; its own text is never repeated, since it may be a secret. */
export function valueFaults(variable: Variable, value: unknown): Fault[] {
  if (variable.type === "devices") return deviceFaults(value);
  const message = valueFault(variable, value);
  return message === null ? [] : [{ path: [], message }];
}

function valueFault(variable: Exclude<Variable, { type: "devices" }>, value: unknown): string | null {
  switch (variable.type) {
    case "text":
      return textFault(variable, value);
    case "number":
      return numberFault(value, variable, "Write a number.");
    case "duration":
      return numberFault(
        value,
        { min: variable.min ?? 0, max: variable.max ?? DURATION_MINUTES_MAX },
        "Write a number of minutes.",
      );
    case "boolean":
      return typeof value === "boolean" ? null : "Say true or false.";
    case "choice":
      return choiceFault(
        variable.options.map((option) => option.value),
        value,
      );
    case "product":
    case "environment":
      return slugFault(variable.type, value);
    case "secret":
      return secretFault(value);
    default:
      return assertNever(variable);
  }
}

function slugFault(noun: "product" | "environment", value: unknown): string | null {
  if (typeof value === "string" && SLUG.test(value)) return null;
  return noun === "product" ? "Write the slug of a product." : "Write the slug of an environment.";
}

function choiceFault(options: readonly string[], value: unknown): string | null {
  return options.some((option) => option === value) ? null : `Choose one of: ${options.join(", ")}.`;
}

function secretFault(value: unknown): string | null {
  if (typeof value === "string" && value.length <= TEXT_LENGTH_MAX) return null;
  return `Write a text of ${TEXT_LENGTH_MAX} characters at most.`;
}

function textFault(variable: Extract<Variable, { type: "text" }>, value: unknown): string | null {
  const lengthMax = variable.lengthMax ?? TEXT_LENGTH_MAX;
  if (typeof value !== "string") return "Write a text.";
  if (value.length > lengthMax) return `Write ${lengthMax} characters at most.`;
  return variable.pattern === undefined ? null : patternFault(variable.pattern, value);
}

/** RE2 takes a time in proportion to text and pattern, whatever they are: anybody may write either. */
function patternFault(pattern: string, text: string): string | null {
  const compiled = compilePattern(pattern);
  if (compiled && compiled.programSize() * text.length > MATCHING_STEPS_MAX) {
    return "Write a shorter text: comparing this one with the pattern takes too long.";
  }
  return compiled?.matches(text) ? null : `The whole text must match ${pattern}`;
}

/** Null where it is no pattern, or one whose repetitions multiply beyond measure. */
export function compilePattern(pattern: string): RE2JS | null {
  try {
    const compiled = RE2JS.compile(pattern);
    return compiled.programSize() > PROGRAM_SIZE_MAX ? null : compiled;
  } catch {
    return null; // What is wrong with it is said where the template is checked.
  }
}

function numberFault(value: unknown, range: { min?: number | undefined; max?: number | undefined }, kind: string) {
  if (typeof value !== "number" || !Number.isFinite(value)) return kind;
  if (range.min !== undefined && value < range.min) return `Write ${range.min} or more.`;
  if (range.max !== undefined && value > range.max) return `Write ${range.max} or less.`;
  return null;
}

function deviceFaults(value: unknown): Fault[] {
  const parsed = deviceFilterInput.safeParse(value);
  if (!parsed.success) return toFaults(parsed.error);
  // Values are put in once; a name inside of one would stay as it is, which nobody who writes it expects.
  return namesIn(value).length === 0 ? [] : [{ path: [], message: "Variables cannot stand inside a value." }];
}
