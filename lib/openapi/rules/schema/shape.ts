// What does a schema demand of a value, with its references and allOf gathered into one?
import type { JsonObject } from "#lib/openapi/rules/json.ts";
import type { Schema, SchemaNode } from "#lib/openapi/rules/schema/schema.ts";

export interface Bound {
  value: number;
  isExclusive: boolean;
}

export interface Union {
  kind: "anyOf" | "oneOf";
  branches: readonly SchemaNode[];
}

export interface Discriminator {
  property: string;
  /** From what the property says to the name of the schema. */
  mapping: ReadonlyMap<string, string>;
}

export interface Condition {
  if: Schema;
  then: Schema;
  else: Schema;
}

export type Values = ReadonlyMap<string, unknown>;

/** Keywords whose value is a number that more of is more freedom, or less. */
export const UPPER_LIMITS = ["maxLength", "maxItems", "maxProperties"] as const;
export const LOWER_LIMITS = ["minLength", "minItems", "minProperties"] as const;
export type Limit = (typeof UPPER_LIMITS)[number] | (typeof LOWER_LIMITS)[number];

/** What a text holds when it is more than text. */
export const CONTENT_WORDS = ["contentEncoding", "contentMediaType"] as const;

export interface Shape {
  /** Nothing fits. */
  isNever: boolean;
  /** Null: every type. */
  types: Set<string> | null;
  /** Of enum and const, by their key; null: any value. Whether null is among them is said by the types. */
  values: Values | null;
  /** Values that are known, of a set that may grow. */
  extensibleValues: Values | null;
  formats: Set<string>;
  patterns: Set<string>;
  limits: Map<Limit, number>;
  minimum: Bound | null;
  maximum: Bound | null;
  multiples: number[];
  hasUniqueItems: boolean;
  items: Schema;
  prefixItems: Schema[];
  contains: SchemaNode[];
  minContains: number;
  maxContains: number;
  properties: Map<string, Schema>;
  required: Set<string>;
  patternProperties: Map<string, Schema>;
  additionalProperties: Schema;
  unevaluatedProperties: Schema;
  unevaluatedItems: Schema;
  propertyNames: Schema;
  dependentRequired: Map<string, Set<string>>;
  dependentSchemas: Map<string, Schema>;
  not: SchemaNode[];
  conditions: Condition[];
  unions: Union[];
  discriminator: Discriminator | null;
  content: Map<string, string>;
  contentSchema: Schema;
  /** Undefined: none. */
  defaultValue: unknown;
  isReadOnly: boolean;
  isWriteOnly: boolean;
  /** What is said about its end, and how it is written in XML. */
  remarks: JsonObject;
  xml: JsonObject;
}

export function emptyShape(): Shape {
  return {
    isNever: false,
    types: null,
    values: null,
    extensibleValues: null,
    formats: new Set(),
    patterns: new Set(),
    limits: new Map(),
    minimum: null,
    maximum: null,
    multiples: [],
    hasUniqueItems: false,
    items: [],
    prefixItems: [],
    contains: [],
    minContains: 1,
    maxContains: Infinity,
    properties: new Map(),
    required: new Set(),
    patternProperties: new Map(),
    additionalProperties: [],
    unevaluatedProperties: [],
    unevaluatedItems: [],
    propertyNames: [],
    dependentRequired: new Map(),
    dependentSchemas: new Map(),
    not: [],
    conditions: [],
    unions: [],
    discriminator: null,
    content: new Map(),
    contentSchema: [],
    defaultValue: undefined,
    isReadOnly: false,
    isWriteOnly: false,
    remarks: {},
    xml: {},
  };
}
