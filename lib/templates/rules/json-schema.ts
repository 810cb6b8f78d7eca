// How does an editor know what may stand in a template?
import { z } from "zod";
import { definitionInput } from "#lib/templates/rules/definition.ts";
import { STAGE_KINDS, stageConfigs } from "#lib/templates/rules/stage-kinds.ts";

type JsonSchema = Record<string, unknown>;

const REFERENCE = { type: "string", pattern: "^\\$\\{[a-z][a-zA-Z0-9_.-]*\\}$" };

/**
 * The JSON Schema (2020-12) of templates. Each stage's config is that of its kind, in which any value may be a variable
 * instead. What only holds for the whole, such as that needs exist, is checked at import.
 */
export function templateJsonSchema(id: string): JsonSchema {
  built ??= build();
  return { ...built, $id: id };
}

let built: JsonSchema | undefined;

function build(): JsonSchema {
  const schema = z.toJSONSchema(definitionInput, { io: "input" }) as JsonSchema;
  const stage = itemsOf(schema, "stages");
  stage.allOf = STAGE_KINDS.map((kind) => ({
    if: { properties: { kind: { const: kind } }, required: ["kind"] },
    then: { properties: { config: { $ref: `#/$defs/${kind}` } } },
  }));
  return {
    ...schema,
    title: "Slipway deployment template",
    $defs: Object.fromEntries(STAGE_KINDS.map((kind) => [kind, configSchema(kind)])),
  };
}

function configSchema(kind: keyof typeof stageConfigs): unknown {
  const { $schema: _, ...schema } = z.toJSONSchema(stageConfigs[kind], { io: "input" }) as JsonSchema;
  return allowReferences(schema, true);
}

/** Lets a variable stand wherever a value does, and $given in every object. */
function allowReferences(schema: unknown, isRoot = false): unknown {
  if (Array.isArray(schema)) return schema.map((item) => allowReferences(item));
  if (typeof schema !== "object" || schema === null) return schema;
  const node = schema as JsonSchema;
  const open: JsonSchema = { ...node };
  for (const key of ["items", "additionalProperties"]) {
    if (typeof node[key] === "object") open[key] = allowReferences(node[key]);
  }
  for (const key of ["anyOf", "oneOf", "allOf"]) {
    // One of several already says what may stand there; a variable is added once, around them.
    if (Array.isArray(node[key])) open[key] = node[key].map((item) => withoutReference(item));
  }
  if (typeof node.properties === "object" && node.properties !== null) {
    const properties = Object.entries(node.properties).map(([name, item]) => [name, allowReferences(item)]);
    open.properties = { ...Object.fromEntries(properties), ...(!isRoot && { $given: { type: "string" } }) };
  }
  const isConstant = "const" in node;
  return isRoot || isConstant ? open : { anyOf: [open, REFERENCE] };
}

function withoutReference(schema: unknown): unknown {
  const opened = allowReferences(schema) as { anyOf?: unknown[] };
  return opened.anyOf?.at(-1) === REFERENCE ? opened.anyOf[0] : opened;
}

function itemsOf(schema: JsonSchema, list: string): JsonSchema {
  const { properties } = schema as { properties: Record<string, { items: JsonSchema }> };
  const items = properties[list]?.items;
  if (!items) throw new Error(`The schema of templates has no list ${list}.`);
  return items;
}
