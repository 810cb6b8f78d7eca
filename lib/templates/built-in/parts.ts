import type { DefinitionText } from "#lib/templates/rules/definition.ts";

type VariableText = NonNullable<DefinitionText["variables"]>[number];
type StageText = DefinitionText["stages"][number];

/** How many of a batch's devices may fail; of every template that moves devices. */
export const maxFailureRate: VariableText = {
  name: "maxFailureRate",
  type: "number",
  label: "Failures allowed",
  help: "The share of a batch's devices that may fail before the rollout pauses: 0.05 is one in twenty.",
  default: 0.05,
  min: 0,
  max: 1,
};

export const smokeUrl: VariableText = {
  name: "smokeUrl",
  type: "text",
  label: "Address of a smoke test",
  help: "Must answer 200 once everything is installed. Left empty: nothing is asked.",
  required: false,
  pattern: "https?://.+",
};

export const smokeTest: StageText = {
  name: "smoke-test",
  title: "Smoke test",
  description: "Asks the service once whether it answers.",
  kind: "smokeTest",
  when: { variable: { name: "smokeUrl", given: true } },
  config: { steps: [{ name: "The service answers", url: "${smokeUrl}" }] },
};
