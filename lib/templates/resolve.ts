import type { Reach } from "#lib/access/rules/reach.ts";
import type { Queryable } from "#lib/database/client.ts";
import type { InputFault } from "#lib/kernel/errors.ts";
import { DomainError, notFound } from "#lib/kernel/errors.ts";
import type { Definition } from "#lib/templates/rules/definition.ts";
import type { PlanFacts, Resolution } from "#lib/templates/rules/resolve-plan.ts";
import { resolvePlan } from "#lib/templates/rules/resolve-plan.ts";
import { holdTemplate } from "#lib/templates/show.ts";
import { findDefinition, findUnknownEnvironments, findUnknownProducts } from "#lib/templates/store-templates.ts";

export interface PlanRequest {
  /** Id or slug. */
  templateId: string;
  /** Left out: the newest. */
  templateVersion?: number | undefined;
  variables: Readonly<Record<string, unknown>>;
  facts: Omit<PlanFacts, "templateVersion">;
  /** Of whoever asks: what they do not reach is not there. */
  reach: Reach | undefined;
}

export type PlannedFromTemplate = Extract<Resolution, { kind: "plan" }> & {
  template: { id: string; slug: string; name: string; version: number };
  definition: Definition;
};

/**
 * Fills in a template for a deployment. Throws NOT_FOUND for an unknown one, WRONG_STATE for an archived one, and
 * IMPOSSIBLE with every fault of the values, `variables.<name>` being their places. Asks for no permission.
 */
export async function planFromTemplate(db: Queryable, request: PlanRequest): Promise<PlannedFromTemplate> {
  const template = await holdTemplate(db, request.templateId);
  const version = request.templateVersion ?? template.currentVersion;
  const definition =
    version === template.currentVersion ? template.definition : await findDefinition(db, template.id, version);
  if (!definition) throw notFound("version of the template");

  const resolution = resolvePlan(definition, request.variables, { ...request.facts, templateVersion: version });
  if (resolution.kind === "faults") throw refused(resolution.faults);
  const strangers = await findStrangers(db, definition, resolution.values, request.reach);
  if (strangers.length > 0) throw refused(strangers);
  const { id, slug, name } = template;
  return { ...resolution, template: { id, slug, name, version }, definition };
}

/** Products and environments that values name and that are not there. */
async function findStrangers(
  db: Queryable,
  { variables }: Definition,
  values: Readonly<Record<string, unknown>>,
  reach: Reach | undefined,
): Promise<InputFault[]> {
  const named = (type: "product" | "environment") =>
    variables.flatMap(({ type: own, name }) => {
      const slug = values[name];
      return own === type && typeof slug === "string" ? [{ name, slug }] : [];
    });
  const slugsOf = (items: readonly { slug: string }[]) => items.map((item) => item.slug);
  const products = named("product");
  const environments = named("environment");
  const [noProducts, noEnvironments] = await Promise.all([
    findUnknownProducts(db, slugsOf(products), reach),
    findUnknownEnvironments(db, slugsOf(environments), reach),
  ]);
  return [
    ...products.filter((item) => noProducts.includes(item.slug)).map(toFault("product")),
    ...environments.filter((item) => noEnvironments.includes(item.slug)).map(toFault("environment")),
  ];
}

function toFault(noun: string) {
  return ({ name, slug }: { name: string; slug: string }): InputFault => ({
    path: `variables.${name}`,
    message: `There is no ${noun} ${slug}.`,
  });
}

function refused(errors: InputFault[]): DomainError {
  const [first] = errors;
  return new DomainError(
    "IMPOSSIBLE",
    `The template cannot be used like this. ${first ? `${first.path}: ${first.message}` : ""}`,
    { errors },
  );
}
