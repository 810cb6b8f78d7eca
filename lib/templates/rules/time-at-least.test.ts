import { describe, expect, it } from "vitest";
import { definitionInput } from "#lib/templates/rules/definition.ts";
import { resolvePlan } from "#lib/templates/rules/resolve-plan.ts";
import { planSeconds, planTimes } from "#lib/templates/rules/time-at-least.ts";

const now = new Date("2026-06-01T12:00:00Z");
const facts = { risk: null, environmentSlug: null, productSlug: null, version: null, templateVersion: null };

function minutesOf(...stages: Record<string, unknown>[]): number {
  const named = stages.map((stage, index) => ({ name: `s${index}`, ...stage }));
  const resolution = resolvePlan(definitionInput.parse({ slipway: 1, slug: "x", name: "X", stages: named }), {}, facts);
  if (resolution.kind === "faults") throw new Error(JSON.stringify(resolution.faults));
  return planSeconds(planTimes(resolution.plan, now)) / 60;
}

const wait = (minutes: number, part: Record<string, unknown> = {}) => ({ kind: "wait", config: { minutes }, ...part });
const metric = (count: number) => ({
  name: "m",
  source: { type: "json", url: "https://a.b", path: "x" },
  success: { is: "<", value: 1 },
  intervalSeconds: 60,
  count,
});
const device = { name: "a", devices: {} };

describe("A plan takes at least", () => {
  it.each([
    ["what its pauses add up to", [wait(5), wait(10)], 15],
    ["the longest of what runs side by side", [wait(5), wait(10, { needs: [] })], 10],
    ["nothing for what is left out", [wait(5), wait(10, { when: { environment: ["moon"] } }), wait(1)], 6],
    ["the pauses between batches", [{ kind: "rollout", config: { batches: [1, 2, 100], batchDelayMinutes: 7 } }], 14],
    [
      "the longest measurement of each batch but the last",
      [
        {
          kind: "canary",
          config: { batches: [10, 50, 100], metrics: [metric(3), metric(6)], initialDelaySeconds: 60 },
        },
      ],
      12,
    ],
    ["the time that the old is kept", [{ kind: "blueGreen", config: { blue: device, green: device } }], 60],
    [
      "the pauses between regions",
      [{ kind: "regions", config: { regions: [device, device, device], pauseMinutes: 20, batches: [100] } }],
      40,
    ],
    ["the time until a moment", [wait(30), { kind: "wait", config: { until: "2026-06-01T14:00:00Z" } }], 120],
    ["nothing for a moment that has passed", [{ kind: "wait", config: { until: "2026-06-01T11:00:00Z" } }], 0],
    ["a load test", [{ kind: "loadTest", config: { url: "https://a.b", durationSeconds: 120 } }], 2],
    ["no time for people", [{ kind: "approval" }], 0],
  ])("%s", (_, stages, minutes) => {
    expect(minutesOf(...stages)).toBe(minutes);
  });
});
