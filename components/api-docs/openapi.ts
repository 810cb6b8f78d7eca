// What the API reference reads out of an OpenAPI 3.1 document.

export type Schema = {
  type?: string | string[];
  description?: string;
  format?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  additionalProperties?: boolean | Schema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  $ref?: string;
};

export type Parameter = {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description?: string;
  schema: Schema;
};

type RawOperation = {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security: Record<string, unknown>[];
  parameters: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: Schema }> }>;
};

export type OpenApiDocument = {
  info: { title: string; version: string };
  tags: { name: string }[];
  paths: Record<string, Record<string, RawOperation>>;
};

export type ApiOperation = {
  id: string;
  method: string;
  path: string;
  tag: string;
  summary: string;
  description?: string;
  /** Who may call. */
  auth: "user" | "device" | "none";
  parameters: Parameter[];
  body: Schema | null;
  /** Of a success. */
  status: string;
  response: Schema | null;
};

export function operationsOf(document: OpenApiDocument): ApiOperation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, raw]) => toOperation(method.toUpperCase(), path, raw)),
  );
}

function toOperation(method: string, path: string, raw: RawOperation): ApiOperation {
  const [status = "200", success] = Object.entries(raw.responses).find(([code]) => code.startsWith("2")) ?? [];
  return {
    id: raw.operationId,
    method,
    path,
    tag: raw.tags[0] ?? "Other",
    summary: raw.summary,
    description: raw.description,
    auth: authOf(raw),
    parameters: raw.parameters,
    body: raw.requestBody?.content["application/json"]?.schema ?? null,
    status,
    response: status === "204" ? null : (success?.content?.["application/json"]?.schema ?? null),
  };
}

function authOf({ security }: RawOperation): ApiOperation["auth"] {
  if (security.some((scheme) => "deviceToken" in scheme)) return "device";
  return security.length > 0 ? "user" : "none";
}

/** Makes a value that fits a schema: what is required, and what has a default, so that it can be sent after small edits. */
export function exampleOf(schema: Schema): unknown {
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const variant = variantsOf(schema).find((one) => one.type !== "null");
  if (variant) return exampleOf(variant);
  switch ([schema.type].flat()[0]) {
    case "object":
      return exampleObject(schema);
    case "array":
      return schema.minItems && schema.items ? [exampleOf(schema.items)] : [];
    case "string":
      return exampleText(schema);
    case "integer":
    case "number":
      return schema.minimum ?? 1;
    case "boolean":
      return true;
    default:
      return null;
  }
}

function exampleObject(schema: Schema): Record<string, unknown> {
  const shown = Object.entries(schema.properties ?? {}).filter(
    ([name, property]) => schema.required?.includes(name) || isTelling(property.default),
  );
  return Object.fromEntries(shown.map(([name, property]) => [name, exampleOf(property)]));
}

/** Empty defaults only fill the page. */
function isTelling(value: unknown): boolean {
  return value !== undefined && value !== "" && JSON.stringify(value) !== "{}" && JSON.stringify(value) !== "[]";
}

function exampleText({ format }: Schema): string {
  if (format === "uuid") return "00000000-0000-0000-0000-000000000000";
  if (format === "date-time") return "2027-01-31T00:00:00Z";
  return format === "email" ? "name@example.com" : "";
}

export function variantsOf(schema: Schema): Schema[] {
  return schema.anyOf ?? schema.oneOf ?? [];
}

/** Names a type in few words: "string, uuid", "number[]", "object or null". */
export function typeName(schema: Schema): string {
  if (schema.$ref) return schema.$ref.split("/").at(-1) ?? "object";
  const variants = variantsOf(schema);
  if (variants.length > 0) return [...new Set(variants.map(typeName))].join(" or ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const types = [schema.type ?? "any"]
    .flat()
    .map((type) => (type === "array" ? `${typeName(schema.items ?? {})}[]` : type));
  return schema.format ? `${types.join(" or ")}, ${schema.format}` : types.join(" or ");
}

/** Limits in words: "1 to 100", "at most 200 characters". */
export function limitsOf(schema: Schema): string {
  const low =
    schema.minimum ?? (schema.exclusiveMinimum === undefined ? undefined : `above ${schema.exclusiveMinimum}`);
  const parts = [
    range(low, readable(schema.maximum)),
    range(schema.minLength, schema.maxLength, " characters"),
    range(schema.minItems, schema.maxItems, " items"),
  ];
  return parts.filter(Boolean).join(", ");
}

/** JSON Schema writes the largest safe integer where there is no real limit. */
function readable(maximum: number | undefined): number | undefined {
  return maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
}

function range(low: number | string | undefined, high: number | undefined, unit = ""): string {
  if (low !== undefined && high !== undefined) return `${low} to ${high}${unit}`;
  if (high !== undefined) return `at most ${high}${unit}`;
  if (low === undefined || low === Number.MIN_SAFE_INTEGER) return "";
  return typeof low === "string" ? low : `at least ${low}${unit}`;
}
