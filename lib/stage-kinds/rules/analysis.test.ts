import { describe, expect, it } from "vitest";
import {
  addMeasurement,
  beginAnalysis,
  boundMeasurements,
  judgeAnalysis,
  measure,
  nextMeasurementAt,
  type Analysis,
} from "#lib/stage-kinds/rules/analysis.ts";
import type { Reading } from "#lib/stage-kinds/rules/reading.ts";
import type { MetricConfig } from "#lib/templates/rules/stage-kinds.ts";

const START = new Date("2026-01-05T09:00:00Z");
const at = (seconds: number) => new Date(START.getTime() + seconds * 1000);

const aMetric = (config: Partial<MetricConfig> = {}): MetricConfig => ({
  name: "errors",
  source: { type: "json", url: "http://metrics.example.com", path: "rate" },
  success: { is: "<", value: 0.05 },
  intervalSeconds: 60,
  count: 3,
  failureLimit: 0,
  inconclusiveLimit: 0,
  errorLimit: 2,
  minimumSample: 0,
  dryRun: false,
  ...config,
});

const number = (value: number): Reading => ({ kind: "number", value });
const empty: Reading = { kind: "nothing", why: "no samples" };
const down: Reading = { kind: "error", why: "answered 502" };

describe("a measurement", () => {
  it.each<[string, Reading, Reading | null, Partial<MetricConfig>, string]>([
    ["good", number(0.01), null, {}, "success"],
    ["bad where nothing else is said", number(0.2), null, {}, "failure"],
    ["at the limit", number(0.05), null, {}, "failure"],
    ["neither", number(0.07), null, { failure: { is: ">", value: 0.1 } }, "inconclusive"],
    ["bad", number(0.2), null, { failure: { is: ">", value: 0.1 } }, "failure"],
    ["both", number(0.01), null, { failure: { is: ">", value: 0 } }, "failure"],
    ["huge", number(1e308), null, {}, "failure"],
    ["negative", number(-5), null, {}, "success"],
    ["empty", empty, null, {}, "inconclusive"],
    ["not to be had", down, null, {}, "error"],
    ["of a sample that is too small", number(0.01), number(9), { minimumSample: 10 }, "inconclusive"],
    ["bad, of too small a sample", number(0.9), number(9), { minimumSample: 10 }, "inconclusive"],
    ["of a sample that is large enough", number(0.01), number(10), { minimumSample: 10 }, "success"],
    ["of an empty sample", number(0.01), empty, { minimumSample: 10 }, "inconclusive"],
    ["of a sample that is not to be had", number(0.01), down, { minimumSample: 10 }, "error"],
    ["of a sample of which nothing is demanded", number(0.01), number(0), {}, "success"],
  ])("%s", (_title, reading, sample, config, verdict) => {
    expect(measure(reading, sample, aMetric(config), START)).toMatchObject({ at: START.toISOString(), verdict });
  });

  it.each([
    [">", [2], [1, 0]],
    [">=", [1, 2], [0]],
    ["<", [0], [1, 2]],
    ["<=", [0, 1], [2]],
    ["==", [1], [0, 2]],
    ["!=", [0, 2], [1]],
  ] as const)("%s 1", (is, good, bad) => {
    const verdictOf = (value: number) =>
      measure(number(value), null, aMetric({ success: { is, value: 1 } }), START).verdict;
    expect(good.map(verdictOf)).toEqual(good.map(() => "success"));
    expect(bad.map(verdictOf)).toEqual(bad.map(() => "failure"));
  });
});

/** Measures one after the other: g good, b bad, i inconclusive, e error. */
function play(letters: string, config: Partial<MetricConfig> = {}): Analysis {
  const metric = aMetric({ failure: { is: ">", value: 0.1 }, ...config });
  const readings: Record<string, Reading> = { g: number(0), b: number(1), i: empty, e: down };
  let analysis = beginAnalysis(1, START, [metric]);
  [...letters].forEach((letter, index) => {
    const measurement = measure(readings[letter] ?? empty, null, metric, at(index * 60));
    const metrics = analysis.metrics.map((state) => addMeasurement(state, measurement, metric));
    analysis = judgeAnalysis({ ...analysis, metrics });
  });
  return analysis;
}

describe("an analysis", () => {
  it.each<[string, Partial<MetricConfig>, string]>([
    ["", {}, "running"],
    ["gg", {}, "running"],
    ["ggg", {}, "success"],
    ["b", {}, "failure"],
    ["gb", { failureLimit: 1 }, "running"],
    ["gbg", { failureLimit: 1 }, "success"],
    ["bgb", { failureLimit: 1 }, "failure"],
    ["i", {}, "inconclusive"],
    ["igi", { inconclusiveLimit: 2 }, "success"],
    ["iib", { inconclusiveLimit: 2 }, "failure"],
    ["ee", {}, "running"],
    ["eee", {}, "inconclusive"],
    ["eegeeggg", {}, "success"],
    ["eegeegee", {}, "running"],
    ["e", { errorLimit: 0 }, "inconclusive"],
    ["iii", { inconclusiveLimit: 3 }, "inconclusive"],
    ["bbb", { failureLimit: 3 }, "inconclusive"],
  ])("of '%s' with %j is %s", (letters, config, status) => expect(play(letters, config).status).toBe(status));

  it("says why", () => {
    expect(play("b").reason).toBe("errors: 1 measurement bad, 0 allowed; the last was 1, not < 0.05");
    expect(play("eee").reason).toBe("errors: 3 measurements in a row not to be measured: answered 502");
    expect(play("i").reason).toBe("errors: 1 measurement inconclusive, 0 allowed: no samples");
    expect(play("ggg").reason).toBe("errors: 3 of 3 measurements good");
  });

  it("of a dry run decides nothing, and is waited for", () => {
    expect(play("bb", { dryRun: true, failureLimit: 9 }).status).toBe("running");
    expect(play("b", { dryRun: true })).toMatchObject({
      status: "success",
      reason: "No metric decides.",
      metrics: [{ status: "failure" }],
    });
  });

  it("without metrics is a success at once", () => {
    expect(beginAnalysis(1, START, [])).toMatchObject({ status: "success" });
  });

  it("of several: one bad one decides, then one unclear one; all must be over for a success", () => {
    const analysis = beginAnalysis(1, START, [aMetric({ name: "a" }), aMetric({ name: "b" })]);
    const with_ = (...statuses: Analysis["status"][]) =>
      judgeAnalysis({
        ...analysis,
        metrics: analysis.metrics.map((metric, index) => ({ ...metric, status: statuses[index] ?? "running" })),
      }).status;
    expect(with_("running", "failure")).toBe("failure");
    expect(with_("inconclusive", "failure")).toBe("failure");
    expect(with_("inconclusive", "running")).toBe("inconclusive");
    expect(with_("success", "running")).toBe("running");
    expect(with_("success", "success")).toBe("success");
  });

  it("is measured at its beginning and then in its interval", () => {
    expect(nextMeasurementAt(play(""))).toEqual(START);
    expect(nextMeasurementAt(play("gg"))).toEqual(at(120));
    expect(nextMeasurementAt(play("ggg"))).toBeNull();
  });

  it("keeps of its measurements the latest, over all batches", () => {
    const old = play("ggg");
    const analyses = boundMeasurements([old, play("gg"), play("ggg")], 4);
    expect(analyses.map(({ metrics }) => metrics[0]?.measurements.length)).toEqual([0, 1, 3]);
    expect(analyses[1]?.metrics[0]).toMatchObject({ successes: 2, measurements: [{ at: at(60).toISOString() }] });
    expect(boundMeasurements([old], 100)).toEqual([old]);
  });
});
