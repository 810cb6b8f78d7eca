// What does a template look like before anybody has written one?
import { type Definition, definitionInput } from "#lib/templates/rules/definition.ts";

/** A beginning that is right, short, and shows what there is: a variable, two stages, and one that waits for a person. */
export const firstTemplate: Definition = definitionInput.parse({
  slipway: 1,
  slug: "my-template",
  name: "My template",
  description: "A tenth of the devices, a look at them, then the rest.",
  variables: [
    { name: "share", type: "number", label: "First share, in percent", default: 10, min: 1, max: 99 },
    { name: "soak", type: "duration", label: "Watch for", default: 30 },
  ],
  stages: [
    {
      name: "rollout",
      title: "Roll out",
      kind: "rollout",
      config: { batches: ["${share}", 100], batchDelayMinutes: "${soak}" },
    },
    {
      name: "look",
      title: "A person looks",
      kind: "approval",
      when: { environment: ["production"] },
      config: { message: "Is ${deployment.version} well?" },
    },
  ],
});
