import { z } from "zod";
import type { Operation } from "#lib/http/operation.ts";
import { shareDefinitions } from "#lib/http/share-definitions.ts";
import packageJson from "../../package.json" with { type: "json" };

type Json = Record<string, unknown>;

/** Makes the OpenAPI 3.1 document from the operations and the very schemas that check what callers send. */
export function buildOpenApi(operations: readonly Operation[], publicUrl: string | null): Json {
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    paths[operation.path] = { ...paths[operation.path], [operation.method.toLowerCase()]: describe(operation) };
  }
  const document = {
    openapi: "3.1.0",
    info: {
      title: "Slipway",
      version: packageJson.version,
      description: "Staged rollouts of images, firmware and apps to fleets of devices.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: publicUrl ?? "/" }],
    tags: [...new Set(operations.map((operation) => operation.tag))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        apiToken: { type: "http", scheme: "bearer", description: "An API token: slp_…" },
        session: { type: "apiKey", in: "cookie", name: "next-auth.session-token" },
        deviceToken: { type: "http", scheme: "bearer", description: "The device's own token" },
      },
      schemas: { Problem: PROBLEM } as Json,
    },
  };
  shareDefinitions(document);
  return document;
}

const PROBLEM = {
  type: "object",
  description: "RFC 9457 problem details.",
  required: ["type", "title", "status", "detail", "code", "requestId"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string" },
    code: { type: "string" },
    requestId: { type: "string" },
    allowedStates: { type: "array", items: { type: "string" } },
    errors: {
      type: "array",
      items: {
        type: "object",
        properties: {
          path: { type: "string" },
          message: { type: "string" },
          line: { type: "integer", description: "In a text that was sent, counted from 1." },
          column: { type: "integer" },
        },
      },
    },
  },
};

const SECURITY: Record<Operation["auth"], Json[]> = {
  user: [{ apiToken: [] }, { session: [] }],
  device: [{ deviceToken: [] }],
  client: [{}, { apiToken: [] }, { session: [] }],
  none: [],
};

function describe(operation: Operation): Json {
  const problem = {
    description: "The request cannot be done; `code` and `detail` say why.",
    content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
  };
  return {
    operationId: operation.id,
    tags: [operation.tag],
    summary: operation.summary,
    ...(operation.description && { description: operation.description }),
    security: SECURITY[operation.auth],
    parameters: [...pathParameters(operation.path), ...queryParameters(operation), ...headerParameters(operation)],
    ...requestBody(operation),
    responses: { ...successes(operation), default: problem },
  };
}

/** A body that must be seen byte by byte has the sender's own shape. */
function requestBody({ body, rawBody, consumes = "application/json" }: Operation): Json {
  if (!body && !rawBody) return {};
  const schema = body ? toSchema(body, "input") : {};
  return { requestBody: { required: true, content: { [consumes]: { schema } } } };
}

function successes({ status = 200, produces = "application/json", response, otherAnswers = {} }: Operation): Json {
  const content = status === 204 ? {} : { content: { [produces]: { schema: toSchema(response, "output") } } };
  const others = Object.entries(otherAnswers).map(([other, description]): [string, Json] => [other, { description }]);
  return { [status]: { description: "Done.", ...content }, ...Object.fromEntries<Json>(others) };
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function queryParameters(operation: Operation): Json[] {
  if (!operation.query) return [];
  const schema = toSchema(operation.query, "input") as { properties?: Record<string, Json>; required?: string[] };
  const isPathParameter = (name: string) => operation.path.includes(`{${name}}`);
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => !isPathParameter(name))
    .map(([name, property]) => ({
      name,
      in: "query",
      required: schema.required?.includes(name) ?? false,
      schema: property,
    }));
}

function headerParameters(operation: Operation): Json[] {
  if (!operation.creates) return [];
  return [
    {
      name: "Idempotency-Key",
      in: "header",
      required: false,
      description: "The same key and body gets the same answer, for a day.",
      schema: { type: "string", maxLength: 255 },
    },
  ];
}

function toSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Json;
  return rest;
}
