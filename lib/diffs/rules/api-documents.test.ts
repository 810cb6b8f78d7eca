import { expect, it } from "vitest";
import { isApiDocument } from "#lib/diffs/rules/api-documents.ts";

it.each([
  ["openapi.yaml", true],
  ["docs/openapi.json", true],
  ["api/OpenAPI-v2.yml", true],
  ["swagger.json", true],
  ["openapi.3.1.yaml", true],
  ["openapi.md", false],
  ["openapigenerator.json", false],
  ["my-openapi.json", false],
  ["openapi/paths.json", false],
])("knows documents by their names: %s", (path, expected) => {
  expect(isApiDocument(path)).toBe(expected);
});
