// What must, may and must not stand in an object now, beside its named properties?
import { under, type Finding } from "#lib/openapi/rules/change.ts";
import { quoteAll } from "#lib/openapi/rules/json.ts";
import { compareProperties } from "#lib/openapi/rules/schema/compare-properties.ts";
import { asCondition, tell, type Comparing } from "#lib/openapi/rules/schema/comparing.ts";
import type { Schema } from "#lib/openapi/rules/schema/schema.ts";
import type { Shape } from "#lib/openapi/rules/schema/shape.ts";

export function compareObjects(comparing: Comparing, before: Shape, after: Shape): Finding[] {
  return [
    ...compareProperties(comparing, before, after),
    ...compareOthers(comparing, "additional properties", before.additionalProperties, after.additionalProperties),
    ...compareOthers(comparing, "unevaluated properties", before.unevaluatedProperties, after.unevaluatedProperties),
    ...comparePatterned(comparing, before, after),
    ...under(
      "property names",
      comparing.compare(before.propertyNames, after.propertyNames, asCondition(comparing.view)),
    ),
    ...compareNeeds(comparing, before, after),
    ...compareDependents(comparing, before, after),
  ];
}

function compareOthers(comparing: Comparing, what: string, before: Schema, after: Schema): Finding[] {
  const [wasClosed, isClosed] = [comparing.shapeOf(before).isNever, comparing.shapeOf(after).isNever];
  if (wasClosed && isClosed) return [];
  if (isClosed) {
    const message = `No ${what} are taken any more.`;
    return [tell(comparing, { effect: "narrows", id: "object-closed", message })];
  }
  if (wasClosed) {
    // Whether a client that received only what it knew can pass over the rest, no document says.
    const message = `There may be ${what} now.`;
    return [tell(comparing, { effect: "widens", id: "object-opened", message, worst: "warning" })];
  }
  return under(what, comparing.compare(before, after));
}

/** Names of no pattern are what the additional properties say. */
function comparePatterned(comparing: Comparing, before: Shape, after: Shape): Finding[] {
  const patterns = new Set([...before.patternProperties.keys(), ...after.patternProperties.keys()]);
  return [...patterns].flatMap((pattern) => {
    const schemaOf = (shape: Shape) => shape.patternProperties.get(pattern) ?? shape.additionalProperties;
    return under(`properties like ${pattern}`, comparing.compare(schemaOf(before), schemaOf(after)));
  });
}

function compareNeeds(comparing: Comparing, before: Shape, after: Shape): Finding[] {
  const names = new Set([...before.dependentRequired.keys(), ...after.dependentRequired.keys()]);
  return [...names].flatMap((name) => {
    const [from, to] = [before.dependentRequired.get(name), after.dependentRequired.get(name)];
    const won = [...(to ?? [])].filter((other) => !from?.has(other));
    const lost = [...(from ?? [])].filter((other) => !to?.has(other));
    return [
      ...(won.length === 0
        ? []
        : [
            tell(comparing, {
              effect: "narrows",
              id: "dependent-required-added",
              message: `Where ${name} is given, so must be ${quoteAll(won)} now.`,
            }),
          ]),
      ...(lost.length === 0
        ? []
        : [
            tell(comparing, {
              effect: "widens",
              id: "dependent-required-removed",
              message: `Where ${name} is given, ${quoteAll(lost)} may be missing now.`,
            }),
          ]),
    ];
  });
}

function compareDependents(comparing: Comparing, before: Shape, after: Shape): Finding[] {
  const names = new Set([...before.dependentSchemas.keys(), ...after.dependentSchemas.keys()]);
  return [...names].flatMap((name) => {
    const [from, to] = [before.dependentSchemas.get(name) ?? [], after.dependentSchemas.get(name) ?? []];
    return under(`where ${name} is given`, comparing.compare(from, to, asCondition(comparing.view)));
  });
}
