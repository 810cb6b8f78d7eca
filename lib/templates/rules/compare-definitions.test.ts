import { describe, expect, it } from "vitest";
import { builtInTemplates } from "#lib/templates/built-in/all.ts";
import { compareDefinitions } from "#lib/templates/rules/compare-definitions.ts";
import { definitionInput } from "#lib/templates/rules/definition.ts";

const make = (stages: unknown[], variables: unknown[] = []) =>
  definitionInput.parse({ slipway: 1, slug: "x", name: "X", stages, variables });

describe("Two templates", () => {
  it.each(builtInTemplates.map((definition) => [definition.slug, definition]))(
    "%s and itself do not differ",
    (_, definition) => {
      const { stages, variables } = compareDefinitions(definition, definition);
      expect([...stages, ...variables].every((pair) => pair.standing === "same")).toBe(true);
    },
  );

  it("are matched stage by stage, with what differs in each", () => {
    const left = make([
      { name: "a", kind: "rollout", config: { batches: [100], devices: { tags: ["x"] } } },
      { name: "b", kind: "approval" },
    ]);
    const right = make([
      { name: "c", kind: "approval" },
      { name: "a", kind: "rollout", config: { batches: [50, 100], devices: { tags: ["x"] } }, needs: [] },
    ]);
    expect(compareDefinitions(left, right).stages).toMatchObject([
      { name: "a", standing: "changed", differences: [{ field: "config.batches", left: "[100]", right: "[50,100]" }] },
      { name: "b", standing: "onlyLeft", right: undefined },
      { name: "c", standing: "onlyRight", left: undefined },
    ]);
  });

  it("take what goes without saying as said", () => {
    const stages = [
      { name: "a", kind: "approval" },
      { name: "b", kind: "approval" },
    ];
    const said = [stages[0], { ...stages[1], needs: ["a"] }];
    expect(compareDefinitions(make(stages), make(said)).stages.map((pair) => pair.standing)).toEqual(["same", "same"]);
  });
});
