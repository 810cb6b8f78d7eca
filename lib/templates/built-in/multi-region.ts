import { maxFailureRate, smokeTest, smokeUrl } from "#lib/templates/built-in/parts.ts";
import type { DefinitionText } from "#lib/templates/rules/definition.ts";

export const multiRegion: DefinitionText = {
  slipway: 1,
  slug: "multi-region",
  name: "Multi-Region",
  description:
    "One region after another, the least important first. A region that goes wrong keeps the release away from the rest.",
  variables: [
    { name: "first", type: "devices", label: "First region", help: "Such as a fleet or a tag." },
    { name: "second", type: "devices", label: "Second region" },
    { name: "third", type: "devices", label: "Third region", help: "Left empty: there are two.", required: false },
    { name: "fourth", type: "devices", label: "Fourth region", required: false },
    {
      name: "pause",
      type: "duration",
      label: "Pause between regions",
      help: "How long a region runs before the next one begins.",
      default: 60,
      max: 43_200,
    },
    maxFailureRate,
    smokeUrl,
  ],
  stages: [
    {
      name: "regions",
      title: "Region after region",
      description: "In each region a tenth first, then the rest.",
      kind: "regions",
      config: {
        batches: [10, 100],
        regions: [
          { name: "First region", devices: "${first}" },
          { name: "Second region", devices: "${second}" },
          { $given: "third", name: "Third region", devices: "${third}" },
          { $given: "fourth", name: "Fourth region", devices: "${fourth}" },
        ],
        pauseMinutes: "${pause}",
        maxFailureRate: "${maxFailureRate}",
      },
    },
    smokeTest,
  ],
};
