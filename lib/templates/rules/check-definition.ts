// Does a template make sense, before anybody uses it?
import type { Definition, Stage, Variable } from "#lib/templates/rules/definition.ts";
import type { Fault } from "#lib/templates/rules/faults.ts";
import { findCycle, needsOf } from "#lib/templates/rules/needs.ts";
import {
  GIVEN_MARK,
  isFactName,
  namesIn,
  splitText,
  type Path,
  visitTexts,
  wholeReference,
} from "#lib/templates/rules/references.ts";
import { maySecretStand } from "#lib/templates/rules/secret-places.ts";
import { SECRET_MARK, TEXT_MARK } from "#lib/templates/rules/secrets.ts";
import { sizeFaults } from "#lib/templates/rules/filled-size.ts";
import { configFaults, probeOf } from "#lib/templates/rules/stage-config.ts";
import { defaultOf } from "#lib/templates/rules/default-of.ts";
import { compilePattern, valueFaults } from "#lib/templates/rules/values.ts";

/** Finds everything that is wrong with a template whose shape is right, each with its place. */
export function checkDefinition(definition: Definition): Fault[] {
  const variables = new Map(definition.variables.map((variable) => [variable.name, variable]));
  const tooLarge = sizeFaults(definition.stages, (name) => probeOf(variables.get(name)));
  if (tooLarge.length > 0) return tooLarge;
  return [
    ...repeated(definition.variables, "variables"),
    ...repeated(definition.stages, "stages"),
    ...definition.variables.flatMap(variableFaults),
    ...unusedFaults(definition),
    ...needFaults(definition.stages),
    ...definition.stages.flatMap((stage, index) => stageFaults(stage, index, variables)),
  ];
}

function repeated(items: readonly { name: string }[], list: string): Fault[] {
  return items.flatMap(({ name }, index) =>
    items.findIndex((item) => item.name === name) < index
      ? [{ path: [list, index, "name"], message: `There already is ${name}. Choose another name.` }]
      : [],
  );
}

function variableFaults(variable: Variable, index: number): Fault[] {
  const path = ["variables", index];
  const own = shapeFault(variable);
  if (own) return [{ ...own, path: [...path, ...own.path] }];
  const value = defaultOf(variable);
  if (value === undefined) return [];
  return valueFaults(variable, value).map((fault) => ({
    path: [...path, "default", ...fault.path],
    message: `The default does not fit: ${fault.message}`,
  }));
}

function shapeFault(variable: Variable): Fault | null {
  if (variable.type === "text" && variable.pattern !== undefined && !compilePattern(variable.pattern)) {
    return { path: ["pattern"], message: "This is no regular expression in RE2 syntax, or it is too large." };
  }
  if (variable.type === "number" || variable.type === "duration") {
    const { min, max } = variable;
    return min !== undefined && max !== undefined && min > max
      ? { path: ["min"], message: `No number is at least ${min} and at most ${max}.` }
      : null;
  }
  if (variable.type === "choice") {
    const values = variable.options.map((option) => option.value);
    const again = values.findIndex((value, index) => values.indexOf(value) < index);
    return again < 0 ? null : { path: ["options", again, "value"], message: "Offer each value once." };
  }
  return null;
}

/** A variable that changes nothing is asked for in vain, and is most often a misspelt one. */
function unusedFaults({ variables, stages }: Definition): Fault[] {
  const used = new Set(stages.flatMap((stage) => [...namesIn(textsOf(stage)), stage.when?.variable?.name]));
  return variables.flatMap((variable, index) =>
    used.has(variable.name)
      ? []
      : [{ path: ["variables", index, "name"], message: `No stage uses \${${variable.name}}.` }],
  );
}

function textsOf({ title, description, config }: Stage) {
  return { title, description, config };
}

function needFaults(stages: readonly Stage[]): Fault[] {
  const places = new Map(stages.map((stage, index) => [stage.name, index]));
  const faults = stages.flatMap((stage, index) =>
    (stage.needs ?? []).flatMap((need, place) => {
      const path = ["stages", index, "needs", place];
      if (!places.has(need)) return [{ path, message: `There is no stage ${need}.` }];
      return stage.needs?.indexOf(need) === place ? [] : [{ path, message: `${need} is named twice.` }];
    }),
  );
  const cycle = findCycle(needsOf(stages.filter((stage, index) => places.get(stage.name) === index)));
  if (!cycle) return faults;
  const at = places.get(cycle[0] ?? "") ?? 0;
  return [...faults, { path: ["stages", at, "needs"], message: `These wait for each other: ${cycle.join(" → ")}.` }];
}

function stageFaults(stage: Stage, index: number, variables: ReadonlyMap<string, Variable>): Fault[] {
  const path = ["stages", index];
  const found = [...textFaults(stage, variables), ...conditionFaults(stage, variables)];
  // What a variable that is not there would do to the config is not worth telling as well.
  if (found.length === 0) found.push(...configFaults(stage, variables));
  return found.map((fault) => ({ ...fault, path: [...path, ...fault.path] }));
}

function textFaults(stage: Stage, variables: ReadonlyMap<string, Variable>): Fault[] {
  const faults: Fault[] = [];
  visitTexts(textsOf(stage), (text, path, place) => {
    if (place === "member") {
      if (text === SECRET_MARK || text === TEXT_MARK) faults.push({ path, message: `${text} is Slipway's own.` });
      if (text.includes("${")) faults.push({ path, message: "Variables stand in values, not in names." });
      return;
    }
    if (path.at(-1) === GIVEN_MARK) {
      if (!variables.has(text)) faults.push({ path, message: `There is no variable ${text}.` });
      return;
    }
    const isWhole = wholeReference(text) !== null;
    for (const part of splitText(text)) {
      const message =
        part.kind === "text"
          ? null
          : part.kind === "broken"
            ? "After ${ the name of a variable and } must follow; write $${ for the characters themselves."
            : referenceFault(
                part.name,
                { isWhole, inConfig: path[0] === "config", mayBeSecret: isFilledLate(stage, path) },
                variables,
              );
      if (message !== null) faults.push({ path, message });
    }
  });
  return faults;
}

function isFilledLate({ kind }: Stage, [field, ...path]: Path): boolean {
  return field === "config" && maySecretStand(kind, path);
}

function referenceFault(
  name: string,
  { isWhole, inConfig, mayBeSecret }: { isWhole: boolean; inConfig: boolean; mayBeSecret: boolean },
  variables: ReadonlyMap<string, Variable>,
): string | null {
  if (isFactName(name)) return null;
  const variable = variables.get(name);
  if (!variable) return `There is no variable ${name}.`;
  if (variable.type === "secret" && !inConfig) return `${name} is secret: it may stand in config only.`;
  if (variable.type === "secret" && !mayBeSecret) {
    return `${name} is secret, and what stands here is shown. Secrets belong in what other systems are told.`;
  }
  if (variable.type === "devices" && !(isWhole && inConfig)) {
    return `${name} is a selection of devices: it must stand alone, in config.`;
  }
  return null;
}

function conditionFaults({ when }: Stage, variables: ReadonlyMap<string, Variable>): Fault[] {
  const test = when?.variable;
  if (!test) return [];
  const path = ["when", "variable"];
  const variable = variables.get(test.name);
  if (!variable) return [{ path: [...path, "name"], message: `There is no variable ${test.name}.` }];
  const asks = [test.equals, test.notEquals, test.in, test.given];
  if (asks.every((ask) => ask === undefined)) return [{ path, message: "Say equals, notEquals, in or given." }];
  const compared = [
    ...(test.equals === undefined ? [] : [{ key: ["equals"], value: test.equals }]),
    ...(test.notEquals === undefined ? [] : [{ key: ["notEquals"], value: test.notEquals }]),
    ...(test.in ?? []).map((value, index) => ({ key: ["in", index], value })),
  ];
  if (compared.length > 0 && (variable.type === "secret" || variable.type === "devices")) {
    return [{ path, message: `Of a variable of type ${variable.type} a condition knows only whether it is given.` }];
  }
  return compared.flatMap(({ key, value }) =>
    valueFaults(variable, value).map((fault) => ({
      path: [...path, ...key],
      message: `${test.name} never has this value: ${fault.message}`,
    })),
  );
}
