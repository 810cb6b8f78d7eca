import { maxFailureRate, smokeTest, smokeUrl } from "#lib/templates/built-in/parts.ts";
import type { DefinitionText } from "#lib/templates/rules/definition.ts";

export const canary: DefinitionText = {
  slipway: 1,
  slug: "canary",
  name: "Canary",
  description:
    "10 % of the devices first, then half, then all; with a pause for watching in between, and measurements if you name a Prometheus server.",
  variables: [
    { name: "first", type: "number", label: "First share, in percent", default: 10, min: 0.1, max: 98 },
    { name: "second", type: "number", label: "Second share, in percent", default: 50, min: 0.2, max: 99 },
    {
      name: "watch",
      type: "duration",
      label: "Watch between shares",
      help: "How long a share runs before the next one may begin.",
      default: 30,
      max: 10_080,
    },
    {
      name: "prometheus",
      type: "text",
      label: "Address of Prometheus",
      help: "Such as https://prometheus.example.com. Left empty: only the devices' own reports count.",
      required: false,
      pattern: "https?://.+",
    },
    {
      name: "errorQuery",
      type: "text",
      label: "Query for the share of errors",
      help: "PromQL that answers with one number between 0 and 1.",
      default: 'sum(rate(http_requests_total{status=~"5.."}[5m])) / sum(rate(http_requests_total[5m]))',
    },
    {
      name: "errorRate",
      type: "number",
      label: "Errors allowed",
      help: "A share above it speaks against the release: 0.01 is one request in a hundred.",
      default: 0.01,
      min: 0,
      max: 1,
    },
    maxFailureRate,
    smokeUrl,
  ],
  stages: [
    {
      name: "canary",
      title: "Canary: ${first} %, ${second} %, all",
      description: "Each share is watched, and measured where a metric is named, before the next one begins.",
      kind: "canary",
      config: {
        batches: ["${first}", "${second}", 100],
        batchDelayMinutes: "${watch}",
        maxFailureRate: "${maxFailureRate}",
        onFailureLimit: "rollBack",
        metrics: [
          {
            $given: "prometheus",
            name: "Errors",
            source: { type: "prometheus", address: "${prometheus}", query: "${errorQuery}" },
            success: { is: "<=", value: "${errorRate}" },
            failure: { is: ">", value: "${errorRate}" },
            failureLimit: 1,
          },
        ],
      },
    },
    smokeTest,
  ],
};
