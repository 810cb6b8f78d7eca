import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binOf, mergeEdges, quantileEdges } from "#lib/risk/rules/bins.ts";
import { fitModel, type Outcomes } from "#lib/risk/rules/fit.ts";
import { riseFrom } from "#lib/risk/rules/isotonic.ts";
import { estimate, toLogOdds, toProbability, type Model } from "#lib/risk/rules/model.ts";
import { calibrationBins, measureQuality } from "#lib/risk/rules/quality.ts";

const FEATURES = [
  { name: "size", isRising: true },
  { name: "hour", isRising: false },
];

/** Rows whose chance of failing rises with their size, and is larger at night. The same seed gives the same rows. */
function makeOutcomes(rows: number, seed = 1): Outcomes {
  let state = seed;
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const size = Float64Array.from({ length: rows }, () => Math.exp(6 * random()));
  const hour = Float64Array.from({ length: rows }, () => Math.floor(24 * random()));
  const failed = size.map((value, row) => {
    const logOdds = -3 + 0.6 * Math.log(value) + ((hour[row] ?? 0) < 6 ? 1 : 0);
    return random() < toProbability(logOdds) ? 1 : 0;
  });
  return { features: FEATURES, columns: [size, hour], failed };
}

const predict = (model: Model, { columns, failed }: Outcomes) =>
  Float64Array.from(failed, (_, row) => {
    const facts = { size: columns[0]?.[row] ?? null, hour: columns[1]?.[row] ?? null };
    return estimate(model, facts).probability;
  });

describe("a fitted model", () => {
  const model = fitModel(makeOutcomes(4_000));

  it("predicts rows that it has not seen", () => {
    const fresh = makeOutcomes(4_000, 7);
    const quality = measureQuality(predict(model, fresh), fresh.failed);
    expect(quality.auc).toBeGreaterThan(0.72);
    expect(quality.ece).toBeLessThan(0.04);
  });

  it("is the same each time", () => expect(fitModel(makeOutcomes(4_000))).toEqual(model));

  it("never falls with size, whatever else is known", () => {
    const sizes = fc.double({ min: 0, max: 1_000, noNaN: true });
    fc.assert(
      fc.property(sizes, sizes, fc.option(fc.integer({ min: 0, max: 23 })), (one, other, hour) => {
        const [small, large] = [Math.min(one, other), Math.max(one, other)];
        const of = (size: number) => estimate(model, { size, hour }).logOdds;
        expect(of(large)).toBeGreaterThanOrEqual(of(small));
      }),
    );
  });

  it("never falls with size where the rows say the opposite", () => {
    const rows = makeOutcomes(2_000);
    const opposite = fitModel({ ...rows, failed: Float64Array.from(rows.failed, (value) => 1 - value) });
    const steps = opposite.shapes[0]?.values ?? [];
    for (const [index, step] of steps.entries()) expect(step).toBeGreaterThanOrEqual(steps[index - 1] ?? -Infinity);
  });

  it("is made of contributions that add up", () => {
    const { logOdds, contributions } = estimate(model, { size: 40, hour: 3 });
    const sum = contributions.reduce((total, contribution) => total + contribution.logOdds, model.intercept);
    expect(sum).toBeCloseTo(logOdds, 12);
  });

  it("says how far an unknown fact may move it", () => {
    const known = estimate(model, { size: 40, hour: 3 });
    expect([known.probabilityLow, known.probabilityHigh]).toEqual([known.probability, known.probability]);
    const unknown = estimate(model, { size: null, hour: 3 });
    expect(unknown.probabilityLow).toBeLessThan(unknown.probability);
    expect(unknown.probabilityHigh).toBeGreaterThan(unknown.probability);
  });

  it("follows a change of the rate", () => {
    const [before, after] = [makeOutcomes(4_000), makeOutcomes(2_000, 3)];
    const joined = {
      features: FEATURES,
      columns: [0, 1].map((index) => [
        ...Array.from(before.columns[index] ?? []),
        ...Array.from(after.columns[index] ?? []),
      ]),
      failed: [...Array.from(before.failed), ...Array.from(after.failed, (value, row) => (row % 2 ? 0 : value))],
    };
    const rate = (one: Model) => predict(one, after).reduce((sum, value) => sum + value, 0);
    expect(rate(fitModel(joined))).toBeLessThan(rate(model));
  });
});

describe("a prior", () => {
  const shape = { name: "size", edges: [10, 100], values: [-1, 0, 1], missing: 0.2, low: -1, high: 1 };
  const prior = { model: { intercept: toLogOdds(0.1), shapes: [shape] }, outcomes: 20 };
  const features = [FEATURES[0] ?? { name: "size", isRising: true }];
  const facts = [{ size: 5 }, { size: 50 }, { size: 500 }, { size: null }];

  it("is the whole model where nothing was seen", () => {
    const model = fitModel({ features, columns: [[]], failed: [] }, { prior });
    expect(facts.map((one) => estimate(model, one).logOdds)).toEqual(
      facts.map((one) => estimate(prior.model, one).logOdds),
    );
    expect(model.shapes[0]).toMatchObject({ low: -1, high: 1 });
  });

  it("hardly moves for a handful of rows, and yields to many", () => {
    const rows = (count: number) => ({
      features,
      columns: [Array<number>(count).fill(50)],
      failed: Array<number>(count).fill(1),
    });
    const after = (count: number) => estimate(fitModel(rows(count), { prior }), { size: 50 }).probability;
    expect(after(2)).toBeLessThan(0.25);
    expect(after(2_000)).toBeGreaterThan(0.9);
  });
});

describe("bins", () => {
  it.each([
    ["nothing", [], 4, []],
    ["one value", [3, 3, 3], 4, []],
    ["four quarters", [0, 1, 2, 3, 4], 4, [1, 2, 3]],
    ["unknown ones left out", [0, NaN, 4], 2, [2]],
    ["often the same", [0, 0, 0, 0, 1], 4, []],
  ])("of %s", (_title, column, count, edges) => expect(quantileEdges(column, count)).toEqual(edges));

  it("put a value on an edge above it", () => {
    expect([0, 1, 1.5, 2, 9].map((value) => binOf([1, 2], value))).toEqual([0, 1, 1, 2, 2]);
    expect(mergeEdges([1, 3], [2, 3])).toEqual([1, 2, 3]);
  });

  it("rise by pooling those that would fall", () => {
    expect([...riseFrom(Float64Array.of(1, 3, 1, 5), Float64Array.of(1, 1, 3, 1))]).toEqual([1, 1.5, 1.5, 5]);
  });
});

describe("the quality of predictions", () => {
  it("counts a tie as half", () => {
    expect(measureQuality([0.5, 0.5], [0, 1]).auc).toBe(0.5);
    expect(measureQuality([0.2, 0.2, 0.9], [0, 1, 1]).auc).toBe(0.75);
  });

  it("has no area under the curve without both outcomes", () => {
    expect(measureQuality([0.2], [0])).toEqual({ auc: null, brier: expect.closeTo(0.04) as number, ece: 0.2 });
    expect(measureQuality([], [])).toEqual({ auc: null, brier: 0, ece: 0 });
  });

  it("compares shares bin by bin", () => {
    expect(calibrationBins([0.05, 0.05, 1], [0, 1, 1])).toEqual([
      { from: 0, to: 0.1, count: 2, predicted: 0.05, actual: 0.5 },
      { from: 0.9, to: 1, count: 1, predicted: 1, actual: 1 },
    ]);
  });
});
