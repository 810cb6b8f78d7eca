// What will a deployment by this template do, with these values?
import type { InputFault } from "#lib/kernel/errors.ts";
import { whySkipped, type ConditionFacts } from "#lib/templates/rules/condition.ts";
import type { Definition, Stage, Variable } from "#lib/templates/rules/definition.ts";
import { toFaults, toInputFault, type Fault } from "#lib/templates/rules/faults.ts";
import { sizeFaults } from "#lib/templates/rules/filled-size.ts";
import { closeOverSkipped, needsOf } from "#lib/templates/rules/needs.ts";
import type { Plan, PlannedStage } from "#lib/templates/rules/plan.ts";
import {
  isFactName,
  mapTexts,
  namesIn,
  substitute,
  visitTexts,
  type FactName,
  type Path,
} from "#lib/templates/rules/references.ts";
import { markOf, replaceAt } from "#lib/templates/rules/secrets.ts";
import { schemaOf, valueAt } from "#lib/templates/rules/stage-config.ts";
import { usualLimits } from "#lib/templates/rules/usual-limits.ts";
import { fillVariables } from "#lib/templates/rules/values.ts";

export interface PlanFacts extends ConditionFacts {
  /** The template's version; null where the definition is not saved. */
  templateVersion: number | null;
  productSlug: string | null;
  version: string | null;
}

export type Resolution =
  | {
      kind: "plan";
      plan: Plan;
      /** With defaults; without secrets. */
      values: Record<string, unknown>;
      secrets: Record<string, string>;
    }
  /** Paths begin with `variables.<name>` where a value is at fault, and with `stages.<index>` where the template is. */
  | { kind: "faults"; faults: InputFault[] };

/**
 * Fills in a template that has passed checkDefinition. The plan holds no secret: see revealSecrets. Whether products
 * and environments that values name are there is not checked here.
 */
export function resolvePlan(
  definition: Definition,
  given: Readonly<Record<string, unknown>>,
  facts: PlanFacts,
): Resolution {
  const filled = fillVariables(definition.variables, given);
  if (filled.faults.length > 0) {
    return { kind: "faults", faults: filled.faults.map((fault) => toInputFault(below("variables", fault))) };
  }
  const fill = new Filling(definition, filled.values, facts);
  const tooLarge = sizeFaults(definition.stages, fill.valueOf);
  if (tooLarge.length > 0) return { kind: "faults", faults: tooLarge.map(toInputFault) };
  const stages = definition.stages.map((stage, index) => fill.stage(stage, index));
  if (fill.faults.length > 0) return { kind: "faults", faults: fill.faults.map(toInputFault) };

  // Those too that the risk may leave out later: the order must hold either way.
  const maybeSkipped = stages.filter((stage) => stage.skippedBecause !== null || stage.riskAtLeast !== undefined);
  const skipped = new Set(maybeSkipped.map((stage) => stage.name));
  const needs = closeOverSkipped(needsOf(definition.stages), skipped);
  return {
    kind: "plan",
    plan: {
      templateSlug: definition.slug,
      templateVersion: facts.templateVersion,
      stages: stages.map((stage) => ({ ...stage, needs: needs.get(stage.name) ?? [] })),
    },
    ...partSecrets(definition.variables, filled.values),
  };
}

class Filling {
  readonly faults: Fault[] = [];
  private readonly definition: Definition;
  private readonly values: Record<string, unknown>;
  private readonly facts: PlanFacts;
  private readonly secretNames: ReadonlySet<string>;

  constructor(definition: Definition, values: Record<string, unknown>, facts: PlanFacts) {
    this.definition = definition;
    this.values = values;
    this.facts = facts;
    this.secretNames = new Set(definition.variables.filter(isSecret).map((variable) => variable.name));
  }

  stage(stage: Stage, index: number): PlannedStage {
    const { name, onFailure, kind, retries } = stage;
    const skippedBecause = whySkipped(stage.when, this.values, this.facts);
    const limits = usualLimits(kind);
    return {
      name,
      title: this.text(stage.title),
      description: this.text(stage.description),
      onFailure,
      kind,
      needs: [],
      skippedBecause,
      ...(skippedBecause === null &&
        this.facts.risk === null &&
        stage.when?.risk && { riskAtLeast: stage.when.risk.atLeast }),
      timeLimitSeconds: (stage.timeLimitMinutes ?? limits.timeLimitMinutes) * 60,
      attemptsMax: retries === undefined ? limits.attempts : retries + 1,
      // What is not run need not be complete: its variables may be just those that were not asked for.
      config: skippedBecause === null ? this.config(stage, index) : {},
    };
  }

  private text(text: string): string {
    const filled = substitute(text, this.valueOf);
    return typeof filled === "string" ? filled : JSON.stringify(filled ?? "");
  }

  private config(stage: Stage, index: number): Record<string, unknown> {
    const path: Path = ["stages", index, "config"];
    const missing = namesIn(stage.config).filter((name) => isFactName(name) && this.valueOf(name) === undefined);
    if (missing.length > 0) {
      this.faults.push({ path, message: `This stage needs to know ${missing.map(nameFact).join(" and ")}.` });
      return {};
    }
    const parsed = schemaOf(stage.kind).safeParse(substitute(stage.config, this.valueOf));
    if (!parsed.success) {
      this.faults.push(...toFaults(parsed.error).map((fault) => this.blame(fault, stage, path)));
      return {};
    }
    // Checked with the secrets in their places, kept without them.
    return this.marks(stage.config).reduce<Record<string, unknown>>(
      (tree, { path: at, mark }) => replaceAt(tree, at, mark) as Record<string, unknown>,
      parsed.data,
    );
  }

  /** Where secrets stand once everything is filled in, and what the plan keeps there. */
  private marks(config: Record<string, unknown>): { path: Path; mark: Record<string, unknown> }[] {
    const marks: { path: Path; mark: Record<string, unknown> }[] = [];
    visitTexts(
      mapTexts(config, this.valueOf, (text) => text),
      (text, path, place) => {
        const mark = place === "value" ? markOf(text, (name) => this.secretNames.has(name), this.valueOf) : null;
        if (mark) marks.push({ path, mark });
      },
    );
    return marks;
  }

  /** A fault where a variable stands is the fault of its value, and is told at the field that can be changed. */
  private blame({ path, message }: Fault, stage: Stage, prefix: Path): Fault {
    const written = mapTexts(stage.config, this.valueOf, (text) => text);
    const names = namesIn(valueAt(written, path));
    const own = names.find((name) => this.definition.variables.some((variable) => variable.name === name));
    if (own === undefined) return { path: [...prefix, ...path], message };
    const said = this.secretNames.has(own) ? "The value does not fit where it is used." : message;
    return { path: ["variables", own], message: `${said} (${stage.name}: ${path.join(".")})` };
  }

  readonly valueOf = (name: string): unknown => (isFactName(name) ? this.factOf(name) : this.values[name]);

  private factOf(name: FactName): string | undefined {
    const { productSlug, environmentSlug, version } = this.facts;
    const facts = {
      "deployment.product": productSlug,
      "deployment.environment": environmentSlug,
      "deployment.version": version,
    };
    return facts[name] ?? undefined;
  }
}

function isSecret(variable: Variable): boolean {
  return variable.type === "secret";
}

function nameFact(name: string): string {
  return `the ${name.replace("deployment.", "")}`;
}

function below(step: string, { path, message }: Fault): Fault {
  return { path: [step, ...path], message };
}

function partSecrets(variables: readonly Variable[], all: Readonly<Record<string, unknown>>) {
  const values: Record<string, unknown> = {};
  const secrets: Record<string, string> = {};
  for (const variable of variables) {
    const value = all[variable.name];
    if (value === undefined) continue;
    // A secret's value was checked to be a text.
    if (isSecret(variable)) secrets[variable.name] = value as string;
    else values[variable.name] = value;
  }
  return { values, secrets };
}
