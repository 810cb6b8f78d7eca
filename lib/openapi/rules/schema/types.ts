// Which types of JSON values does a schema let through?
import { readTexts } from "#lib/openapi/rules/document.ts";
import type { JsonObject } from "#lib/openapi/rules/json.ts";
import type { Shape, Values } from "#lib/openapi/rules/schema/shape.ts";

export function readTypes(value: JsonObject): Set<string> | null {
  const type = value.type;
  if (typeof type === "string") return new Set([type]);
  return Array.isArray(type) ? withoutInteger(new Set(readTexts(type))) : null;
}

export function intersectTypes(left: Set<string> | null, right: Set<string> | null): Set<string> | null {
  if (left === null || right === null) return left ?? right;
  const both = new Set([...left].filter((type) => includesType(right, type)));
  for (const type of right) if (includesType(left, type)) both.add(type);
  return withoutInteger(both);
}

/** Every integer is a number. */
export function includesType(types: ReadonlySet<string>, type: string): boolean {
  return types.has(type) || (type === "integer" && types.has("number"));
}

function withoutInteger(types: Set<string>): Set<string> {
  if (types.has("number")) types.delete("integer");
  return types;
}

export function typesOfValues(values: Values, hasNull: boolean): Set<string> {
  const types = new Set([...values.values()].map(typeOfValue));
  if (hasNull) types.add("null");
  return withoutInteger(types);
}

function typeOfValue(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

/**
 * The one type that a shape speaks of without naming it. Authors leave the type out where properties or items make it
 * plain, and adding it later changes nothing for anybody.
 */
export function impliedTypeOf(shape: Shape): string | null {
  const implied = [
    ...(shape.properties.size + shape.required.size + shape.patternProperties.size > 0 ? ["object"] : []),
    ...(shape.items.length + shape.prefixItems.length + shape.contains.length > 0 ? ["array"] : []),
    ...(shape.patterns.size > 0 || shape.limits.has("maxLength") || shape.limits.has("minLength") ? ["string"] : []),
    ...(shape.minimum || shape.maximum || shape.multiples.length > 0 ? ["number"] : []),
  ];
  return implied.length === 1 ? (implied[0] ?? null) : null;
}
