import { maxFailureRate, smokeTest, smokeUrl } from "#lib/templates/built-in/parts.ts";
import type { DefinitionText } from "#lib/templates/rules/definition.ts";

export const simple: DefinitionText = {
  slipway: 1,
  slug: "simple",
  name: "Simple",
  description: "Everything at once, then a smoke test if you name one. For staging, and for products with few devices.",
  variables: [maxFailureRate, smokeUrl],
  stages: [
    {
      name: "rollout",
      title: "Roll out",
      description: "All devices of the environment, in one batch.",
      kind: "rollout",
      config: { batches: [100], maxFailureRate: "${maxFailureRate}" },
    },
    smokeTest,
  ],
};
