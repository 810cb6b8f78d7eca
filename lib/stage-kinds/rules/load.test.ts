import { describe, expect, it } from "vitest";
import { describeLoad, judgeLoad, summarize, type LoadFigures } from "#lib/stage-kinds/rules/load.ts";

const figures: LoadFigures = {
  requests: 1_000,
  errors: 10,
  timeouts: 1,
  durationSeconds: 4,
  p50Millis: 5,
  p90Millis: 20,
  p99Millis: 90,
  maxMillis: 140,
  statuses: { "200": 990, "500": 9 },
};

describe("a load", () => {
  it("is summed up", () => {
    expect(summarize(figures)).toMatchObject({ errorRate: 0.01, requestsPerSecond: 250 });
    expect(summarize({ ...figures, requests: 0, errors: 0 })).toMatchObject({ errorRate: 1, requestsPerSecond: 0 });
    expect(describeLoad(summarize(figures))).toBe(
      "1000 requests, 250 per second; half within 5 ms, 99 % within 90 ms; 1 % failed",
    );
  });

  it.each([
    ["limits are met exactly", { p99MillisMax: 90, errorRateMax: 0.01, requestsPerSecondMin: 250 }, []],
    ["p99", { p99MillisMax: 89, errorRateMax: 1 }, ["p99 was 90 ms, above 89 ms"]],
    ["errors", { errorRateMax: 0.009 }, ["1 % of the requests failed, more than 0.9 %"]],
    ["rate", { errorRateMax: 1, requestsPerSecondMin: 251 }, ["250 requests per second went through, below 251"]],
  ])("%s", (_title, limits, misses) => expect(judgeLoad(summarize(figures), limits)).toEqual(misses));

  it("without any answer never passes", () => {
    expect(judgeLoad(summarize({ ...figures, requests: 0, errors: 0 }), { errorRateMax: 1 })).toEqual([
      "no request was answered",
    ]);
  });
});
