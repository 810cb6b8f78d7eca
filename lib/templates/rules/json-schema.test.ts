import { describe, expect, it } from "vitest";
import { templateJsonSchema } from "#lib/templates/rules/json-schema.ts";
import { STAGE_KINDS } from "#lib/templates/rules/stage-kinds.ts";

describe("The schema of templates", () => {
  const schema = templateJsonSchema("https://slipway.example.com/schema");

  it("names every kind of stage with its config", () => {
    expect(Object.keys(schema.$defs as object)).toEqual(STAGE_KINDS);
    expect(schema).toMatchObject({ $schema: "https://json-schema.org/draft/2020-12/schema", type: "object" });
  });

  it("lets a variable stand where a number does", () => {
    const { wait } = schema.$defs as Record<string, { properties: Record<string, unknown> }>;
    expect(wait?.properties.minutes).toEqual({
      anyOf: [expect.objectContaining({ type: "number" }), expect.objectContaining({ type: "string" })],
    });
  });
});
