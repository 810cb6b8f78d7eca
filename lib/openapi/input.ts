import { z } from "zod";
import { DOCUMENT_LENGTH_MAX } from "#lib/openapi/rules/document.ts";

const document = z.string().max(DOCUMENT_LENGTH_MAX);

export const compareTextsInput = z.strictObject({
  before: document.describe("The published document: OpenAPI 3.0 or 3.1, as JSON or YAML, in one file."),
  after: document.describe("The one that would replace it."),
});
