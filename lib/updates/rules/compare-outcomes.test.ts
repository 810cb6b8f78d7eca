import { expect, it } from "vitest";
import { chanceOfAccident, failureRate } from "#lib/updates/rules/compare-outcomes.ts";

it("Failures count among those who answered", () => {
  expect(failureRate({ installed: 3, failed: 1 })).toBe(0.25);
  expect(failureRate({ installed: 0, failed: 0 })).toBeNull();
});

it("A difference is told from an accident once enough have answered", () => {
  expect(chanceOfAccident({ installed: 0, failed: 0 }, { installed: 0, failed: 0 })).toBeNull();
  expect(chanceOfAccident({ installed: 9, failed: 1 }, { installed: 8, failed: 2 })).toBeNull();
  const same = { installed: 900, failed: 100 };
  expect(chanceOfAccident(same, same)).toBeCloseTo(1, 5);
  // 10 % against 15 % of 1,000 each: z = 3.381, as any table of the normal curve has it.
  expect(chanceOfAccident(same, { installed: 850, failed: 150 })).toBeCloseTo(0.00072, 4);
});
