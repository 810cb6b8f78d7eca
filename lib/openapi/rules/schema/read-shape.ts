// How is a schema's shape read off its nodes, through references and allOf?
import { readList, readText, UnreadableDocument } from "#lib/openapi/rules/document.ts";
import { isObject, isSame, quote, type JsonObject } from "#lib/openapi/rules/json.ts";
import { addKeywords } from "#lib/openapi/rules/schema/read-keywords.ts";
import type { Schema, SchemaNode } from "#lib/openapi/rules/schema/schema.ts";
import { emptyShape, type Shape, type Union } from "#lib/openapi/rules/schema/shape.ts";

interface Reading {
  shape: Shape;
  /** A schema that contains itself by allOf demands no more the second time. */
  seen: Set<unknown>;
  /** A wrapper says that null fits too, of what the schemas inside describe. */
  isNullable: boolean;
}

export function readShape(schema: Schema): Shape {
  const reading: Reading = { shape: emptyShape(), seen: new Set(), isNullable: false };
  for (const node of schema) gather(reading, node);
  if (reading.isNullable) allowNull(reading.shape);
  return reading.shape;
}

function gather(reading: Reading, node: SchemaNode): void {
  const { value } = node;
  if (value === true || value == null) return;
  if (value === false) reading.shape.isNever = true;
  if (value === false) return;
  if (!isObject(value)) throw new UnreadableDocument(`A schema was expected where the document has ${quote(value)}.`);
  if (reading.seen.has(value)) return;
  reading.seen.add(value);

  const reference = readText(value.$ref) ?? readText(value.$dynamicRef);
  if (reference !== null) gather(reading, { ...node, value: node.document.resolve(reference) });
  // In 3.0 a reference stands for itself alone, whatever is written beside it.
  if (reference !== null && node.document.dialect === "3.0") return;

  addKeywords(reading.shape, node, value);
  reading.isNullable ||= isNullableByItself(node, value);
  for (const member of readList(value.allOf)) gather(reading, { ...node, value: member });
  for (const kind of ["anyOf", "oneOf"] as const) gatherUnion(reading, node, value, kind);
}

/** Beside a type it is one of the type's words; alone it stands for whatever the rest lets through. */
function isNullableByItself({ document }: SchemaNode, value: JsonObject): boolean {
  return document.dialect === "3.0" && value.nullable === true && value.type === undefined;
}

function gatherUnion(reading: Reading, node: SchemaNode, value: JsonObject, kind: Union["kind"]): void {
  const branches = readList(value[kind]);
  const others = branches.filter((branch) => !isNullAlone(branch));
  if (others.length < branches.length && others.length === 1) {
    // "This or null" is how 3.1 writes nullable around a reference.
    reading.isNullable = true;
    gather(reading, { ...node, value: others[0] });
  } else if (branches.length > 0 && !node.withoutUnions) {
    const nodes = branches.map((branch) => ({ document: node.document, value: branch }));
    reading.shape.unions.push({ kind, branches: nodes });
  }
}

function isNullAlone(branch: unknown): boolean {
  if (!isObject(branch)) return false;
  return branch.type === "null" || branch.const === null || isSame(branch.enum, [null]);
}

function allowNull(shape: Shape): void {
  shape.types?.add("null");
  for (const union of shape.unions) {
    const [first] = union.branches;
    if (!first || union.branches.some(({ value }) => isNullAlone(value))) continue;
    const nothing: SchemaNode = { document: { ...first.document, dialect: "3.1" }, value: NULL_ALONE };
    union.branches = [...union.branches, nothing];
  }
}

/** One and the same object, so that comparing it again costs nothing. */
const NULL_ALONE = { type: "null" };
