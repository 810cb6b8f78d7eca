import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bucketOf, isInside } from "#lib/updates/rules/bucket.ts";
import {
  nextChangeAt,
  planSteps,
  readLocalTime,
  shareAt,
  shiftSteps,
  type ShareFacts,
} from "#lib/updates/rules/share.ts";

const at = (text: string) => new Date(text);
const running: ShareFacts = { percent: 10, steps: [], startsAt: null, status: "running" };

describe("A client's place", () => {
  it("stays inside a share that grows", () => {
    const percent = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.string(), fc.uuid(), percent, percent, (client, distribution, one, other) => {
        const [less, more] = one < other ? [one, other] : [other, one];
        return !isInside(client, distribution, less) || isInside(client, distribution, more);
      }),
    );
  });

  it("is spread evenly, and anew for each distribution", () => {
    const clients = Array.from({ length: 10_000 }, (_, index) => `client-${index}`);
    const inside = clients.filter((client) => isInside(client, "one", 25));
    expect(inside.length / clients.length).toBeCloseTo(0.25, 1);
    const inBoth = inside.filter((client) => isInside(client, "two", 25));
    expect(inBoth.length / inside.length).toBeCloseTo(0.25, 1);
    expect(bucketOf("client-1", "one")).toBe(bucketOf("client-1", "one"));
  });

  it("is the last without an id", () => {
    expect(isInside(null, "one", 99.9)).toBe(false);
    expect(isInside(null, "one", 100)).toBe(true);
  });
});

describe("A share", () => {
  const steps = [
    { percent: 50, at: at("2026-03-02T08:00:00Z") },
    { percent: 100, at: at("2026-03-03T08:00:00Z") },
  ];

  it.each([
    ["before the start", { ...running, startsAt: at("2026-03-01T09:00:00Z") }, 0],
    ["from the start on", { ...running, startsAt: at("2026-03-01T07:00:00Z") }, 10],
    ["before the first step", { ...running, steps }, 10],
    ["while it is paused", { ...running, steps, status: "paused" }, 0],
    ["when it is completed", { ...running, status: "completed" }, 100],
    ["when it is cancelled", { ...running, status: "cancelled" }, 0],
    ["where a step is below what somebody set", { ...running, percent: 80, steps }, 80],
  ] as const)("%s", (_title, facts, share) => {
    expect(shareAt(facts, at("2026-03-01T08:00:00Z"))).toBe(share);
  });

  it("grows with its steps and says when", () => {
    const facts = { ...running, steps };
    expect(nextChangeAt(facts, at("2026-03-01T08:00:00Z"))).toEqual(steps[0]?.at);
    expect(shareAt(facts, at("2026-03-02T08:00:00Z"))).toBe(50);
    expect(nextChangeAt(facts, at("2026-03-02T08:00:00Z"))).toEqual(steps[1]?.at);
    expect(shareAt(facts, at("2026-03-04T08:00:00Z"))).toBe(100);
    expect(nextChangeAt(facts, at("2026-03-04T08:00:00Z"))).toBeNull();
    expect(nextChangeAt({ ...facts, status: "paused" }, at("2026-03-01T08:00:00Z"))).toBeNull();
  });

  it("grows at the same time of day when the clocks change", () => {
    const start = at("2026-03-28T08:00:00Z");
    expect(planSteps({ by: 45, every: "day", from: 10 }, start, "Europe/Berlin")).toEqual([
      { percent: 55, at: at("2026-03-29T07:00:00Z") },
      { percent: 100, at: at("2026-03-30T07:00:00Z") },
    ]);
    const hours = planSteps({ by: 30, every: "hour", from: 10 }, start, "Europe/Berlin");
    expect(hours.map((step) => step.percent)).toEqual([40, 70, 100]);
    expect(hours[0]?.at).toEqual(at("2026-03-28T09:00:00Z"));
  });

  it("reads a local time in its zone", () => {
    expect(readLocalTime("2026-07-01T09:00", "Europe/Berlin")).toEqual(at("2026-07-01T07:00:00Z"));
    expect(readLocalTime("soon", "Europe/Berlin")).toBeNull();
  });

  it("goes on later by as long as it was paused", () => {
    const shifted = shiftSteps(steps, at("2026-03-02T12:00:00Z"), at("2026-03-02T15:00:00Z"));
    expect(shifted).toEqual([steps[0], { percent: 100, at: at("2026-03-03T11:00:00Z") }]);
  });
});
