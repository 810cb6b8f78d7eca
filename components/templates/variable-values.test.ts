import { expect, it } from "vitest";
import { firstValues, valuesToSend } from "#components/templates/variable-values.ts";
import { builtInTemplates } from "#lib/templates/built-in/all.ts";
import { variableInput } from "#lib/templates/rules/definition.ts";

const variables = [
  { name: "share", type: "number", default: 10 },
  { name: "pause", type: "duration" },
  { name: "sure", type: "boolean", default: true },
  { name: "target", type: "devices", default: { tags: ["a"] } },
  { name: "token", type: "secret" },
].map((variable) => variableInput.parse(variable));

it("begins with the defaults and sends them as what they are", () => {
  expect(firstValues(variables)).toEqual({
    share: "10",
    pause: "",
    sure: true,
    target: { fleets: [], tags: ["a"], query: "", kept: {} },
    token: "",
  });
  expect(valuesToSend(variables, firstValues(variables))).toEqual({ share: 10, sure: true, target: { tags: ["a"] } });
});

it("says that a default is not wanted", () => {
  expect(valuesToSend(variables, { share: "", pause: "", sure: true })).toMatchObject({ share: null, target: null });
  expect(valuesToSend(variables, { share: "" })).not.toHaveProperty("pause");
});

it("sends what is no number as it was written", () => {
  expect(valuesToSend(variables, { share: "ten", pause: " 5 " })).toMatchObject({ share: "ten", pause: 5 });
});

it.each(builtInTemplates.map((template) => [template.slug, template.variables]))(
  "sends for %s exactly its defaults",
  (_, own) => {
    const defaults = own.filter((variable) => "default" in variable && variable.default !== undefined);
    const sent = valuesToSend(own, firstValues(own));
    for (const variable of defaults)
      expect(sent[variable.name]).toEqual("default" in variable ? variable.default : null);
  },
);
