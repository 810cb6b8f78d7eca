import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { compareDocuments } from "#lib/openapi/compare-documents.ts";
import type { ApiChange, Level } from "#lib/openapi/rules/change.ts";
import { DOCUMENT_LENGTH_MAX } from "#lib/openapi/rules/document.ts";

type Json = Record<string, unknown>;

const NOW = new Date("2026-06-01T00:00:00Z");

async function changesOf(before: Json | string, after: Json | string): Promise<ApiChange[]> {
  const toText = (document: Json | string) => (typeof document === "string" ? document : JSON.stringify(document));
  const compared = await compareDocuments(toText(before), toText(after), NOW);
  if (compared.kind === "unknown") throw new Error(compared.reason);
  return compared.changes;
}

async function reasonOf(before: string, after: string): Promise<string> {
  const compared = await compareDocuments(before, after, NOW);
  return compared.kind === "unknown" ? compared.reason : "";
}

function anApi(rest: Json, version = "3.1.0"): Json {
  return { openapi: version, info: { title: "Pets", version: "1" }, ...rest };
}

function aGet(operation: Json, rest: Json = {}, version?: string): Json {
  return anApi(
    { paths: { "/pets": { get: { responses: { 200: { description: "" } }, ...operation } } }, ...rest },
    version,
  );
}

/** What clients send, or what they receive, as JSON. */
function aRequest(schema: unknown, rest: Json = {}, version?: string): Json {
  return aGet({ requestBody: { content: { "application/json": { schema } } } }, rest, version);
}

function aResponse(schema: unknown, rest: Json = {}, version?: string): Json {
  return aGet({ responses: { 200: { content: { "application/json": { schema } } } } }, rest, version);
}

type Worst = Level | "none";

function worstOf(changes: readonly ApiChange[]): Worst {
  return changes[0]?.level ?? "none";
}

const object = (properties: Json, rest: Json = {}) => ({ type: "object", properties, ...rest });
const text = { type: "string" };

/** The change, what it is to those who send such values, and to those who receive them. */
const schemas: [string, unknown, unknown, Worst, Worst][] = [
  ["the same", text, text, "none", "none"],
  ["another description", { ...text, description: "a" }, { ...text, description: "b" }, "none", "none"],
  ["another type", text, { type: "boolean" }, "breaking", "breaking"],
  ["a wider type", { type: "integer" }, { type: "number" }, "safe", "breaking"],
  ["a narrower type", { type: ["string", "integer"] }, text, "breaking", "safe"],
  ["null allowed", text, { type: ["string", "null"] }, "safe", "breaking"],
  ["null allowed, written as a choice", text, { anyOf: [text, { type: "null" }] }, "safe", "breaking"],
  [
    "the same null, written in two ways",
    { type: ["string", "null"] },
    { oneOf: [text, { type: "null" }] },
    "none",
    "none",
  ],
  ["the type is written down", { properties: { a: text } }, object({ a: text }), "warning", "safe"],
  ["a value less", { enum: ["a", "b"] }, { enum: ["a"] }, "breaking", "safe"],
  ["a value more", { enum: ["a"] }, { enum: ["a", "b"] }, "safe", "warning"],
  ["values listed", text, { ...text, enum: ["a"] }, "breaking", "safe"],
  ["another constant", { const: "a" }, { const: "b" }, "breaking", "breaking"],
  ["an enum of one becomes a constant", { enum: ["a"] }, { const: "a" }, "none", "none"],
  ["another format", { ...text, format: "date" }, { ...text, format: "uuid" }, "breaking", "breaking"],
  ["a larger format", { type: "integer", format: "int32" }, { type: "integer", format: "int64" }, "safe", "breaking"],
  ["a pattern", text, { ...text, pattern: "^a" }, "breaking", "safe"],
  ["a pattern that everything matches", text, { ...text, pattern: ".*" }, "none", "none"],
  ["another pattern", { ...text, pattern: "^a" }, { ...text, pattern: "^b" }, "warning", "warning"],
  ["shorter texts", { ...text, maxLength: 9 }, { ...text, maxLength: 5 }, "breaking", "safe"],
  ["no limit any more", { ...text, maxLength: 9 }, text, "safe", "breaking"],
  ["at least nothing", text, { ...text, minLength: 0 }, "none", "none"],
  ["a higher minimum", { type: "number", minimum: 1 }, { type: "number", minimum: 2 }, "breaking", "safe"],
  ["an exclusive one", { type: "number", minimum: 1 }, { type: "number", exclusiveMinimum: 1 }, "breaking", "safe"],
  [
    "the same among integers",
    { type: "integer", exclusiveMinimum: 0 },
    { type: "integer", minimum: 1 },
    "none",
    "none",
  ],
  ["a coarser multiple", { type: "integer", multipleOf: 2 }, { type: "integer", multipleOf: 4 }, "breaking", "safe"],
  ["other multiples", { type: "integer", multipleOf: 2 }, { type: "integer", multipleOf: 3 }, "breaking", "breaking"],
  ["items once", { type: "array" }, { type: "array", uniqueItems: true }, "breaking", "safe"],
  ["other items", { type: "array", items: text }, { type: "array", items: object({}) }, "breaking", "breaking"],
  ["a first item", { type: "array" }, { type: "array", prefixItems: [text] }, "breaking", "safe"],
  [
    "a prefix that says what all items are",
    { type: "array", items: text },
    { type: "array", items: text, prefixItems: [text] },
    "none",
    "none",
  ],
  ["a contained item", { type: "array" }, { type: "array", contains: text }, "breaking", "safe"],
  ["none of them at least", { type: "array" }, { type: "array", contains: text, minContains: 0 }, "none", "none"],
  ["more of them", { contains: text, minContains: 1 }, { contains: text, minContains: 2 }, "breaking", "safe"],
  ["an optional property", object({}), object({ a: text }), "safe", "safe"],
  ["a required property", object({}), object({ a: text }, { required: ["a"] }), "breaking", "safe"],
  ["a property less", object({ a: text }), object({}), "warning", "warning"],
  ["a required property less", object({ a: text }, { required: ["a"] }), object({}), "warning", "breaking"],
  [
    "a property that is forbidden",
    object({ a: text }, { additionalProperties: false }),
    object({}, { additionalProperties: false }),
    "breaking",
    "warning",
  ],
  [
    "a property that becomes required",
    object({ a: text }),
    object({ a: text }, { required: ["a"] }),
    "breaking",
    "safe",
  ],
  ["no other properties", object({}), object({}, { additionalProperties: false }), "breaking", "safe"],
  ["others, but texts", object({}), object({}, { additionalProperties: text }), "breaking", "safe"],
  [
    "a property named that was among others",
    object({}, { additionalProperties: text }),
    object({ a: { type: "integer" } }, { additionalProperties: text }),
    "breaking",
    "breaking",
  ],
  ["properties by pattern", object({}), object({}, { patternProperties: { "^x": text } }), "breaking", "safe"],
  ["names by pattern", object({}, { propertyNames: { pattern: "^a" } }), object({}), "safe", "breaking"],
  ["nothing unevaluated", object({}), object({}, { unevaluatedProperties: false }), "breaking", "safe"],
  ["one needs another", object({}), object({}, { dependentRequired: { a: ["b"] } }), "breaking", "safe"],
  ["one brings a schema", object({}), object({}, { dependentSchemas: { a: object({ b: text }) } }), "breaking", "safe"],
  ["a condition", object({}), object({}, { if: object({ a: text }), then: { required: ["b"] } }), "breaking", "safe"],
  ["a condition without consequence", object({}), object({}, { if: object({ a: text }) }), "none", "none"],
  ["another condition", { if: { const: 1 }, then: text }, { if: { const: 2 }, then: text }, "breaking", "breaking"],
  ["less is excluded", { not: { type: ["string", "null"] } }, { not: text }, "safe", "breaking"],
  ["more is excluded", { not: text }, { not: { type: ["string", "null"] } }, "breaking", "safe"],
  ["nothing fits", text, false, "breaking", "safe"],
  ["an alternative less", { oneOf: [text, { type: "integer" }] }, { oneOf: [text] }, "breaking", "safe"],
  ["an alternative more", { anyOf: [text] }, { anyOf: [text, { type: "integer" }] }, "safe", "breaking"],
  ["a choice where there was none", text, { oneOf: [text, { type: "integer" }] }, "safe", "breaking"],
  [
    "one more that is like another",
    { anyOf: [object({ a: text }, { title: "A" })] },
    { anyOf: [object({ a: text }, { title: "A" }), object({ a: text }, { title: "B" })] },
    "safe",
    "warning",
  ],
  [
    "one more kind that is like another",
    { oneOf: [object({ a: text }, { title: "A" })] },
    { oneOf: [object({ a: text }, { title: "A" }), object({ a: text }, { title: "B" })] },
    "safe",
    "breaking",
  ],
  [
    "a kind less that is like another",
    { anyOf: [object({ a: text }, { title: "A" }), object({ a: text }, { title: "B" })] },
    { anyOf: [object({ a: text }, { title: "A" })] },
    "breaking",
    "safe",
  ],
  [
    "alternatives in another order",
    { anyOf: [text, { type: "integer" }] },
    { anyOf: [{ type: "integer" }, text] },
    "none",
    "none",
  ],
  [
    "two alternatives that everything fits",
    object({ a: text }),
    { oneOf: [object({ a: text }), object({ a: text }, { required: [] })] },
    "breaking",
    "safe",
  ],
  [
    "the same, gathered by allOf",
    { allOf: [object({ a: text }), { required: ["a"] }] },
    object({ a: text }, { required: ["a"] }),
    "none",
    "none",
  ],
  ["allOf that only describes", { allOf: [text] }, { allOf: [text, { description: "A name." }] }, "none", "none"],
  [
    "text of another kind",
    { ...text, contentMediaType: "image/png" },
    { ...text, contentMediaType: "image/gif" },
    "breaking",
    "breaking",
  ],
  ["another default", { ...text, default: "a" }, { ...text, default: "b" }, "warning", "safe"],
  [
    "a property that is only read",
    object({ a: text }, { required: ["a"] }),
    object({ a: { ...text, readOnly: true } }, { required: ["a"] }),
    "warning",
    "none",
  ],
  [
    "a property that is only written",
    object({ a: text }, { required: ["a"] }),
    object({ a: { ...text, writeOnly: true } }, { required: ["a"] }),
    "none",
    "breaking",
  ],
  [
    "a required property that is only read",
    object({}),
    object({ a: { ...text, readOnly: true } }, { required: ["a"] }),
    "none",
    "safe",
  ],
  ["deprecation", object({ a: text }), object({ a: { ...text, deprecated: true } }), "safe", "safe"],
];

describe("two schemas", () => {
  it.each(schemas)("%s", async (_, before, after, sent, received) => {
    expect(worstOf(await changesOf(aRequest(before), aRequest(after)))).toBe(sent);
    expect(worstOf(await changesOf(aResponse(before), aResponse(after)))).toBe(received);
  });

  it("in 3.0 know nullable, exclusive bounds beside their bound, and nothing beside a reference", async () => {
    const ask = (before: unknown, after: unknown, rest: Json = {}) =>
      changesOf(aResponse(before, rest, "3.0.3"), aResponse(after, rest, "3.0.3")).then(worstOf);
    expect(await ask(text, { ...text, nullable: true })).toBe("breaking");
    expect(await ask({ ...text, enum: ["a"] }, { ...text, enum: ["a", null], nullable: true })).toBe("breaking");
    expect(await ask({ minimum: 1, exclusiveMinimum: true }, { minimum: 1 })).toBe("breaking");
    const components = { components: { schemas: { Name: text } } };
    const reference = { $ref: "#/components/schemas/Name" };
    expect(await ask(reference, { ...reference, maxLength: 3 }, components)).toBe("none");
    expect(await ask(reference, { allOf: [reference], nullable: true }, components)).toBe("breaking");
  });

  it("in 3.1 hold what stands beside a reference", async () => {
    const components = { components: { schemas: { Name: text } } };
    const reference = { $ref: "#/components/schemas/Name" };
    const after = aRequest({ ...reference, maxLength: 3 }, components);
    expect(worstOf(await changesOf(aRequest(reference, components), after))).toBe("breaking");
  });

  it("are compared across the two versions by what they mean", async () => {
    const before = aResponse(
      object({ a: { ...text, nullable: true }, b: { minimum: 1, exclusiveMinimum: true } }),
      {},
      "3.0.0",
    );
    const after = aResponse(object({ a: { type: ["string", "null"] }, b: { exclusiveMinimum: 1 } }));
    expect(await changesOf(before, after)).toEqual([]);
  });

  it("that contain themselves are compared once, and the change is told where it shows", async () => {
    const tree = (value: unknown) => ({
      components: {
        schemas: {
          Tree: object({ value, children: { type: "array", items: { $ref: "#/components/schemas/Tree" } } }),
        },
      },
    });
    const reference = { $ref: "#/components/schemas/Tree" };
    const changes = await changesOf(aResponse(reference, tree(text)), aResponse(reference, tree({ type: "integer" })));
    expect(changes).toMatchObject([
      { level: "breaking", place: "GET /pets › response 200 › application/json › value" },
    ]);
  });

  it("that many operations share are told once, with the number of places", async () => {
    const api = (value: unknown) =>
      anApi({
        components: { schemas: { Pet: object({ value }) } },
        paths: Object.fromEntries(
          ["/a", "/b", "/c"].map((path) => [
            path,
            {
              get: {
                responses: {
                  200: { content: { "application/json": { schema: { $ref: "#/components/schemas/Pet" } } } },
                },
              },
            },
          ]),
        ),
      });
    const changes = await changesOf(api(text), api({ type: "integer" }));
    expect(changes).toHaveLength(1);
    expect(changes[0]?.message).toContain("The same in 2 other places.");
  });
});

const aPath = (item: Json, path = "/pets/{id}") => anApi({ paths: { [path]: item } });
const aParameter = (parameter: Json) => aGet({ parameters: [{ name: "q", in: "query", schema: text, ...parameter }] });
const anAnswer = (responses: Json) => aGet({ responses });
const json = { content: { "application/json": { schema: text } } };
const scheme = (one: Json) => ({ components: { securitySchemes: { key: one } } });
const apiKey = { type: "apiKey", in: "header", name: "X-Key" };

const documents: [string, Json, Json, Worst][] = [
  ["a path less", aPath({ get: {} }), anApi({ paths: {} }), "breaking"],
  ["a method more", aPath({ get: {} }), aPath({ get: {}, put: {} }), "safe"],
  ["a variable of a path by another name", aPath({ get: {} }), aPath({ get: {} }, "/pets/{petId}"), "none"],
  ["a deprecated operation less", aPath({ get: { deprecated: true } }), anApi({ paths: {} }), "warning"],
  [
    "one that was promised until later",
    aPath({ get: { deprecated: true, "x-sunset": "2027-01-01" } }),
    anApi({ paths: {} }),
    "breaking",
  ],
  ["another name for code", aGet({ operationId: "list" }), aGet({ operationId: "all" }), "warning"],
  ["a parameter more", aGet({}), aParameter({}), "safe"],
  ["a required one more", aGet({}), aParameter({ required: true }), "breaking"],
  ["a parameter less", aParameter({}), aGet({}), "warning"],
  ["a parameter elsewhere", aParameter({}), aParameter({ in: "header" }), "breaking"],
  ["a parameter that becomes required", aParameter({}), aParameter({ required: true }), "breaking"],
  ["a parameter that may be left out", aParameter({ required: true }), aParameter({}), "safe"],
  ["a number that may be any text", aParameter({ schema: { type: "integer" } }), aParameter({}), "safe"],
  [
    "another default",
    aParameter({ schema: { ...text, default: "a" } }),
    aParameter({ schema: { ...text, default: "b" } }),
    "breaking",
  ],
  [
    "a default of what is always given",
    aParameter({ required: true }),
    aParameter({ required: true, schema: { ...text, default: "b" } }),
    "safe",
  ],
  [
    "another style",
    aParameter({ schema: { type: "array" } }),
    aParameter({ schema: { type: "array" }, style: "pipeDelimited" }),
    "breaking",
  ],
  ["explode of one value", aParameter({}), aParameter({ explode: false }), "none"],
  [
    "explode of many",
    aParameter({ schema: { type: "array" } }),
    aParameter({ schema: { type: "array" }, explode: false }),
    "breaking",
  ],
  ["a body", aGet({}), aRequest(text), "safe"],
  ["a required body", aGet({}), aGet({ requestBody: { required: true, ...json } }), "breaking"],
  ["no body", aRequest(text), aGet({}), "breaking"],
  ["a status less", anAnswer({ 200: json, 201: json }), anAnswer({ 200: json }), "breaking"],
  ["an error less", anAnswer({ 200: json, 404: json }), anAnswer({ 200: json }), "warning"],
  ["a status told by its range", anAnswer({ 200: json }), anAnswer({ "2XX": json }), "warning"],
  ["a status told by the default", anAnswer({ 200: json }), anAnswer({ default: json }), "safe"],
  [
    "a status that differs from its range",
    anAnswer({ "2XX": json }),
    anAnswer({ "2XX": json, 201: { content: {} } }),
    "breaking",
  ],
  ["a media type less", anAnswer({ 200: json }), anAnswer({ 200: { content: {} } }), "breaking"],
  [
    "a range of media types",
    aRequest(text),
    aGet({ requestBody: { content: { "application/*": { schema: text } } } }),
    "none",
  ],
  [
    "any media type instead of one",
    anAnswer({ 200: json }),
    anAnswer({ 200: { content: { "*/*": { schema: text } } } }),
    "warning",
  ],
  ["one instead of any", anAnswer({ 200: { content: { "*/*": { schema: text } } } }), anAnswer({ 200: json }), "none"],
  [
    "a charset",
    anAnswer({ 200: json }),
    anAnswer({ 200: { content: { "Application/JSON; charset=utf-8": { schema: text } } } }),
    "none",
  ],
  ["a header less", anAnswer({ 200: { headers: { A: { required: true } } } }), anAnswer({ 200: {} }), "breaking"],
  [
    "a header in small letters",
    anAnswer({ 200: { headers: { "X-A": {} } } }),
    anAnswer({ 200: { headers: { "x-a": {} } } }),
    "none",
  ],
  ["a link less", anAnswer({ 200: { links: { next: { operationId: "a" } } } }), anAnswer({ 200: {} }), "warning"],
  ["a key", aGet({}, scheme(apiKey)), aGet({ security: [{ key: [] }] }, scheme(apiKey)), "breaking"],
  [
    "a key that may be left out",
    aGet({}, scheme(apiKey)),
    aGet({ security: [{ key: [] }, {}] }, scheme(apiKey)),
    "safe",
  ],
  ["a scope", aGet({ security: [{ key: ["a"] }] }), aGet({ security: [{ key: ["a", "b"] }] }), "breaking"],
  ["the key elsewhere", aGet({}, scheme(apiKey)), aGet({}, scheme({ ...apiKey, in: "query" })), "breaking"],
  [
    "the header of the key in small letters",
    aGet({}, scheme(apiKey)),
    aGet({}, scheme({ ...apiKey, name: "x-key" })),
    "none",
  ],
  [
    "another machine",
    aGet({}, { servers: [{ url: "https://a/v1" }] }),
    aGet({}, { servers: [{ url: "https://b/v1" }] }),
    "warning",
  ],
  [
    "another path of all",
    aGet({}, { servers: [{ url: "https://a/v1" }] }),
    aGet({}, { servers: [{ url: "https://a/v2" }] }),
    "breaking",
  ],
  ["a webhook less", anApi({ webhooks: { made: { post: {} } } }), anApi({}), "breaking"],
  [
    "a callback that sends less",
    aGet({
      callbacks: {
        done: {
          "{$request.body#/url}": {
            post: {
              requestBody: { content: { "application/json": { schema: object({ a: text }, { required: ["a"] }) } } },
            },
          },
        },
      },
    }),
    aGet({
      callbacks: {
        done: {
          "{$request.body#/url}": {
            post: { requestBody: { content: { "application/json": { schema: object({}) } } } },
          },
        },
      },
    }),
    "breaking",
  ],
];

describe("two documents", () => {
  it.each(documents)("%s", async (_, before, after, worst) => {
    expect(worstOf(await changesOf(before, after))).toBe(worst);
  });

  it("tell once what is demanded for all operations", async () => {
    const paths = { "/a": { get: {} }, "/b": { get: {}, put: { security: [] } } };
    const changes = await changesOf(anApi({ paths }), anApi({ paths, security: [{ key: [] }] }));
    expect(changes).toMatchObject([{ id: "security-tightened", place: "GET /a", level: "breaking" }]);
    expect(changes[0]?.message).toBe("Those who come with nothing need key now. The same in 1 other place.");
  });

  it("may describe a path elsewhere, and say more beside that", async () => {
    const components = { pathItems: { Pets: { get: {} } } };
    const paths = (more: Json) => ({ "/pets": { $ref: "#/components/pathItems/Pets", ...more } });
    const changes = await changesOf(
      anApi({ components, paths: paths({}) }),
      anApi({ components, paths: paths({ put: {} }) }),
    );
    expect(changes).toMatchObject([{ id: "operation-added", place: "PUT /pets" }]);
  });

  it("may be JSON and YAML", async () => {
    const [before, after] = [aPath({ get: {} }), aPath({ get: {}, put: {} })];
    expect(await changesOf(stringify(before), JSON.stringify(after))).toEqual(await changesOf(before, after));
  });
});

describe("a document that cannot be read", () => {
  const fine = JSON.stringify(aRequest(text));
  const referring = ($ref: string) => JSON.stringify(aRequest({ $ref }));

  it.each([
    ["is empty", "", "no object"],
    ["is no document at all", "{]", "neither JSON nor YAML"],
    ["is Swagger 2", JSON.stringify({ swagger: "2.0" }), "Swagger 2"],
    ["is of a version to come", JSON.stringify({ openapi: "4.0.0" }), "4.0.0"],
    ["refers to another file", referring("pets.yaml#/Pet"), "outside"],
    ["refers to an address", referring("https://example.com/pet.json"), "outside"],
    ["refers to what it does not hold", referring("#/components/schemas/Pet"), "does not hold"],
    ["refers to itself alone", JSON.stringify(aGet({ parameters: [{ $ref: "#/paths/~1pets/get/parameters/0" }] })), ""],
    ["has a text where a schema belongs", JSON.stringify(aRequest("text")), "A schema was expected"],
    ["has a number where paths belong", JSON.stringify(anApi({ paths: 5 })), "An object was expected"],
    ["is nested beyond measure", `{"openapi":"3.1.0","paths":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, ""],
    ["is too large", " ".repeat(DOCUMENT_LENGTH_MAX + 1), "too large"],
    [
      "is a heap of aliases",
      `openapi: 3.1.0\na: &a [x, x, x, x, x, x, x, x, x]\n${[..."bcdefgh"]
        .map(
          (name, at) =>
            `${name}: &${name} [${Array<string>(9)
              .fill(`*${[..."abcdefg"][at] ?? ""}`)
              .join(", ")}]`,
        )
        .join("\n")}`,
      "",
    ],
  ])("%s", async (_, document, reason) => {
    expect(await reasonOf(document, fine)).not.toBe("");
    expect(await reasonOf(fine, document)).toContain(reason);
  });
});

/** It uses every part of the specification that the rules speak of, so that chance meets each of them. */
const EVERYTHING = `
openapi: 3.1.0
servers: [{ url: "https://{stage}.example.com/v1", variables: { stage: { default: a, enum: [a, b] } } }]
security: [{ key: [] }, { oauth: [read] }]
paths:
  /pets/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: integer, format: int32 } }]
    post:
      operationId: change
      deprecated: true
      x-sunset: "2027-01-01"
      parameters:
        - { name: q, in: query, style: form, explode: true, schema: { type: array, items: { type: string }, default: [a] } }
        - { name: X-A, in: header, content: { application/json: { schema: { type: object } } } }
      requestBody:
        required: true
        content:
          application/json: { schema: { $ref: "#/components/schemas/Pet", minProperties: 1 } }
          multipart/form-data: { schema: { type: object }, encoding: { a: { contentType: "image/png, image/gif" } } }
      responses:
        "200":
          description: ""
          headers: { X-B: { required: true, schema: { type: string } } }
          content: { application/xml: { schema: { $ref: "#/components/schemas/Pet" } } }
          links: { next: { operationId: change, parameters: { id: $response.body#/id } } }
        default: { $ref: "#/components/responses/Fault" }
      callbacks: { done: { "{$request.body#/url}": { post: { requestBody: { content: { text/plain: { schema: { type: string } } } } } } } }
webhooks: { made: { post: { requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } } } } } }
components:
  responses: { Fault: { description: "", content: { application/problem+json: { schema: { type: [object, "null"] } } } } }
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
    oauth: { type: oauth2, flows: { clientCredentials: { tokenUrl: "https://a", scopes: { read: "" } } } }
  schemas:
    Pet:
      oneOf: [{ $ref: "#/components/schemas/Dog" }, { $ref: "#/components/schemas/Cat" }]
      discriminator: { propertyName: kind, mapping: { dog: "#/components/schemas/Dog" } }
    Dog:
      type: object
      required: [kind, name]
      properties:
        kind: { const: dog }
        name: { type: string, minLength: 1, maxLength: 9, pattern: "^a", default: a, readOnly: true }
        age: { type: integer, minimum: 0, exclusiveMaximum: 99, multipleOf: 1, x-extensible-enum: [1, 2] }
        pups: { type: array, items: { $ref: "#/components/schemas/Dog" }, prefixItems: [{ type: object }], uniqueItems: true, maxItems: 3, contains: { type: object }, minContains: 1 }
      patternProperties: { "^x": { enum: [a, b, null] } }
      propertyNames: { pattern: "^[a-z]" }
      dependentRequired: { name: [age] }
      dependentSchemas: { age: { properties: { born: { type: string, format: date } } } }
      unevaluatedProperties: false
      xml: { name: dog }
    Cat:
      allOf: [{ $ref: "#/components/schemas/Dog" }, { not: { required: [barks] } }]
      if: { properties: { kind: { const: cat } } }
      then: { required: [paws] }
      else: { anyOf: [{ type: "null" }, { type: object, additionalProperties: { type: string, contentMediaType: text/html } }] }
`;

describe("whatever is written in a document", () => {
  const chance = fc.array(
    fc.record({
      place: fc.nat(),
      value: fc.constantFrom<unknown>(
        ...[
          undefined,
          null,
          true,
          false,
          0,
          -1,
          1.5,
          "string",
          "^(a+)+$",
          "[",
          [],
          [null],
          ["a", "b"],
          {},
          { type: "string" },
        ],
        ...[
          { $ref: "#/components/schemas/Pet" },
          { $ref: "#/components" },
          { $ref: "#" },
          { $ref: "#nowhere" },
          { $ref: 5 },
        ],
        ...[
          { allOf: [{ $ref: "#/components/schemas/Cat" }] },
          { oneOf: [{}, true, false] },
          { __proto__: null, constructor: {} },
        ],
      ),
    }),
    { maxLength: 4 },
  );

  it("there is an answer to any two texts", async () => {
    const anyText = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((value) => stringify({ openapi: "3.0.0", paths: value })),
    );
    await fc.assert(
      fc.asyncProperty(anyText, anyText, async (before, after) => {
        expect(["compared", "unknown"]).toContain((await compareDocuments(before, after, NOW)).kind);
      }),
      { numRuns: 300 },
    );
  });

  it.each(["3.0.3", "3.1.0"])(
    "there is an answer to any change of a document of %s, and nothing changed from it to itself",
    async (version) => {
      await fc.assert(
        fc.asyncProperty(chance, chance, async (first, second) => {
          const [before, after] = [change(version, first), change(version, second)];
          expect(await failureOf(before, after)).toBeNull();
          const same = await compareDocuments(before, before, NOW);
          if (same.kind === "compared") expect(same.changes).toEqual([]);
        }),
        { numRuns: 200 },
      );
    },
  );

  /** Faults that nobody foresaw are answered as well, but none is expected. */
  async function failureOf(before: string, after: string): Promise<string | null> {
    const compared = await compareDocuments(before, after, NOW);
    const isSurprise = compared.kind === "unknown" && compared.reason === "The documents cannot be understood.";
    return isSurprise ? `${before}\n${after}` : null;
  }

  function change(version: string, changes: readonly { place: number; value: unknown }[]): string {
    const document = { ...(parse(EVERYTHING) as Json), openapi: version };
    for (const { place, value } of changes) {
      const places = placesOf(document);
      const chosen = places[place % places.length];
      // A copy: a later change may go into it, and the next run starts from the same values.
      if (chosen) chosen.parent[chosen.key] = structuredClone(value);
    }
    return JSON.stringify(document);
  }

  function placesOf(value: unknown): { parent: Json; key: string }[] {
    if (typeof value !== "object" || value === null) return [];
    const parent = value as Json;
    return Object.keys(parent).flatMap((key) => [{ parent, key }, ...placesOf(parent[key])]);
  }
});
