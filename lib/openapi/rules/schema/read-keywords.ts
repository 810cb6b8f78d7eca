// What does one schema object add to a shape, keyword by keyword?
import { readList, readText, readTexts, UnreadableDocument } from "#lib/openapi/rules/document.ts";
import { isObject, keyOf, quote, type JsonObject } from "#lib/openapi/rules/json.ts";
import { lastToken, toSchema, type Schema, type SchemaNode } from "#lib/openapi/rules/schema/schema.ts";
import {
  CONTENT_WORDS,
  LOWER_LIMITS,
  UPPER_LIMITS,
  type Bound,
  type Shape,
  type Values,
} from "#lib/openapi/rules/schema/shape.ts";
import { intersectTypes, readTypes, typesOfValues } from "#lib/openapi/rules/schema/types.ts";

/** Narrows a shape by what a schema object says itself, leaving aside references, allOf, anyOf and oneOf. */
export function addKeywords(shape: Shape, node: SchemaNode, value: JsonObject): void {
  addTypesAndValues(shape, node, value);
  addNumbers(shape, value);
  addTexts(shape, node, value);
  addArrays(shape, node, value);
  addObjects(shape, node, value);
  addLogic(shape, node, value);
  addRemarks(shape, value);
}

function addTypesAndValues(shape: Shape, { document }: SchemaNode, value: JsonObject): void {
  let types = readTypes(value);
  const isNullable = document.dialect === "3.0" && value.nullable === true;
  if (isNullable) types?.add("null");

  const listed = "const" in value && document.dialect === "3.1" ? [value.const] : value.enum;
  if (Array.isArray(listed)) {
    const values = toValues(listed.filter((item) => item !== null));
    const hasNull = listed.includes(null);
    // In 3.0 authors write nullable beside an enum and mean it, though the letter asks for null among the values.
    if (!hasNull && !isNullable) types?.delete("null");
    types ??= typesOfValues(values, hasNull || isNullable);
    shape.values = shape.values ? intersectValues(shape.values, values) : values;
  }
  shape.types = intersectTypes(shape.types, types);
  if (Array.isArray(value["x-extensible-enum"])) shape.extensibleValues = toValues(value["x-extensible-enum"]);
}

function toValues(list: readonly unknown[]): Values {
  return new Map(list.map((item) => [keyOf(item), item]));
}

function intersectValues(left: Values, right: Values): Values {
  return new Map([...left].filter(([key]) => right.has(key)));
}

function addNumbers(shape: Shape, value: JsonObject): void {
  shape.minimum = tightest(shape.minimum, readBounds(value, "minimum", "exclusiveMinimum"), 1);
  shape.maximum = tightest(shape.maximum, readBounds(value, "maximum", "exclusiveMaximum"), -1);
  const multiple = readNumber(value.multipleOf);
  if (multiple !== null && multiple > 0) shape.multiples.push(multiple);
  for (const limit of UPPER_LIMITS) {
    const found = readNumber(value[limit]);
    if (found !== null) shape.limits.set(limit, Math.min(found, shape.limits.get(limit) ?? Infinity));
  }
  for (const limit of LOWER_LIMITS) {
    const found = readNumber(value[limit]);
    // At least none is what everything has.
    if (found !== null && found > 0) shape.limits.set(limit, Math.max(found, shape.limits.get(limit) ?? 0));
  }
}

/** In 3.0 `exclusiveMinimum: true` makes the minimum beside it exclusive, in 3.1 it is a bound of its own. */
function readBounds(value: JsonObject, inclusive: string, exclusive: string): Bound[] {
  const [bound, other] = [readNumber(value[inclusive]), readNumber(value[exclusive])];
  return [
    ...(bound === null ? [] : [{ value: bound, isExclusive: value[exclusive] === true }]),
    ...(other === null ? [] : [{ value: other, isExclusive: true }]),
  ];
}

/** The sign says which way is tighter: 1 for a minimum, -1 for a maximum. */
function tightest(current: Bound | null, others: readonly Bound[], sign: 1 | -1): Bound | null {
  return others.reduce<Bound | null>((best, bound) => {
    if (best === null) return bound;
    const distance = (bound.value - best.value) * sign;
    return distance > 0 || (distance === 0 && bound.isExclusive) ? bound : best;
  }, current);
}

function addTexts(shape: Shape, { document }: SchemaNode, value: JsonObject): void {
  const [format, pattern] = [readText(value.format), readText(value.pattern)];
  if (format !== null && format !== "") shape.formats.add(format);
  if (pattern !== null && !matchesAll(pattern)) shape.patterns.add(pattern);
  if (document.dialect === "3.0") return;
  for (const word of CONTENT_WORDS) {
    const text = readText(value[word]);
    if (text !== null) shape.content.set(word, text.toLowerCase());
  }
  shape.contentSchema = [...shape.contentSchema, ...readSchema(document, value.contentSchema)];
}

function matchesAll(pattern: string): boolean {
  return /^\^?(\.\*|\(\.\*\))?\$?$/.test(pattern);
}

function addArrays(shape: Shape, node: SchemaNode, value: JsonObject): void {
  const { document } = node;
  if (value.uniqueItems === true) shape.hasUniqueItems = true;
  shape.items = [...shape.items, ...readSchema(document, value.items)];
  if (document.dialect === "3.0") return;
  readList(value.prefixItems).forEach((item, index) => {
    shape.prefixItems[index] = [...(shape.prefixItems[index] ?? []), ...readSchema(document, item)];
  });
  shape.unevaluatedItems = [...shape.unevaluatedItems, ...readSchema(document, value.unevaluatedItems)];
  if (value.contains === undefined) return;
  // At least none of them, and as many as there are: that holds for every array.
  if (value.minContains === 0 && value.maxContains === undefined) return;
  shape.contains.push({ document, value: value.contains });
  shape.minContains = readNumber(value.minContains) ?? 1;
  shape.maxContains = readNumber(value.maxContains) ?? Infinity;
}

function addObjects(shape: Shape, { document }: SchemaNode, value: JsonObject): void {
  addSchemas(shape.properties, document, value.properties);
  for (const name of readNames(value.required)) shape.required.add(name);
  shape.additionalProperties = [...shape.additionalProperties, ...readSchema(document, value.additionalProperties)];
  if (document.dialect === "3.0") return;
  addSchemas(shape.patternProperties, document, value.patternProperties);
  addSchemas(shape.dependentSchemas, document, value.dependentSchemas);
  shape.propertyNames = [...shape.propertyNames, ...readSchema(document, value.propertyNames)];
  shape.unevaluatedProperties = [...shape.unevaluatedProperties, ...readSchema(document, value.unevaluatedProperties)];
  for (const [name, needed] of Object.entries(readMap(value.dependentRequired))) {
    shape.dependentRequired.set(name, new Set([...(shape.dependentRequired.get(name) ?? []), ...readTexts(needed)]));
  }
}

/** Old documents say `required: true` at the property itself, which has no meaning since version 2 of OpenAPI. */
function readNames(value: unknown): string[] {
  return typeof value === "boolean" ? [] : readTexts(value);
}

function addSchemas(schemas: Map<string, Schema>, document: SchemaNode["document"], value: unknown): void {
  for (const [name, item] of Object.entries(readMap(value))) {
    schemas.set(name, [...(schemas.get(name) ?? []), ...toSchema(document, item)]);
  }
}

function addLogic(shape: Shape, { document }: SchemaNode, value: JsonObject): void {
  if (value.not != null) shape.not.push({ document, value: value.not });
  if (document.dialect === "3.0" || value.if == null) return;
  const [whenTrue, whenFalse] = [readSchema(document, value.then), readSchema(document, value.else)];
  // Without either it demands nothing.
  if (whenTrue.length + whenFalse.length === 0) return;
  shape.conditions.push({ if: readSchema(document, value.if), then: whenTrue, else: whenFalse });
}

const REMARKS = ["deprecated", "x-sunset", "x-stability-level"];

function addRemarks(shape: Shape, value: JsonObject): void {
  if (value.default !== undefined) shape.defaultValue = value.default;
  if (value.readOnly === true) shape.isReadOnly = true;
  if (value.writeOnly === true) shape.isWriteOnly = true;
  if (isObject(value.xml)) shape.xml = { ...shape.xml, ...value.xml };
  const said = REMARKS.filter((word) => value[word] !== undefined);
  if (said.length > 0)
    shape.remarks = { ...shape.remarks, ...Object.fromEntries(said.map((word) => [word, value[word]])) };
  const discriminator = value.discriminator;
  if (!isObject(discriminator) || typeof discriminator.propertyName !== "string") return;
  const mapping = Object.entries(readMap(discriminator.mapping)).map(([key, target]): [string, string] => [
    key,
    lastToken(String(target)),
  ]);
  shape.discriminator = { property: discriminator.propertyName, mapping: new Map(mapping) };
}

/** Reads a subschema. One that everything fits counts as none. */
function readSchema(document: SchemaNode["document"], value: unknown): Schema {
  if (value === true || (isObject(value) && Object.keys(value).length === 0)) return [];
  return toSchema(document, value);
}

function readMap(value: unknown): JsonObject {
  if (value == null) return {};
  if (!isObject(value)) throw new UnreadableDocument(`A map was expected where the document has ${quote(value)}.`);
  return value;
}

function readNumber(value: unknown): number | null {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}
