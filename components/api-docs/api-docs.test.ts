import { describe, expect, it } from "vitest";
import {
  exampleOf,
  limitsOf,
  operationsOf,
  typeName,
  type OpenApiDocument,
  type Schema,
} from "#components/api-docs/openapi.ts";
import { missingIn, toCall, toCurl } from "#components/api-docs/request.ts";

const pause: Schema = {
  type: "object",
  properties: {
    reason: { type: "string", maxLength: 500 },
    mode: { enum: ["soft", "hard"] },
    tags: { type: "array", items: { type: "string" }, default: [] },
    check: {
      anyOf: [
        { type: "null" },
        { type: "object", properties: { port: { type: "integer", minimum: 80 } }, required: ["port"] },
      ],
    },
  },
  required: ["mode", "check"],
};

const document: OpenApiDocument = {
  info: { title: "Slipway", version: "1.0.0" },
  tags: [{ name: "Rollouts" }],
  paths: {
    "/api/v1/rollouts/{rolloutId}/pause": {
      post: {
        operationId: "pauseRollout",
        tags: ["Rollouts"],
        summary: "Pause",
        security: [{ apiToken: [] }, { session: [] }],
        parameters: [
          { name: "rolloutId", in: "path", required: true, schema: { type: "string" } },
          { name: "dry", in: "query", required: false, schema: { type: "boolean" } },
          { name: "Idempotency-Key", in: "header", required: false, schema: { type: "string" } },
        ],
        requestBody: { content: { "application/json": { schema: pause } } },
        responses: { "204": { description: "Done." }, default: { description: "No." } },
      },
    },
  },
};
const operation = operationsOf(document)[0]!;

describe("the API reference", () => {
  it("reads operations", () => {
    expect(operation).toMatchObject({
      id: "pauseRollout",
      method: "POST",
      auth: "user",
      status: "204",
      response: null,
    });
  });

  it("makes an example of what is required", () => {
    expect(exampleOf(pause)).toEqual({ mode: "soft", check: { port: 80 } });
  });

  it.each<[Schema, string, string]>([
    [{ type: "string", format: "uuid" }, "string, uuid", ""],
    [{ type: "array", items: { type: "number" }, minItems: 1, maxItems: 9 }, "number[]", "1 to 9 items"],
    [{ enum: ["a", "b"] }, '"a" | "b"', ""],
    [{ anyOf: [{ type: "string" }, { type: "null" }] }, "string or null", ""],
    [{ type: "number", exclusiveMinimum: 0, maximum: 100 }, "number", "above 0 to 100"],
    [{ type: "integer", minimum: 1, maximum: Number.MAX_SAFE_INTEGER }, "integer", "at least 1"],
  ])("names %o", (schema, type, limits) => {
    expect([typeName(schema), limitsOf(schema)]).toEqual([type, limits]);
  });

  it("puts values into their places", () => {
    const values = { rolloutId: "a/b", dry: " true ", "Idempotency-Key": "k1" };
    const call = toCall(operation, { values, body: '{"mode":"it\'s"}', token: "" });
    expect(call.path).toBe("/api/v1/rollouts/a%2Fb/pause?dry=true");
    expect(call.headers).toEqual({ "idempotency-key": "k1", "content-type": "application/json" });
    expect(toCurl(call, "https://slipway.example", "user")).toBe(
      [
        'curl -X POST "https://slipway.example/api/v1/rollouts/a%2Fb/pause?dry=true"',
        '  -H "authorization: Bearer $SLIPWAY_TOKEN"',
        '  -H "idempotency-key: k1"',
        '  -H "content-type: application/json"',
        `  -d '{"mode":"it'\\''s"}'`,
      ].join(" \\\n"),
    );
  });

  it("lets no value be run by a shell", () => {
    const call = toCall(operation, {
      values: { rolloutId: "x", "Idempotency-Key": '$(rm -rf ~)`id`"' },
      body: "",
      token: "",
    });
    expect(toCurl(call, "https://slipway.example", "none")).toContain('"idempotency-key: \\$(rm -rf ~)\\`id\\`\\""');
  });

  it("names what is missing", () => {
    expect(missingIn(operation, { values: {}, body: "", token: "" })).toEqual(["rolloutId"]);
  });
});
