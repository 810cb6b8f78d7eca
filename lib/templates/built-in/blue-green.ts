import { maxFailureRate, smokeTest, smokeUrl } from "#lib/templates/built-in/parts.ts";
import type { DefinitionText } from "#lib/templates/rules/definition.ts";

export const blueGreen: DefinitionText = {
  slipway: 1,
  slug: "blue-green",
  name: "Blue-Green",
  description:
    "Half of the devices gets the release and is checked, then traffic moves there. The other half stays as it was until a person confirms, so that going back takes a moment.",
  variables: [
    {
      name: "blue",
      type: "devices",
      label: "Blue: what serves now",
      help: "These stay as they are until the release is confirmed.",
      default: { tags: ["blue"] },
    },
    {
      name: "green",
      type: "devices",
      label: "Green: what gets the release first",
      default: { tags: ["green"] },
    },
    {
      name: "switchUrl",
      type: "text",
      label: "Webhook that moves traffic",
      help: "Called when green is ready, and again to move back. Left empty: only devices change.",
      required: false,
      pattern: "https?://.+",
    },
    {
      name: "switchSecret",
      type: "secret",
      label: "Secret of that webhook",
      help: "Signs the call as Standard Webhooks: whsec_ and base64.",
      required: false,
    },
    {
      name: "keepOld",
      type: "duration",
      label: "Keep blue at least",
      help: "How long blue stays ready to take traffic back.",
      default: 60,
      max: 43_200,
    },
    maxFailureRate,
    smokeUrl,
  ],
  stages: [
    {
      name: "blue-green",
      title: "Green, switch, blue",
      description: "The release goes to green, traffic follows, and blue after a person says so.",
      kind: "blueGreen",
      config: {
        blue: { name: "Blue", devices: "${blue}" },
        green: { name: "Green", devices: "${green}" },
        switch: { $given: "switchUrl", url: "${switchUrl}", secret: "${switchSecret}" },
        keepOldMinutes: "${keepOld}",
        maxFailureRate: "${maxFailureRate}",
      },
    },
    smokeTest,
  ],
};
