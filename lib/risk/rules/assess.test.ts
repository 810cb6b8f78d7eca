import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assess } from "#lib/risk/rules/assess.ts";
import { toFeatures, type RiskFacts } from "#lib/risk/rules/facts.ts";
import { listGuards, type GuardFacts } from "#lib/risk/rules/guards.ts";
import { timingOf } from "#lib/risk/rules/impact.ts";
import { PRIOR } from "#lib/risk/rules/prior.ts";
import { levelOf, roundTogether } from "#lib/risk/rules/score.ts";

const judge = { model: PRIOR.model, isCalibrated: false };

const usual: RiskFacts = {
  change: {
    ...{ files: 10, folders: 3, areas: 2, spread: 2, linesAdded: 40, linesRemoved: 10, linesBefore: 900 },
    ...{ configKeys: 0, dependencies: 0, breakingDependencies: 0, migrations: 0 },
    named: { configKeys: [], breakingDependencies: [], migrations: [] },
    unknownBecause: null,
  },
  api: { kind: "none" },
  history: { recent: [], recentCount: 0, product: { outcomes: 0, failures: 0 }, environment: null },
  clock: { timeZone: "Europe/Zurich", weekday: 2, hour: 10 },
  exposure: { deviceCount: 100, fleetCount: 100, firstShare: 1 },
  traffic: { kind: "unknown", reason: "nothing is recorded." },
  hasSmokeTest: true,
};
const withChange = (change: Partial<RiskFacts["change"]>): RiskFacts => ({
  ...usual,
  change: { ...usual.change, ...change },
});
const scoreOf = (facts: RiskFacts) => assess(facts, judge).score;

const maybe = (max: number) => fc.option(fc.nat({ max }));
const anyFacts: fc.Arbitrary<RiskFacts> = fc.record({
  change: fc.record({
    ...{ files: maybe(500), folders: maybe(100), areas: maybe(20), spread: maybe(6) },
    ...{ linesAdded: maybe(20_000), linesRemoved: maybe(20_000), linesBefore: maybe(90_000) },
    ...{ configKeys: maybe(60), dependencies: maybe(90), breakingDependencies: maybe(9), migrations: maybe(9) },
    named: fc.constant(usual.change.named),
    unknownBecause: fc.constant("Nobody knows."),
  }),
  api: fc.oneof(
    fc.constant({ kind: "unknown" as const, reason: "It cannot be read." }),
    fc.record({ kind: fc.constant("compared" as const), breaking: fc.nat({ max: 20 }), first: fc.constant(null) }),
  ),
  history: fc.record({
    recent: fc.constant([]),
    recentCount: fc.nat({ max: 9 }),
    product: fc.constant({ outcomes: 20, failures: 4 }),
    environment: fc.constant(null),
  }),
  clock: fc.record({
    timeZone: fc.constant("UTC"),
    weekday: fc.integer({ min: 1, max: 7 }),
    hour: fc.integer({ min: 0, max: 23 }),
  }),
  exposure: fc.record({ deviceCount: fc.nat({ max: 99 }), fleetCount: fc.constant(99), firstShare: fc.constant(1) }),
  traffic: fc.constant({ kind: "known" as const, ratio: 2, seen: 500 }),
  hasSmokeTest: fc.boolean(),
});

describe("an assessment", () => {
  it("has factors whose whole points add up to its score", () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { score, factors } = assess(facts, judge);
        expect(factors.reduce((sum, { points }) => sum + points, 0)).toBe(score);
        expect(factors.every(({ points }) => Number.isInteger(points))).toBe(true);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
      }),
    );
  });

  it("of a usual change is low", () =>
    expect(assess(usual, judge)).toMatchObject({ level: "low", isCalibrated: false }));

  it.each<[string, RiskFacts]>([
    ["more files", withChange({ files: 60 })],
    ["more lines", withChange({ linesAdded: 5_000 })],
    ["migrations", withChange({ migrations: 1 })],
    ["configuration", withChange({ configKeys: 6 })],
    ["a breaking step of a dependency", withChange({ dependencies: 1, breakingDependencies: 1 })],
    ["a broken API", { ...usual, api: { kind: "compared", breaking: 1, first: null } }],
    ["an API that nobody can read", { ...usual, api: { kind: "unknown", reason: "It is YAML of some sort." } }],
    ["failures", { ...usual, history: { ...usual.history, recentCount: 1 } }],
    ["Friday afternoon", { ...usual, clock: { ...usual.clock, weekday: 5, hour: 16 } }],
    ["the night", { ...usual, clock: { ...usual.clock, hour: 3 } }],
    ["a busy hour", { ...usual, traffic: { kind: "known", ratio: 3, seen: 100 } }],
  ])("rises with %s", (_title, facts) => expect(scoreOf(facts)).toBeGreaterThan(scoreOf(usual)));

  it("calls more than 50 files medium, and more than 100 high", () => {
    const severity = (files: number) =>
      assess(withChange({ files }), judge).factors.find(({ id }) => id === "size")?.severity;
    expect([severity(51), severity(100), severity(101)]).toEqual(["medium", "medium", "high"]);
  });

  it("leaves an interval where facts are unknown, and says so", () => {
    const blind = assess(withChange({ files: null, linesAdded: null, unknownBecause: "There is no build." }), judge);
    expect(blind.probabilityHigh).toBeGreaterThan(blind.probabilityLow);
    expect(blind.factors.find(({ id }) => id === "size")).toMatchObject({
      isUnknown: true,
      evidence: "There is no build.",
    });
    const seen = assess(usual, judge);
    expect(seen.probabilityLow).toBe(seen.probabilityHigh);
  });

  it("says what a canary would lower, without touching the probability", () => {
    const { suggestions, probability } = assess(usual, judge);
    expect(suggestions[0]).toMatchObject({ id: "canary", delta: -14 });
    const canary = { ...usual, exposure: { ...usual.exposure, firstShare: 0.05 } };
    expect(scoreOf(canary)).toBe(scoreOf(usual) - 14);
    expect(assess(canary, judge).probability).toBe(probability);
  });

  it("suggests another time, smaller parts, tests, and a look at what failed", () => {
    const facts: RiskFacts = {
      ...withChange({ files: 300, linesAdded: 6_000 }),
      clock: { ...usual.clock, weekday: 6 },
      hasSmokeTest: false,
      history: {
        ...usual.history,
        recentCount: 1,
        recent: [
          { kind: "rollout", id: "r1", number: 7, version: "1.2.0", at: "2026-01-01", reason: "Too many failures." },
        ],
      },
    };
    const { suggestions } = assess(facts, judge);
    expect(suggestions.map(({ id }) => id).sort()).toEqual(["canary", "failure-r1", "split", "tests", "time"]);
    expect(suggestions.at(-1)).toMatchObject({ href: "/rollouts/r1", delta: null });
  });

  it("counts a product without history as one that did well", () => {
    expect(toFeatures(usual)).toMatchObject({ failureShare: 0, environmentFailureShare: 0, breakingApiChanges: 0 });
  });
});

describe("the scale", () => {
  it.each([
    [0, "low"],
    [39, "low"],
    [40, "medium"],
    [60, "high"],
    [80, "critical"],
  ])("%i is %s", (score, level) => expect(levelOf(score)).toBe(level));

  it("rounds parts so that they still make the whole", () => {
    expect(roundTogether([0.5, 0.5, 0.5])).toEqual([1, 1, 0]);
    expect(roundTogether([-0.4, 10.2, 0.3])).toEqual([0, 10, 0]);
    expect(roundTogether([])).toEqual([]);
  });
});

describe("guards", () => {
  const calm: GuardFacts = { clock: usual.clock, freeze: null, hoursToFreeze: null, peopleOnCall: 1 };
  const freeze = { name: "Holidays", startsAt: "2026-12-20T00:00:00Z", holds: false };
  it.each<[string, Partial<GuardFacts>, string[]]>([
    ["a calm time", {}, []],
    ["Friday afternoon", { clock: { ...usual.clock, weekday: 5, hour: 15 } }, ["fridayAfternoon"]],
    ["Friday noon", { clock: { ...usual.clock, weekday: 5, hour: 12 } }, []],
    ["night", { clock: { ...usual.clock, hour: 5 } }, ["night"]],
    ["the weekend", { clock: { ...usual.clock, weekday: 7 } }, ["weekend"]],
    ["a freeze tomorrow", { freeze, hoursToFreeze: 20 }, ["freezeNear"]],
    ["a freeze next week", { freeze, hoursToFreeze: 200 }, []],
    ["a freeze", { freeze: { ...freeze, holds: true }, hoursToFreeze: 0 }, ["frozen"]],
    ["nobody there", { peopleOnCall: 0 }, ["nobodyOnCall"]],
  ])("at %s", (_title, part, expected) => {
    expect(listGuards({ ...calm, ...part }).map(({ id }) => id)).toEqual(expected);
  });

  it("count Saturday night as the weekend", () => expect(timingOf({ weekday: 6, hour: 23 })).toBe("weekend"));
});
