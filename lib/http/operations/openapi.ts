import { z } from "zod";
import { defineOperation } from "#lib/http/operation.ts";
import { compareTexts } from "#lib/openapi/compare-texts.ts";
import { compareTextsInput } from "#lib/openapi/input.ts";
import { LEVELS } from "#lib/openapi/rules/change.ts";

export const apiComparison = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("compared"),
    changes: z
      .array(
        z.object({
          level: z.enum(LEVELS).describe("Breaking: a client that kept to the old document may fail."),
          id: z.string().describe("What kind of change it is, the same in every document."),
          place: z.string(),
          message: z.string(),
        }),
      )
      .describe("The worst first."),
  }),
  z.object({ kind: z.literal("unknown"), reason: z.string().describe("Why the documents cannot be compared.") }),
]);

/** Two documents, and what writing them into JSON adds. */
const BODY_BYTES_MAX = 24 * 1024 * 1024;

export const compareOpenapiOperation = defineOperation({
  id: "compareOpenapi",
  method: "POST",
  path: "/api/v1/openapi/compare",
  tag: "Builds",
  summary: "Say what a change of an OpenAPI document breaks",
  description:
    "Compares two documents of OpenAPI 3.0 or 3.1 for those who send requests by them and receive the answers. " +
    "References to other files are refused: the answer is then unknown, with the reason.",
  auth: "user",
  body: compareTextsInput,
  bodyBytesMax: BODY_BYTES_MAX,
  response: apiComparison,
  run: compareTexts,
});

export const openapiOperations = [compareOpenapiOperation];
